"""What a project declares: requirements with their places, interpreters, images, locks, and how it is run."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace

from service.manifest import Role, Undeclared
from service.nouns import Checkout, Declared, DeclaredLine, Note, package
from service.project import roots
from service.project.asking import Item
from service.project.command import find_command
from service.project.merging import MAIN, TESTING, as_file, in_order, merged, suffix
from service.project.registry import Strength, read_file
from service.project.roots import Found, Project
from service.project.toml_places import TomlFile

PYPROJECT = "pyproject.toml"
MOST = 200
"""Files that are read of one project; of notebooks as many again."""


def read_declared(checkout: Checkout, root: str | None = None, *, imports: bool = True) -> Declared:
    """Everything that the files of a project say about what it needs. What cannot be read is in `notes`.

    `root` is the folder of one of several projects; without it the top is taken, or the first that asks for TensorFlow.
    `imports`: whether the code is looked through for packages that nobody declares.
    """
    project = roots.choose(checkout.files, root)
    declared = merged(_read(project, checkout.files))
    command = _command(checkout.files)
    own = command if isinstance(command, Note) else None
    return replace(
        declared,
        command=command if isinstance(command, tuple) else find_command(checkout.files),
        notes=(*project.notes, *declared.notes, *((own,) if own else ())),
        undeclared=_undeclared(declared, checkout.files, project.root) if imports else (),
        root=project.root,
        projects=project.roots,
    )


def _undeclared(declared: Declared, files: Mapping[str, bytes], root: str) -> tuple[Undeclared, ...]:
    from service.project.imports import undeclared  # noqa: PLC0415 - a patch of code does without

    names = {package(line.requirement) for line in (*declared.everything, *declared.locked)}
    installed = {"tensorflow"} if any(image.tensorflow for image in declared.images) else set()
    return tuple(undeclared(files, names | installed, root))


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
        items = [item for item in read_file(each.path, each.form, files) if item.path not in seen]
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


def _command(files: Mapping[str, bytes]) -> tuple[str, ...] | Note | None:
    """`[tool.upflow] command`: one string, split as a shell does, or a list of words."""
    if PYPROJECT not in files or b"upflow" not in files[PYPROJECT]:
        return None
    match TomlFile(PYPROJECT, files[PYPROJECT]).value(("tool", "upflow", "command")):
        case None:
            return None
        case str() as command:
            try:
                return tuple(shlex.split(command)) or None
            except ValueError as error:
                return Note(PYPROJECT, None, f"tool.upflow.command: {error}")
        case list() as command if command and all(isinstance(word, str) for word in command):
            return tuple(command)
        case _:
            return Note(PYPROJECT, None, "tool.upflow.command: expected a string or a list of strings")
