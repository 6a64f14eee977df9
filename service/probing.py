"""What of a project is tried beside its command: its saved files, and functions whose numbers have to stay. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service.artifacts import Artifact, find
from service.nouns import Note
from service.numbers import Tolerance
from service.probes import Asked, Probe, Way

SAYS = b"upflow"


class Wishes(NamedTuple):
    """Saved files that are not excluded, functions that the project names, and how near their numbers have to be."""

    artifacts: tuple[Artifact, ...] = ()
    functions: tuple[Probe, ...] = ()
    tolerance: Tolerance = Tolerance()


def wishes(files: Mapping[str, bytes], notes: Iterable[Note] = ()) -> Wishes:
    """`notes` name files that were too large to be read. Raises BadConfiguration."""
    found = find(files, notes)
    if SAYS not in files.get("pyproject.toml", b"") and ".upflow.toml" not in files:
        return Wishes(found)
    from service.config.reading import read  # noqa: PLC0415 - few projects say anything

    said = read(files).configuration
    near = said.tolerance
    return Wishes(
        tuple(each for each in found if not said.excludes(each.path)),
        tuple(Probe(Way.CALL, name) for name in dict.fromkeys(said.numbers)),
        Tolerance(near.rtol, near.atol) if near else Tolerance(),
    )


def asked(files: Mapping[str, bytes], command: tuple[str, ...]) -> Iterator[Asked]:
    """What a trial of these files has to try beside its command. No code of the project lies beside its saved files."""
    found = wishes(files)
    probes = tuple(probe for each in found.artifacts for probe in each.probes(files))
    if probes:
        held = {path: files[path] for each in found.artifacts if not each.problem for path in each.files}
        yield Asked(probes, held, command)
    if found.functions:
        yield Asked(found.functions, files, command)
