"""The modules of one set: which package brings each, and what is not there at all."""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum

from packaging.utils import canonicalize_name

from service.nouns import TENSORFLOW
from service.project.imports import package_of
from service.resolve.importing.library import ROOTS, Library
from service.resolve.importing.reading import Module
from service.resolve.importing.wheels import Unknown, Wheel

SHARED = frozenset({"google", "mpl_toolkits", "sphinxcontrib", "backports", "zope", "ruamel", "azure", "jaraco"})
"""Names that many packages put modules under."""
GONE_MODULES = {
    "asynchat": "3.12",
    "asyncore": "3.12",
    "distutils": "3.12",
    "imp": "3.12",
    "smtpd": "3.12",
    "binhex": "3.11",
    "formatter": "3.10",
    "parser": "3.10",
    "symbol": "3.10",
    "cgi": "3.13",
    "crypt": "3.13",
    "imghdr": "3.13",
    "lib2to3": "3.13",
    "pipes": "3.13",
    "sndhdr": "3.13",
    "telnetlib": "3.13",
    "uu": "3.13",
    "xdrlib": "3.13",
}
"""Modules of Python, and the first interpreter without them: https://docs.python.org/3/whatsnew/."""
AT_ONCE = 8


class Missing(Enum):
    """Why there is no module to be read."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


class World:
    """The wheels of one set on one interpreter; `unread`: packages of it without a wheel that can be read."""

    def __init__(self, versions: Mapping[str, str], wheels: Mapping[str, Wheel], python: str) -> None:
        self.versions, self.wheels, self.python = versions, wheels, python
        self.library = Library(versions)
        self.unread = versions.keys() - wheels.keys()
        self._tops: dict[str, list[str]] | None = None
        self._is_whole = True

    def owner(self, module: str) -> str | Missing:
        """The package whose wheel has the top of a module."""
        top = module.partition(".")[0]
        if self._is_standard(top) or top in SHARED:
            return Missing.UNKNOWN
        if top == "tensorflow":
            return next((name for name in self.versions if name in TENSORFLOW), Missing.ABSENT)
        return self._bringer(top)

    def _bringer(self, top: str) -> str | Missing:
        for name in (str(canonicalize_name(top)), package_of(top)):
            if name in self.unread:
                return Missing.UNKNOWN
            if name is not None and name in self.wheels and self._has_top(name, top):
                return name
        found = self._by_top().get(top, [])
        if len(found) == 1:
            return found[0]
        # Of a module that nobody knows the package of, something that happens while it runs may know more.
        return Missing.UNKNOWN if found or not self._is_whole or bringer(top) is None else Missing.ABSENT

    def module(self, name: str) -> Module | Missing:
        """A module of the set. Folders without `__init__`, and whatever may be made while it runs, are unknown.

        TensorFlow and Keras make public modules alone, and of those the API index tells.
        """
        owner = self.owner(name)
        if isinstance(owner, Missing):
            return owner
        if owner not in self.wheels:
            return Missing.UNKNOWN
        wheel = self.wheels[owner]
        try:
            found = wheel.module(name)
            if found is not None:
                return found
            parts = name.split(".")
            for length in range(1, len(parts)):
                above = wheel.module(".".join(parts[:length]))
                if above is None or (above.hiding and (length > 1 or parts[0] not in ROOTS)):
                    return Missing.UNKNOWN
            return Missing.UNKNOWN if wheel.has_below(name) else Missing.ABSENT
        except Unknown:
            return Missing.UNKNOWN

    def tops(self, package: str) -> tuple[str, ...]:
        """What a package is imported by."""
        found = self._tops_of(self.wheels[package]) if package in self.wheels else []
        same = [top for top in found if str(canonicalize_name(top)) == package]
        tops = same or [top for top in found if top not in BESIDE]
        return tuple(one for top in tops for one in (top, *self._namesakes(package, top)))

    def _namesakes(self, package: str, top: str) -> list[str]:
        """`deepface.DeepFace`, where the package itself does nothing."""
        with suppress(Unknown):
            wheel = self.wheels[package]
            itself = wheel.module(top)
            if itself is not None and not itself.needs and not itself.lazy:
                return [one for one in wheel.files if one.casefold() == f"{top}.{top}".casefold()]
        return []

    def _is_standard(self, top: str) -> bool:
        minor = int(self.python.split(".")[1])
        gone = GONE_MODULES.get(top)
        if gone is not None:
            return minor < int(gone.split(".")[1])
        return top in sys.stdlib_module_names or top in OLDER or top.startswith("__")

    def _has_top(self, package: str, top: str) -> bool:
        try:
            return top in self.wheels[package].files
        except Unknown:
            return True

    def _tops_of(self, wheel: Wheel) -> list[str]:
        with suppress(Unknown):
            return sorted({name.partition(".")[0] for name in wheel.files})
        return []

    def _by_top(self) -> Mapping[str, list[str]]:
        """Which package brings which modules: every wheel is asked, once."""
        if self._tops is None:
            found: dict[str, list[str]] = {}
            with ThreadPoolExecutor(AT_ONCE) as pool:
                for name, files in zip(self.wheels, pool.map(_opened, self.wheels.values()), strict=True):
                    self._is_whole &= files is not None
                    for top in {one.partition(".")[0] for one in files or ()}:
                        found.setdefault(top, []).append(name)
            self._tops = found
        return self._tops


BESIDE = frozenset({"tests", "test", "testing", "examples", "example", "docs", "doc", "benchmarks", "scripts", "tools"})
"""Folders that packages bring by mistake, and nobody imports."""
OLDER = frozenset({"_bootlocale", "dummy_threading"})


BROUGHT = {
    "pkg_resources": "setuptools<82",
    "distutils": "setuptools",
    **{name: name for name in ("chardet", "cloudpickle", "decorator", "packaging", "psutil", "pyparsing", "tabulate")},
}
"""Modules that others often brought until they no longer needed them, with the package of each."""


def bringer(top: str) -> str | None:
    """The package, as a requirement, that is known to bring a module."""
    return BROUGHT.get(top) or package_of(top)


def _opened(wheel: Wheel) -> Mapping[str, str] | None:
    try:
        return wheel.files
    except Unknown:
        return None


def names_of(world: World, module: str, seen: frozenset[str] = frozenset()) -> Iterator[str] | None:
    """The names of a module with those of its stars; None where nobody can tell."""
    if module in seen:
        return iter(())
    found = world.module(module)
    if isinstance(found, Missing) or found.lazy:
        return None
    names = set(found.names)
    for star in found.stars:
        more = names_of(world, star, seen | {module})
        if more is None:
            return None
        names.update(more)
    return iter(names)
