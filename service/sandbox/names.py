"""A name for whoever a trial runs as: without one, what asks who it is fails, such as `pwd.getpwuid(os.getuid())`.

Each trial is another user, and images know none of them: files of ours, the same for all trials, lie over the image's.
"""

import uuid
from pathlib import Path

from service.sandbox.recipe import STRANGERS, Mount

NAME = "upflow"
USERS = ("root:x:0:0:root:/root:/bin/sh", "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin")
GROUPS = ("root:x:0:", "daemon:x:1:")
NOBODY, NOGROUP = "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin", "nogroup:x:65534:"
# They have one name and one home, and no password that anybody could enter.
FILES = {
    "passwd": (*USERS, *(f"{NAME}:x:{each}:{each}::/tmp:/bin/sh" for each in STRANGERS), NOBODY),
    "group": (*GROUPS, *(f"{NAME}:x:{each}:" for each in STRANGERS), NOGROUP),
}


def lay(data: Path) -> None:
    """Writes them where `mounts` looks for them, whole or not at all."""
    folder = data.absolute() / "names"
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in FILES.items():
        text = "".join(f"{line}\n" for line in lines)
        path = folder / name
        if not path.is_file() or path.read_text() != text:
            new = folder / f".{name}.{uuid.uuid4().hex}"
            new.write_text(text)
            new.chmod(0o644)
            new.replace(path)


def mounts(environment: str) -> tuple[Mount, ...]:
    """Those of the folder in which an environment lies; none where nobody laid them."""
    folder = Path(environment).parents[1] / "names"
    return tuple(Mount(str(folder / name), f"/etc/{name}") for name in FILES if (folder / name).is_file())
