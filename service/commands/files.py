"""Files that a command writes: whole or not at all."""

import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from service.errors import NoRoom, WrongUse


def output(text: str, path: Path | None) -> None:
    """The result, to stdout or to a file."""
    if path is None:
        sys.stdout.write(text)
    else:
        write_whole({path: text.encode()})


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Every file is written beside its place first, then all are moved there, with the modes that they had."""
    beside = {path: path.with_name(f".{path.name}.upflow-{os.getpid()}") for path in contents}
    try:
        for path, content in contents.items():
            beside[path].write_bytes(content)
            if path.exists():
                beside[path].chmod(path.stat().st_mode)
        for path, new in beside.items():
            new.replace(path)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise NoRoom(f"{error.filename}: no room on the disk", "free some space; nothing was changed") from None
        raise WrongUse(f"{error.filename}: {error.strerror}", "nothing was changed") from None
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)
