"""How a file can say a public name with what it has imported already."""

from collections.abc import Iterator

from migrations.here import Here


def said(here: Here, name: str) -> str | None:
    """`layers.Lambda` for `tf.keras.layers.Lambda`, as short as the file's imports allow; None where they do not."""
    wanted = (name, name.removeprefix("tf.")) if name.startswith("tf.keras.") else (name,)
    found = [text for each in wanted for text in _ways(here, each)]
    return min(found, key=lambda text: (text.count("."), len(text)), default=None)


def _ways(here: Here, name: str) -> Iterator[str]:
    names, top = here.world.names, here.scope.root
    last = name.rpartition(".")[2]
    if top.stars and here.scope.home(last) is None and names.name(last, here.scope) == name:
        yield last
    for bound in list(top.bindings):
        meaning = names.name(bound, top)
        if not isinstance(meaning, str) or here.scope.home(bound) is not top:
            continue
        if meaning == name:
            yield bound
        elif name.startswith(f"{meaning}."):
            yield f"{bound}.{name.removeprefix(f'{meaning}.')}"
