"""Records become the one text of a file of facts."""

from collections import defaultdict
from collections.abc import Iterable

from matrices import releases
from matrices.facts import Allowance, Conflict, Matrix, Product, Source
from matrices.gpu import dump as gpus
from matrices.gpu.facts import Gpu
from matrices.load import ALLOWANCES, CONFLICTS, PRODUCTS, RELEASES, SOURCES, TRIALS
from matrices.measuring import records as trial_records
from matrices.measuring.trial import Trial
from matrices.query import code_of
from matrices.toml import HEAD, lines, table


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
        f"\n[{source.id}]\n" + lines(title=source.title, url=source.url, read=source.read) for source in written
    )


def conflicts(every: Iterable[Conflict]) -> str:
    return HEAD + "".join(_conflict(conflict) for conflict in sorted(every, key=lambda conflict: conflict.id))


def allowances(every: Iterable[Allowance]) -> str:
    return HEAD + "".join(_allowance(allowance) for allowance in sorted(every, key=lambda allowance: allowance.id))


def dump(product: Product) -> str:
    """The hand-kept head of a product; what follows from its name alone is not written."""
    imports = None if product.imports == product.name.replace("-", "_") else product.imports
    head = HEAD + "\n" + lines(name=product.name, source=product.source, since=product.since, imports=imports)
    head += lines(variant_of=product.variant_of, extras=product.extras)
    if (retired := product.retired) is None:
        return head
    return f"{head}\n[retired]\n" + lines(
        after=retired.after,
        reason=retired.reason,
        replaced_by=retired.replaced_by or None,
        source=retired.source.partition("@")[0],
        how=retired.how.value,
    )


def _conflict(conflict: Conflict) -> str:
    return table(
        "conflict",
        id=conflict.id,
        product=conflict.product,
        range=conflict.range,
        other=conflict.other,
        other_range=conflict.other_range,
        absent=conflict.other_range is None or None,
        unless=conflict.unless,
        python=conflict.python,
        at=conflict.at.value,
        error=conflict.error,
        reason=conflict.reason,
        cure=conflict.cure,
        source=conflict.source,
        how=conflict.how.value,
    )


def _allowance(allowance: Allowance) -> str:
    return table(
        "allowance",
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
