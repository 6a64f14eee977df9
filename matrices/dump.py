"""Records become the one text of a file of facts."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import releases
from matrices.facts import Allowance, Conflict, Matrix, Product, Source
from matrices.gpu import dump as gpus
from matrices.gpu.facts import Gpu
from matrices.load import ALLOWANCES, CONFLICTS, PRODUCTS, RELEASES, SOURCES, TRIALS
from matrices.measuring import records as trial_records
from matrices.measuring.trial import Trial
from matrices.query import code_of
from matrices.requirements import range_text

HEAD = "# Facts: see matrices/README.md. `python -m matrices fix` puts this file into its one form.\n"
Value = str | date | bool | Version | SpecifierSet | Requirement | Sequence[str] | None


def files(matrix: Matrix) -> dict[str, str]:
    """Every file of facts, by its name inside the folder."""
    products = matrix.products.values()
    return {
        SOURCES: sources(matrix.sources.values()),
        CONFLICTS: conflicts(matrix.conflicts),
        ALLOWANCES: allowances(matrix.allowances),
        **{f"{PRODUCTS}/{product.name}.toml": dump(product) for product in products},
        **{f"{RELEASES}/{product.name}.json": releases.dump(product.releases) for product in products},
        **_trials(matrix),
        **(gpus.dump(matrix.gpu) if matrix.gpu != Gpu() else {}),
    }


def _trials(matrix: Matrix) -> dict[str, str]:
    found: defaultdict[str, list[Trial]] = defaultdict(list)
    for trial in matrix.trials:
        found[code_of(matrix, trial.question.package)].append(trial)
    return {f"{TRIALS}/{product}.json": trial_records.dump(trials) for product, trials in found.items()}


def sources(every: Iterable[Source]) -> str:
    written = sorted(every, key=lambda source: source.id)
    return HEAD + "".join(
        f"\n[{source.id}]\n" + _lines(title=source.title, url=source.url, read=source.read) for source in written
    )


def conflicts(every: Iterable[Conflict]) -> str:
    return HEAD + "".join(_conflict(conflict) for conflict in sorted(every, key=lambda conflict: conflict.id))


def allowances(every: Iterable[Allowance]) -> str:
    return HEAD + "".join(_allowance(allowance) for allowance in sorted(every, key=lambda allowance: allowance.id))


def dump(product: Product) -> str:
    """The hand-kept head of a product; what follows from its name alone is not written."""
    imports = None if product.imports == product.name.replace("-", "_") else product.imports
    head = HEAD + "\n" + _lines(name=product.name, source=product.source, since=product.since, imports=imports)
    head += _lines(variant_of=product.variant_of)
    if (retired := product.retired) is None:
        return head
    return f"{head}\n[retired]\n" + _lines(
        after=retired.after,
        reason=retired.reason,
        replaced_by=retired.replaced_by or None,
        source=retired.source.partition("@")[0],
        how=retired.how.value,
    )


def _conflict(conflict: Conflict) -> str:
    return "\n[[conflict]]\n" + _lines(
        id=conflict.id,
        product=conflict.product,
        range=conflict.range,
        other=conflict.other,
        other_range=conflict.other_range,
        absent=conflict.other_range is None or None,
        python=conflict.python,
        at=conflict.at.value,
        error=conflict.error,
        reason=conflict.reason,
        cure=conflict.cure,
        source=conflict.source,
        how=conflict.how.value,
    )


def _allowance(allowance: Allowance) -> str:
    return "\n[[allowance]]\n" + _lines(
        id=allowance.id,
        product=allowance.product,
        range=allowance.range,
        other=allowance.other,
        other_range=allowance.other_range,
        python=allowance.python,
        reason=allowance.reason,
        source=allowance.source,
        how=allowance.how.value,
    )


def _lines(**values: Value) -> str:
    return "".join(_pairs(values))


def _pairs(values: Mapping[str, Value]) -> Iterator[str]:
    for key, value in values.items():
        if value is not None:
            yield f"{key} = {_value(value)}\n"


def _value(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case SpecifierSet():
            return _quoted(range_text(value))
        case str() | Version() | Requirement():
            return _quoted(str(value))
        case _:
            return f"[{', '.join(map(_quoted, value or ()))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings have JSON's escapes
