"""Objects without a name of their own get one from the class that inherits from them."""

from dataclasses import replace

from matrices.surface.facts import Surface, Thing


def named(surface: Surface) -> Surface:
    """The surface where `class A(namedtuple(...))` has a base `m:A.<base>`: ids of nameless things are mere numbers.

    What nobody inherits from and no public name leads to is left out.
    """
    given: dict[str, str] = {}
    for owner in sorted(surface.objects):
        for base in surface.objects[owner].bases:
            if _is_nameless(base) and not _is_nameless(owner):
                given.setdefault(base, f"{owner}.<base>")
    objects = {given.get(each, each): _renamed(thing, given) for each, thing in surface.objects.items()}
    return replace(surface, objects={each: thing for each, thing in objects.items() if not _is_nameless(each)})


def _is_nameless(found: str) -> bool:
    return found.startswith(":")


def _renamed(thing: Thing, given: dict[str, str]) -> Thing:
    if given.keys().isdisjoint(thing.bases):
        return thing
    return replace(thing, bases=tuple(given.get(base, base) for base in thing.bases))
