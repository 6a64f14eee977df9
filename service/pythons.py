"""The candidates of a project that is judged on several Pythons: each release on each that has a wheel. Pure."""

from matrices import query
from matrices.facts import Matrix
from service.nouns import Candidate, Declared, Refusal
from service.resolve.candidates import Choice, candidate_on, offer
from service.resolve.versions import Versions


def on_each(pythons: tuple[str, ...], declared: Declared, matrix: Matrix, versions: Versions) -> Choice:
    """The baseline is on the first that has it. A release is refused where no Python of these has a wheel of it."""
    base = query.pythons(query.find(matrix, str(versions.baseline)))
    able = [python for python in pythons if python in base]
    chosen = offer(declared, matrix, versions._replace(targets=()), (able or pythons)[0])
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    for version in versions.targets:
        release = query.find(matrix, str(version))
        has = query.pythons(release)
        found = [candidate_on(matrix, release, python) for python in pythons if python in has]
        candidates += found
        if not found:
            words = f"it has wheels for Python {', '.join(has)}; the project asks for {', '.join(pythons)}"
            refusals.append(Refusal(version, words))
    return chosen._replace(candidates=tuple(candidates), refusals=tuple(refusals))
