"""Our files that the installing container needs, copied below the data folder: the engine may not see our own."""

import filecmp
import os
import shutil
import uuid
from importlib.metadata import version
from pathlib import Path

from uv import find_uv_bin

from service.errors import WrongUse
from service.sandbox.engine import Engine
from service.sandbox.install import Tools

INSTALLER = 10002
"""Neither root nor the user of a trial: what is installed belongs to somebody whom no trial can become."""

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def tools(engine: Engine, data: Path, ca_bundle: Path | None) -> Tools:
    """Raises WrongUse where the certificates cannot be read."""
    folder = data / "tools"
    folder.mkdir(parents=True, exist_ok=True)
    user, owner = _user(engine)
    return Tools(
        uv=_copy(Path(find_uv_bin()), folder / f"uv-{version('uv')}"),
        certificates=_certificates(ca_bundle, folder),
        network=engine.outward,
        user=user,
        owner=owner,
        proxies={name: value for name in (*_PROXIES, *map(str.lower, _PROXIES)) if (value := os.environ.get(name))},
    )


def _user(engine: Engine) -> tuple[str, int | None]:
    """Who installs, and to whom folders must be given for it. A rootless engine's root is ourselves."""
    if engine.rootless:
        return "0:0", None
    if os.getuid() == 0:
        return f"{INSTALLER}:{INSTALLER}", INSTALLER
    return f"{os.getuid()}:{os.getgid()}", None


def _certificates(bundle: Path | None, folder: Path) -> Path | None:
    if bundle is None:
        return None
    try:
        return _copy(bundle, folder / "certificates.pem")
    except OSError as error:
        raise WrongUse(f"{bundle} cannot be read: {error.strerror}.", "Correct UPFLOW_CA_BUNDLE.") from error


def _copy(source: Path, target: Path) -> Path:
    """Whole or not at all, as several processes may copy at once."""
    if not target.exists() or not filecmp.cmp(source, target, shallow=True):
        new = target.with_name(f"{target.name}.{uuid.uuid4().hex}")
        shutil.copy2(source, new)
        new.rename(target)
    return target
