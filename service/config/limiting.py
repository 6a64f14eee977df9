"""A project's limits beside those of the machine: they lower them, and never raise them. Pure."""

from collections.abc import Iterator
from dataclasses import fields, replace

from service.config.reading import Found
from service.nouns import Note
from service.settings import PREFIX, Settings


def within(settings: Settings, found: Found) -> Settings:
    """The settings of a machine for a project that may want less."""
    limits = found.configuration.limits
    lower = {name: min(asked, getattr(settings, name)) for name in _names(found) if (asked := getattr(limits, name))}
    return replace(settings, **lower)


def refused(settings: Settings, found: Found) -> Iterator[Note]:
    """What a project asks for beyond what the machine allows."""
    for name in _names(found):
        asked, most = getattr(found.configuration.limits, name), getattr(settings, name)
        if asked is not None and asked > most and found.file is not None:
            words = f"limits.{name} = {asked:g} is more than this machine allows: {most:g} ({PREFIX}{name.upper()})"
            yield Note(found.file.page.path, found.line("limits", name), words)


def _names(found: Found) -> Iterator[str]:
    return (one.name for one in fields(found.configuration.limits))
