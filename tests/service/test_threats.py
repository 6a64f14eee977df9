"""Every threat of docs/threats.md names a test that exists, and every secret stays out of the log."""

import logging
import re
from pathlib import Path

from service import logs

ROOT = Path(__file__).parents[2]


def test_each_threat_has_its_test():
    rows = [line for line in (ROOT / "docs/threats.md").read_text().splitlines() if line.startswith("| ")][2:]
    text = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)\(", text, re.MULTILINE))
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= there, set(named) - there


def test_no_secret_reaches_the_log(capsys):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        for form in ("json", "text"):
            logs.configure(form)
            log = logging.getLogger("service.test")
            log.error("with %s and %s", "upflow_" + "s" * 43, "https://me:password@host/a")
            log.error("Authorization: Bearer %s", "abcdef")
            try:
                int("postgresql://me:password@host/d")
            except ValueError:
                log.exception("it failed")
            told = capsys.readouterr().err
            assert "it failed" in told
            assert "sss" not in told
            assert "password" not in told
            assert "abcdef" not in told
    finally:
        root.handlers[:] = before
        root.setLevel(level)
