"""What a project declares: requirements with their places, interpreters, images, locks, and how it is run."""

from collections.abc import Mapping

from service.manifest import Undeclared
from service.nouns import TENSORFLOW, Checkout, Declared, package
from service.project import roots
from service.project.command import find_command
from service.project.roots import Project


def read_declared(
    checkout: Checkout, root: str | None = None, *, imports: bool = True, command: tuple[str, ...] | None = None
) -> Declared:
    """Everything that the files of a project say about what it needs. What cannot be read is in `notes`.

    `root` is the folder of one of several projects; without it the top is taken, or the first that asks for TensorFlow.
    `imports`: whether the code is looked through for packages that nobody declares. `command` is the one that the
    project names itself; without it, it is found.
    """
    project = roots.choose(checkout.files, root)
    declared = _told(project, checkout.files)
    return declared._replace(
        command=command or find_command(checkout.files),
        notes=(*project.notes, *declared.notes),
        undeclared=_undeclared(declared, checkout.files, project.root) if imports else (),
        root=project.root,
        projects=project.roots,
    )


def _told(project: Project, files: Mapping[str, bytes]) -> Declared:
    if not project.files:
        return Declared()
    from service.project.together import told  # noqa: PLC0415 - all that reads files is loaded where there are some

    return told(project, files)


def _undeclared(declared: Declared, files: Mapping[str, bytes], root: str) -> tuple[Undeclared, ...]:
    from service.project.imports import undeclared  # noqa: PLC0415 - a patch of code does without

    names = {package(line.requirement) for line in (*declared.everything, *declared.locked)}
    installed = {"tensorflow"} if any(image.tensorflow for image in declared.images) else set()
    return tuple(undeclared(files, names | installed, root, missing=_not_brought(declared)))


def _not_brought(declared: Declared) -> frozenset[str]:
    """Keras, where every TensorFlow that is asked for is one that did not bring it as a package."""
    ranges = [line.requirement.specifier for line in declared.lines if package(line.requirement) in TENSORFLOW]
    if not ranges:
        return frozenset()
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - who has ranges has it

    brings = SpecifierSet(">=2.6")
    return frozenset({"keras"}) if all(each.is_disjoint(brings) for each in ranges) else frozenset()
