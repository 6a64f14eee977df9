"""The matrix as rows for the doors: one TensorFlow release with what goes with it."""

from dataclasses import asdict, dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release


@dataclass(frozen=True, slots=True)
class Row:
    """One release. `keras` is the newest Keras that it admits, None where Keras is inside TensorFlow itself."""

    tensorflow: str
    date: str
    pythons: tuple[str, ...]
    keras: str | None
    needs: dict[str, dict[str, str]]
    cures: tuple[str, ...]
    conflicts: tuple[dict[str, str], ...]

    def fits(self, tf: SpecifierSet | None, python: SpecifierSet | None, keras: SpecifierSet | None) -> bool:
        """Whether every range that is asked for admits this row. A Keras that is not known fits nothing."""
        return (
            (tf is None or tf.contains(self.tensorflow))
            and (python is None or any(python.contains(minor) for minor in self.pythons))
            and (keras is None or (self.keras is not None and keras.contains(Version(self.keras))))
        )

    def python_text(self) -> str:
        return f"{self.pythons[0]} to {self.pythons[-1]}" if len(self.pythons) > 1 else self.pythons[0]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def rows(matrix: Matrix) -> tuple[Row, ...]:
    """Every TensorFlow release, newest first."""
    return tuple(_row(matrix, release) for release in query.releases(matrix))


def _row(matrix: Matrix, release: Release) -> Row:
    keras = query.keras_of(matrix, release)
    conflicts = query.conflicts(matrix, release)
    return Row(
        tensorflow=str(release.version),
        date=release.date.isoformat(),
        pythons=query.pythons(release),
        keras=str(keras) if keras else None,
        needs={
            name: {"range": str(need.range), "source": need.source, "how": need.how.value}
            for name, need in {"python": release.python, **release.needs}.items()
        },
        cures=tuple(dict.fromkeys(str(conflict.cure) for conflict in conflicts if conflict.cure)),
        conflicts=tuple(
            {
                "id": conflict.id,
                "with": f"{conflict.other}{conflict.other_range}" if conflict.other_range else f"no {conflict.other}",
                "error": conflict.error,
                "reason": conflict.reason,
                "cure": str(conflict.cure or ""),
                "source": conflict.source,
                "how": conflict.how.value,
            }
            for conflict in conflicts
        ),
    )
