"""Saved models, weights and checkpoints in a project: found by their names and first bytes, never opened. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from posixpath import basename, dirname
from typing import NamedTuple

from service.nouns import Note
from service.probes import Probe, Way

HDF5, ZIP, TFLITE = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04", b"TFL3"
LFS = b"version https://git-lfs.github.com/spec/"
HDF5_AT = (0, 512, 1024, 2048)
"""Where an HDF5 file may begin: before it some programs write a block of their own."""

MOST = 50
_SHARD = re.compile(r"(?P<prefix>.+)\.data-(?P<number>\d{5})-of-(?P<count>\d{5})")
_SUFFIXES = (".h5", ".hdf5", ".keras", ".tflite")
_SAVED_MODEL = ("saved_model.pb", "saved_model.pbtxt")
_LARGE = re.compile(r"left out: .* more than the .* of one file")


class Kind(StrEnum):
    """The form of a saved file."""

    H5 = "h5"
    KERAS = "keras"
    SAVED_MODEL = "saved-model"
    CHECKPOINT = "checkpoint"
    TFLITE = "tflite"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Kind.H5: "HDF5",
    Kind.KERAS: ".keras",
    Kind.SAVED_MODEL: "SavedModel",
    Kind.CHECKPOINT: "checkpoint",
    Kind.TFLITE: "TensorFlow Lite",
}


class Artifact(NamedTuple):
    """One saved thing: `path` is its file, its folder, or what the files of a checkpoint begin with.

    `problem` says why it cannot be tried; `files` are all that it needs.
    """

    path: str
    kind: Kind
    files: tuple[str, ...] = ()
    size: int = 0
    problem: str = ""

    def probes(self, files: Mapping[str, bytes]) -> Iterator[Probe]:
        """The calls by which programs load it."""
        match self.kind:
            case _ if self.problem:
                return
            case Kind.SAVED_MODEL:
                yield Probe(Way.SAVED_MODEL, self.path)
                if _is_of_keras(self, files):
                    yield Probe(Way.SAVED_MODEL_KERAS, self.path)
            case Kind.CHECKPOINT:
                yield Probe(Way.CHECKPOINT, self.path)
                if f"{self.path}.meta" in self.files:
                    yield Probe(Way.META_GRAPH, self.path)
            case Kind.H5 | Kind.KERAS | Kind.TFLITE:
                yield Probe(Way(self.kind.value), self.path)


def find(files: Mapping[str, bytes], notes: Iterable[Note] = ()) -> tuple[Artifact, ...]:
    """All of them, those with a problem too. `notes` name what was too large to be read."""
    large = {note.path: note.message for note in notes if _LARGE.fullmatch(note.message)}
    folders = {dirname(path) for path in (*files, *large) if basename(path) in _SAVED_MODEL}
    found = [*(_saved_model(folder, files, large) for folder in folders), *_checkpoints(files, large, folders)]
    found += (_alone(path, files, large) for path in (*files, *large) if path.endswith(_SUFFIXES))
    inside = tuple(f"{folder}/" for folder in folders if folder)
    kept = [each for each in found if each.kind is Kind.SAVED_MODEL or not each.path.startswith(inside)]
    return _bounded(sorted(kept))


def _bounded(found: list[Artifact]) -> tuple[Artifact, ...]:
    """Of very many the first are tried, and the others named."""
    tried = [each for each in found if not each.problem]
    late = set(tried[MOST:])
    why = f"there are {len(tried)} saved files, and the first {MOST} are tried"
    return tuple(each._replace(problem=why) if each in late else each for each in found)


def _alone(path: str, files: Mapping[str, bytes], large: Mapping[str, str]) -> Artifact:
    content = files.get(path, b"")
    named = Kind.H5 if path.endswith(".hdf5") else Kind(path.rpartition(".")[2])
    seen = _seen(content)
    problem = large.get(path, "") or _pointer(content) or ("" if seen else _other(named, content))
    return Artifact(path, seen or named, (path,), len(content), problem)


def _seen(content: bytes) -> Kind | None:
    """What its first bytes say it is, whatever its name says."""
    if any(content.startswith(HDF5, at) for at in HDF5_AT):
        return Kind.H5
    if content.startswith(ZIP):
        return Kind.KERAS
    return Kind.TFLITE if content[4:8] == TFLITE else None


def _other(named: Kind, content: bytes) -> str:
    if not content:
        return "it is empty"
    return f"it is no {named.words} file: it begins with {content[:8]!r}"


def _pointer(content: bytes) -> str:
    if not content.startswith(LFS):
        return ""
    size = re.search(rb"^size (\d{1,15})$", content[:1000], re.MULTILINE)
    real = f" of a file of {int(size[1]) / 2**20:.1f} MiB" if size else ""
    return f"it is a pointer of Git LFS{real}, not the file: `git lfs pull` brings it"


def _saved_model(folder: str, files: Mapping[str, bytes], large: Mapping[str, str]) -> Artifact:
    """A folder with all that is below it."""
    below = f"{folder}/" if folder else ""
    own = _SAVED_MODEL if not folder else ()
    members = [path for path in files if path.startswith(below) and (below or path in own or _belongs(path))]
    missing = [path for path in large if path.startswith(below)]
    problems = [f"{path}: {large[path]}" for path in missing]
    problems += [f"{path}: {why}" for path in members if (why := _pointer(files[path][:1000]))]
    size = sum(len(files[path]) for path in members)
    return Artifact(folder or ".", Kind.SAVED_MODEL, tuple(sorted(members)), size, problems[0] if problems else "")


def _belongs(path: str) -> bool:
    """What belongs to a SavedModel that is the whole project."""
    return path.startswith(("variables/", "assets/", "assets.extra/")) or path in {
        "keras_metadata.pb",
        "fingerprint.pb",
    }


def _is_of_keras(artifact: Artifact, files: Mapping[str, bytes]) -> bool:
    """Whether Keras wrote it: newer ones have a file for that, older ones name its classes in the graph."""
    if any(basename(path) == "keras_metadata.pb" for path in artifact.files):
        return True
    return any(b"_tf_keras_" in files[path] for path in artifact.files if basename(path) in _SAVED_MODEL)


def _checkpoints(files: Mapping[str, bytes], large: Mapping[str, str], folders: set[str]) -> Iterator[Artifact]:
    """Those of SavedModels are part of them."""
    shards: dict[str, list[re.Match[str]]] = {}
    for path in (*files, *large):
        if found := _SHARD.fullmatch(path):
            shards.setdefault(found["prefix"], []).append(found)
    indices = {path.removesuffix(".index") for path in (*files, *large) if path.endswith(".index")}
    for prefix in sorted(indices & shards.keys() | {each for each in shards if f"{each}.index" not in files}):
        if basename(dirname(prefix)) == "variables" and dirname(dirname(prefix)) in folders:
            continue
        yield _checkpoint(prefix, files, large, shards[prefix])


def _checkpoint(
    prefix: str, files: Mapping[str, bytes], large: Mapping[str, str], shards: list["re.Match[str]"]
) -> Artifact:
    paths = [f"{prefix}.index", *sorted(found[0] for found in shards), f"{prefix}.meta"]
    members = tuple(path for path in paths if path in files)
    wanted = max(int(found["count"]) for found in shards)
    problems = [f"{path}: {large[path]}" for path in paths if path in large]
    problems += [f"{path}: {why}" for path in members if (why := _pointer(files[path][:1000]))]
    if f"{prefix}.index" not in (*files, *large):
        problems.append(f"{prefix}.index is not there")
    if len(shards) < wanted:
        problems.append(f"{wanted - len(shards)} of its {wanted} data files are not there")
    return Artifact(
        prefix, Kind.CHECKPOINT, members, sum(len(files[path]) for path in members), problems[0] if problems else ""
    )
