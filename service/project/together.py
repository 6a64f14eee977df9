"""The files of a project that declare something, read in the order of their strength and put together."""

from collections.abc import Iterable, Iterator, Mapping

from service.manifest import Role, Span
from service.nouns import Declared, DeclaredLine, Note
from service.project.asking import Item
from service.project.merging import MAIN, TESTING, as_file, in_order, merged, suffix
from service.project.registry import Strength, read_file
from service.project.roots import Found, Project

MOST = 200
"""Files that are read of one project; of notebooks as many again."""


def told(project: Project, files: Mapping[str, bytes]) -> Declared:
    """What the files of a project say."""
    return merged(_read(project, files))


def _read(project: Project, files: Mapping[str, bytes]) -> list[tuple[Found, list[Item]]]:
    """File by file, the strongest first; what one of them includes is not read again."""
    ordered = _enough(in_order(project.files))
    whole = [each for each in ordered if _is_whole(each)]
    seen: set[str] = set()
    read: list[tuple[Found, list[Item]]] = []
    for each in ordered:
        if each.path in seen:
            continue
        is_first = not whole and each.strength is Strength.REQUIREMENTS and not _asks(read)
        items = list(_once(item for item in read_file(each.path, each.form, files) if item.path not in seen))
        found = list(as_file(items, each, is_first=is_first))
        if is_first and found:
            whole.append(each)
        seen |= {each.path, *(item.path for item in items)}
        read.append((each, found))
    if len(ordered) < len(project.files):
        first = project.files[0]
        more = Note(
            project.root, None, f"only {len(ordered)} of {len(project.files)} files that declare something were read"
        )
        read.append((first, [more]))
    return read


def _once(items: Iterable[Item]) -> Iterator[Item]:
    """A file may come by another one twice, as for two extras: a change must not meet a line twice."""
    told: set[tuple[str, Span]] = set()
    for item in items:
        if isinstance(item, DeclaredLine) and item.name_span is not None:
            if (item.path, item.name_span) in told:
                continue
            told.add((item.path, item.name_span))
        yield item


def _asks(read: Iterable[tuple[Found, Iterable[Item]]]) -> bool:
    """Whether a file that was read asks for anything."""
    lines = (item for _, items in read for item in items if isinstance(item, DeclaredLine))
    return any(line.role is Role.ASKED for line in lines)


def _is_whole(found: Found) -> bool:
    """Whether a requirements file stands for the whole project."""
    return found.strength is Strength.REQUIREMENTS and suffix(found.path) in MAIN | TESTING


def _enough(found: list[Found]) -> list[Found]:
    notebooks = [each for each in found if each.form == "notebook"][:MOST]
    others = [each for each in found if each.form != "notebook"][:MOST]
    return [*others, *notebooks]
