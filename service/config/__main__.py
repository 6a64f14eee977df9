"""Writes what is made from the definition: `python -m service.config` renews docs/configuration.md and its schema."""

from service.config.page import PAGE, SCHEMA, renewed
from service.config.schema import text

PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
SCHEMA.write_text(text(), encoding="utf-8")
