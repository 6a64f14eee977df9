"""Everything that a project declares, rewritten for a target: requirements, interpreters and base images. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.version import Version

from service.nouns import TENSORFLOW, Constraint, Declared, DeclaredLine, Note, package
from service.patch import images, interpreters
from service.patch.interpreters import Pythons
from service.patch.lines import MAGIC, Hashes, text_edits
from service.patch.requirements import LineEdit, movable
from service.patch.splice import TextEdit, spliced

CLOSED = (
    "pip takes nothing without a hash from this file: what the new versions need beside it must have lines with "
    "theirs, which `uv pip compile --generate-hashes` writes"
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The files that change, and what no edit can do, by place."""

    files: Mapping[str, bytes]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a project goes: the release, and the interpreters that it has wheels for."""

    tensorflow: Version
    pythons: Pythons


def rewrite(
    files: Mapping[str, bytes],
    declared: Declared,
    edits: Sequence[LineEdit],
    cures: Sequence[Constraint] = (),
    *,
    target: Target | None = None,
    hashes: Hashes | None = None,
) -> Rewritten:
    """The changed files. `cures` become lines of their own beside those that ask for TensorFlow.

    Without a `target`, requirements alone are rewritten.
    """
    found = [*_lines(files, edits, hashes), *_cures(files, declared, cures)]
    if target is not None:
        found += interpreters.edits(files, declared, target.pythons)
        found += images.edits(declared, target.tensorflow, target.pythons)
    notes = [one for one in found if isinstance(one, Note)]
    changed = spliced(files, (one for one in found if isinstance(one, TextEdit)))
    notes += _unsound(files, changed)
    if declared.locks:
        from service.patch.locks import stale, told  # noqa: PLC0415 - most projects have none

        notes += map(told, stale(declared, files, changed, edits, target.tensorflow if target else None))
    return Rewritten(changed, tuple(dict.fromkeys(notes)))


def _unsound(files: Mapping[str, bytes], changed: dict[str, bytes]) -> list[Note]:
    """Takes out what could not be read any more, and says so."""
    if not changed:
        return []
    from service.patch.sound import is_sound  # noqa: PLC0415 - only where something changes

    broken = [path for path, new in changed.items() if not is_sound(path, files[path], new)]
    for path in broken:
        del changed[path]
    words = "what it asks for has to change, and stands there in a way that upflow cannot rewrite: change it by hand"
    return [Note(path, None, words) for path in broken]


def _lines(files: Mapping[str, bytes], edits: Iterable[LineEdit], hashes: Hashes | None) -> Iterator[TextEdit | Note]:
    hashed_files = set()
    for edit in edits:
        made = text_edits(files[edit.line.path], edit, hashes)
        yield from made
        if made and edit.line.hashes and edit.line.path not in hashed_files:
            hashed_files.add(edit.line.path)
            yield Note(edit.line.path, edit.line.line, CLOSED)
        if not made:
            hashed = "its hashes have to be those of the new version"
            why = hashed if edit.line.hashes else "it does not stand there as a requirement"
            words = f"must become {edit.requirement}: change it by hand, {why}"
            yield Note(edit.line.path, edit.line.line, f"{edit.line.requirement.name} {words}")


def _cures(files: Mapping[str, bytes], declared: Declared, cures: Sequence[Constraint]) -> Iterator[TextEdit | Note]:
    """In each file that asks for TensorFlow, unless a line of it speaks of the package already."""
    if not cures:
        return
    from service.patch.adding import added  # noqa: PLC0415 - most projects need no line more

    for beside in _besides(declared):
        named = {package(line.requirement) for line in movable(declared) if line.path == beside.path}
        wanted = [cure for cure in cures if package(cure.requirement) not in named]
        made = [added(files[beside.path], beside, cure) for cure in wanted]
        for cure, edit in zip(wanted, made, strict=True):
            yield edit or Note(beside.path, beside.line, f"{cure.requirement} must stand beside it: {cure.reason}")


def _besides(declared: Declared) -> Iterator[DeclaredLine]:
    """One line a file: the first that limits TensorFlow, else the first that asks for it."""
    by_path: dict[str, list[DeclaredLine]] = {}
    for line in movable(declared):
        if package(line.requirement) in TENSORFLOW and not MAGIC.search(line.text.encode()):
            by_path.setdefault(line.path, []).append(line)
    for lines in by_path.values():
        yield next((line for line in lines if line.requirement.specifier), lines[0])
