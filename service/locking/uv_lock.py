"""uv.lock, made again by uv: what changed is upgraded, everything else stays where nothing speaks against it."""

import posixpath
import tomllib
from collections.abc import Collection, Mapping

from service.locking import uv
from service.locking.trust import Left, metadata
from service.nouns import Lock

OWN = ({"virtual": "."}, {"editable": "."})


def again(lock: Lock, files: Mapping[str, bytes], upgrade: Collection[str]) -> bytes:
    """The new content; `upgrade`: the packages whose lines changed, with the release that is wanted. Raises Left."""
    source = posixpath.join(posixpath.dirname(lock.path), "pyproject.toml")
    if source not in files:
        raise Left("there is no pyproject.toml beside it")
    asked = metadata(files[source])
    _check(files[lock.path])
    upgraded = (word for name in upgrade for word in ("--upgrade-package", name))
    beside = {"pyproject.toml": asked.encode(), "uv.lock": files[lock.path]}
    return uv.run(["lock", *upgraded], beside, "uv.lock")


def _check(content: bytes) -> None:
    """Packages of an index alone, and the project itself."""
    try:
        packages = tomllib.loads(content.decode()).get("package", [])
        sources = [one["source"] for one in packages]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError, AttributeError):
        raise Left("it is not as uv writes it") from None
    if not all(one in OWN or (isinstance(one, dict) and one.keys() == {"registry"}) for one in sources):
        raise Left("it has packages from addresses or paths")
