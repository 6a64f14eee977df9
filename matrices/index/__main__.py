"""`python -m matrices.index FOLDER`: the index from a folder of surfaces that were read before, one JSON file each."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.version import Version

from matrices.index.beside import keras_minors
from matrices.index.build import at_most, build
from matrices.index.worlds import KERAS, TENSORFLOW
from matrices.load import DATA, load
from matrices.query import minor
from matrices.surface.facts import Surface, loads


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matrices.index", description=__doc__)
    parser.add_argument("surfaces", type=Path, help="holds PACKAGE-VERSION.json; of a minor the newest version counts")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of facts that is written to")
    options = parser.parse_args()
    keras = keras_minors(load())
    files = build(newest(options.surfaces, keras), keras)
    for name, content in files.items():
        path = options.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB")


def newest(folder: Path, keras: Mapping[str, str]) -> Iterator[Surface]:
    """The newest surface of every minor, oldest first, one at a time; no TensorFlow without the Keras beside it."""
    found: dict[tuple[str, Version], tuple[Version, Path]] = {}
    for path in folder.glob("*.json"):
        package, _, text = path.stem.rpartition("-")
        version = Version(text)
        key = package, Version(minor(version))
        found[key] = max(found.get(key, (version, path)), (version, path))
    known = [str(version) for package, version in found if package == KERAS]
    for package, version in sorted(found):
        needed = keras.get(str(version)) if package == TENSORFLOW else None
        if needed is None or at_most(needed, known) is not None:
            yield loads(found[package, version][1].read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
