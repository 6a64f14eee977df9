"""What the facts say of a name of TensorFlow, Keras or NumPy in the versions of a set: there, gone, or nothing."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from packaging.version import Version

import migrations
from matrices import symbols
from matrices.index.index import Index
from matrices.published import readable
from service.nouns import TENSORFLOW

KERAS_3 = Version("3")
KERAS_OF_ITS_OWN = Version("2.6")
"""From here on `tf.keras` is what the package keras has."""
IN_ITS_OWN_FOLDER = Version("2.2")
"""Before, the modules of TensorFlow were those of `tensorflow_core`, under another name while it runs."""
NUMPY_NAMES = Path(migrations.__file__).parent / "data" / "numpy.toml"
ROOTS = {"tensorflow": "tf", "keras": "keras", "tf_keras": "tf_keras"}


class Library:
    """The API of the TensorFlow and the Keras of one set."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        found = {name: known for name, text in versions.items() if (known := readable(text)) is not None}
        self.tensorflow = next((found[name] for name in TENSORFLOW if name in found), None)
        self.keras, self.tf_keras, self.numpy = found.get("keras"), found.get("tf-keras"), found.get("numpy")
        self._index = _index(_minor(self.tensorflow), _minor(self.keras))

    def knows(self, module: str) -> bool:
        """Whether a module is of a package that the API index has."""
        return self._of(module) is not None

    @property
    def is_readable(self) -> bool:
        """Whether the private modules of TensorFlow are files of their own names."""
        return self.tensorflow is None or self.tensorflow >= IN_ITS_OWN_FOLDER

    def has(self, module: str, names: tuple[str, ...]) -> bool | None:
        """Whether names are there, one below the other; None where the facts say nothing."""
        minor = self._of(module)
        if minor is None:
            return None
        top, _, rest = module.partition(".")
        path = [*(rest.split(".") if rest else []), *names]
        if top == "tensorflow" and path[:2] == ["compat", "v2"]:
            # It has all that TensorFlow 2 has, and a few names that are otherwise in compat.v1 alone.
            there = self._has(ROOTS[top], path[2:], minor)
            is_old = there is False and self._has(ROOTS[top], ["compat", "v1", *path[2:]], minor)
            return None if is_old else there
        return self._has(ROOTS[top], path, minor)

    def _has(self, dotted: str, path: list[str], minor: str) -> bool | None:
        for part in path:
            above, dotted = dotted, f"{dotted}.{part}"
            if part.startswith("_") or self._is_no_module(above, minor):
                return None  # nobody lists what is private, and what objects inherit
            try:
                there = self._index.presence(dotted, minor).value
            except symbols.UnknownMinor:
                return None
            if there != "yes":
                return False if there == "no" else None
        return True

    def _is_no_module(self, dotted: str, minor: str) -> bool:
        try:
            found = self._index.at(dotted, minor)
        except symbols.UnknownMinor:
            return False
        return found is not None and found.kind not in {symbols.Kind.MODULE, symbols.Kind.UNKNOWN}

    def is_gone(self, name: str) -> bool:
        """Whether a name was there before, and is in no later version: then no older package knows it better."""
        module, _, rest = name.partition(".")
        minor = self._of(module)
        if minor is None or module not in ROOTS:
            return False
        dotted = f"{ROOTS[module]}.{rest}"
        later = [one for one in self._index.minors(module.replace("_", "-")) if Version(one) > Version(minor)]
        return not any(self._index.presence(dotted, one).value == "yes" for one in later)

    def has_numpy(self, name: str) -> bool | None:
        """Whether NumPy has a name, of those that it took away."""
        span = _numpy_names().get(name)
        if span is None or self.numpy is None:
            return None
        gone, back = span
        return self.numpy < gone or (back is not None and self.numpy >= back)

    def _of(self, module: str) -> str | None:
        top = module.partition(".")[0]
        return _minor({"tensorflow": self.tensorflow, "keras": self.keras, "tf_keras": self.tf_keras}.get(top))


def _minor(version: Version | None) -> str | None:
    return ".".join(map(str, version.release[:2])) if version else None


@cache
def _index(tensorflow: str | None, keras: str | None) -> Index:
    """The index, where the Keras of the set answers for `tf.keras`."""
    index = symbols.load()
    if tensorflow and keras and Version(tensorflow) >= KERAS_OF_ITS_OWN and keras in index.minors("keras"):
        return index.with_keras({tensorflow: keras})
    return index


@cache
def _numpy_names() -> Mapping[str, tuple[Version, Version | None]]:
    rows = tomllib.loads(NUMPY_NAMES.read_text("utf-8"))["names"]
    return {name: (Version(row["gone"]), Version(row["back"]) if "back" in row else None) for name, row in rows.items()}
