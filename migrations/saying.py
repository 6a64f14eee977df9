"""How a file can say a public name with what it has imported already."""

from collections.abc import Iterator
from typing import NamedTuple

from migrations.here import Here
from migrations.rule import Edit


class Saying(NamedTuple):
    """A name in the words of a file, and the import that it takes, if any."""

    text: str
    edits: tuple[Edit, ...]


def sayable(here: Here, name: str) -> Saying | None:
    """How a file says a public name, with one more import where none leads there; None if that clashes."""
    text = said(here, name)
    if text is not None:
        return Saying(text, ())
    root, line, rest = "tf", "import tensorflow as tf", name
    if name.startswith("tf.keras.") and _is_of_keras(here):
        root, line, rest = "keras", "import keras", name.removeprefix("tf.")
    if not rest.startswith(f"{root}.") or here.scope.root.stars:
        return None
    if any(root in scope.bindings for scope in here.code.outline.scopes.values()):
        return None
    return Saying(rest, (here.add_import(line),))


def _is_of_keras(here: Here) -> bool:
    """Whether a file imports from the package keras, and nothing from tensorflow."""
    names, top = here.world.names, here.scope.root
    said = [meaning for bound in list(top.bindings) if isinstance(meaning := names.name(bound, top), str)]
    packages = {meaning.partition(".")[0] for meaning in said}
    return "keras" in packages and "tf" not in packages


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
