"""What all the files of one project say together: of one package the strongest file's word, the rest beside it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet

from service.manifest import Format, Image, Interpreter, PythonRange, Role, Toolkit
from service.nouns import TENSORFLOW, Declared, DeclaredLine, Lock, Note, package
from service.project.asking import Item
from service.project.registry import Strength, format_of
from service.project.roots import Found, purpose

MAIN = frozenset({"", "base", "common", "core", "main", "prod", "production", "runtime", "install", "default", "pip"})
WHOLE = re.compile(r"(?:conda[-_.]?)?env|conda", re.IGNORECASE)
TESTING = frozenset({"dev", "develop", "development", "test", "testing", "ci"})
NOTHING_ELSE = "nothing else asks for packages: those that it installs are taken"
MOST_TOLD = 5
MOST_NOTES = 20
MOST_FILES = 20
OPTION = "not used: the option"
COMMANDS = frozenset({Format.DOCKER, Format.NOTEBOOK, Format.WORKFLOW, Format.SCRIPT, Format.TOX, Format.NOX})
INSTALLERS = frozenset({"pip", "setuptools", "wheel", "conda", "uv", "pipenv", "poetry"})


@dataclass
class Sorted:
    """Items by what they are."""

    lines: list[DeclaredLine] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ranges: list[PythonRange] = field(default_factory=list)
    pythons: list[Interpreter] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    toolkits: list[Toolkit] = field(default_factory=list)

    def put(self, items: Iterable[Item]) -> None:
        """Adds each where it belongs."""
        for item in items:
            match item:
                case DeclaredLine():
                    self.lines.append(item)
                case Lock():
                    self.locks.append(item)
                case Note():
                    self.notes.append(item)
                case PythonRange():
                    self.ranges.append(item)
                case Interpreter():
                    self.pythons.append(item)
                case Image():
                    self.images.append(item)
                case Toolkit():
                    self.toolkits.append(item)


def suffix(path: str) -> str:
    """What the name of a requirements file says beside that it is one: `requirements-gpu.txt` is for gpu."""
    if purpose(path):
        return purpose(path)
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    return re.sub(r"requirements?|^reqs?$|[-_.]reqs?$|^pip[-_.]?reqs?", "", name).strip("-_. ")


def in_order(found: Iterable[Found]) -> list[Found]:
    """The strongest first; of requirements files those of the whole project, then those for its tests."""

    def key(each: Found) -> tuple[int, int, int, str]:
        named = suffix(each.path) if each.strength is Strength.REQUIREMENTS else ""
        place = 0 if named in MAIN else 1 if named in TESTING else 2
        return each.strength, place, each.path.count("/"), each.path

    return sorted(found, key=key)


def as_file(items: Iterable[Item], found: Found, *, is_first: bool) -> Iterator[Item]:
    """Lines of a requirements file for one purpose are of that group; `is_first`: no file is of the whole project."""
    named = suffix(found.path) if found.strength is Strength.REQUIREMENTS else ""
    is_asked = found.strength is not Strength.REQUIREMENTS or named in MAIN or named in TESTING or is_first
    for item in items:
        if not is_asked and isinstance(item, DeclaredLine) and item.role is Role.ASKED:
            yield item._replace(role=Role.OPTIONAL, group=named)
        else:
            yield item


def _is_of_some(found: Found) -> bool:
    """An environment of another name, in a folder of such, is one of several that can be chosen."""
    return found.form == "conda" and not WHOLE.match(found.path.rsplit("/", 1)[-1])


def merged(by_file: Sequence[tuple[Found, Sequence[Item]]]) -> Declared:
    """One Declared of what the files say, in the order of their strength."""
    kept: list[DeclaredLine] = []
    others: list[DeclaredLine] = []
    all_items = Sorted()
    for found, items in by_file:
        sorted_here = Sorted()
        sorted_here.put(items)
        asked = [line for line in sorted_here.lines if line.role is Role.ASKED]
        if kept and _is_of_some(found):
            others += [line._replace(role=Role.ALTERNATIVE) for line in asked]
            asked = []
        taken, left, notes = _taken(kept, asked, found.strength)
        kept += taken
        others += left
        all_items.put(item for item in items if not (isinstance(item, DeclaredLine) and item.role is Role.ASKED))
        all_items.notes += notes
    if not kept:
        kept, all_items.lines, notes = _installed(all_items.lines)
        all_items.notes += notes
    lines = all_items.lines
    others += [line for line in lines if line.role in {Role.INSTALLED, Role.ALTERNATIVE, Role.ADDRESSED}]
    limits = [line for line in lines if line.role is Role.CONSTRAINT]
    notes = [*_once(all_items.notes), *_addressed(others), *_contradicted(all_items.locks, [*kept, *limits])]
    return Declared(
        lines=(*kept, *limits),
        python=all_items.ranges[0].specifier if all_items.ranges else SpecifierSet(),
        notes=tuple(_few(notes)),
        optional=tuple(line for line in lines if line.role is Role.OPTIONAL),
        others=tuple(others),
        locks=tuple(all_items.locks),
        python_ranges=tuple(all_items.ranges),
        pythons=tuple(all_items.pythons),
        images=tuple(all_items.images),
        toolkits=tuple(all_items.toolkits),
    )


def _taken(
    kept: Sequence[DeclaredLine], asked: Sequence[DeclaredLine], strength: Strength
) -> tuple[list[DeclaredLine], list[DeclaredLine], list[Note]]:
    """Which lines of a file are taken beside those of stronger ones, which are not, and what there is to say."""
    names = {package(line.requirement): line for line in kept}
    is_weak = strength > Strength.REQUIREMENTS
    is_known = bool(TENSORFLOW & names.keys())
    taken, left, notes = [], [], []
    for line in asked:
        before = names.get(package(line.requirement))
        if is_weak and (is_known or before):
            left.append(line._replace(role=Role.ALTERNATIVE))
        elif before and before.path != line.path and _contradict(before, line):
            left.append(line._replace(role=Role.ALTERNATIVE))
            notes.append(
                Note(line.path, line.line, f"{_said(line)}, and {before.place} {_said(before)}: that is taken")
            )
        else:
            taken.append(line)
    return taken, left, notes


def _contradict(one: DeclaredLine, other: DeclaredLine) -> bool:
    """Whether no version meets both; a marker may keep them apart."""
    ours, theirs = one.requirement, other.requirement
    return not (ours.marker or theirs.marker) and ours.specifier.is_disjoint(theirs.specifier)


def _said(line: DeclaredLine) -> str:
    return f"asks for {line.requirement}"


def _installed(lines: list[DeclaredLine]) -> tuple[list[DeclaredLine], list[DeclaredLine], list[Note]]:
    """Where no file asks for anything, what the first Dockerfile installs is what the project needs, else a script."""
    for form in (Format.DOCKER, Format.SCRIPT):
        own = [line for line in lines if line.format is form and line.role is Role.INSTALLED]
        named = [line for line in lines if line.role is Role.INSTALLED and format_of(line.path) is None]
        mine = [line for line in own if line.path == own[0].path] or (named if form is Format.DOCKER else [])
        wanted = [line for line in mine if package(line.requirement) not in INSTALLERS]
        if wanted and (form is Format.DOCKER or any(package(line.requirement) in TENSORFLOW for line in wanted)):
            taken = set(map(id, wanted))
            rest = [line for line in lines if id(line) not in taken]
            note = Note(wanted[0].path, wanted[0].line, NOTHING_ELSE)
            return [line._replace(role=Role.ASKED) for line in wanted], rest, [note]
    return [], lines, []


def _once(notes: Iterable[Note]) -> Iterator[Note]:
    """An option that stands in many files is said at the first."""
    told: set[str] = set()
    for note in notes:
        if note.message.startswith(OPTION):
            if note.message in told:
                continue
            told.add(note.message)
        yield note


def _few(notes: Iterable[Note]) -> Iterator[Note]:
    """Of each file as many as somebody reads, and how many more there are."""
    by_path: dict[str, list[Note]] = {}
    for note in notes:
        by_path.setdefault(note.path, []).append(note)
    files = list(by_path.items())
    for path, told in files[:MOST_FILES]:
        yield from told[:MOST_NOTES]
        if len(told) > MOST_NOTES:
            yield Note(path, told[MOST_NOTES].line, f"and {len(told) - MOST_NOTES} more lines that are not used")
    if len(files) > MOST_FILES:
        path, told = files[MOST_FILES]
        yield Note(
            path, told[0].line, f"the first of {len(files) - MOST_FILES} more files with something that is not used"
        )


def _addressed(lines: Iterable[DeclaredLine]) -> Iterator[Note]:
    for line in lines:
        is_told = line.format not in COMMANDS or package(line.requirement) in TENSORFLOW
        if line.role is Role.ADDRESSED and is_told:
            name = line.requirement.name
            yield Note(line.path, line.line, f"not used: {name} comes from an address, not from the index")


def _contradicted(locks: Iterable[Lock], asked: Sequence[DeclaredLine]) -> Iterator[Note]:
    """A lock that holds another version than its source asks for was not written from it."""
    wanted: dict[str, list[DeclaredLine]] = {}
    for line in asked:
        wanted.setdefault(package(line.requirement), []).append(line)
    for lock in locks:
        wrong = [
            (line, other)
            for line in lock.lines
            for other in wanted.get(package(line.requirement), ())
            if not other.requirement.marker and other.path != line.path and _contradict(line, other)
        ]
        # Of the packages that this is about first: a stale lock is wrong in many places.
        wrong.sort(key=lambda pair: package(pair[0].requirement) not in TENSORFLOW)
        for line, other in wrong[:MOST_TOLD]:
            said = f"holds {line.requirement}, and {other.place} {_said(other)}"
            yield Note(line.path, line.line, f"{said}: the lock was not written from that")
        if len(wrong) > MOST_TOLD:
            yield Note(lock.path, None, f"contradicts what is asked for in {len(wrong) - MOST_TOLD} more packages")
