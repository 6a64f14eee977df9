"""A report as text and back. A project may hold any bytes, so what no UTF-8 can say is kept as JSON escapes."""

import gzip
import json
from dataclasses import asdict

from service.report import Report
from service.store import keys, plain_data
from service.store.artifacts import Artifacts


def dump(report: Report) -> str:
    """The report's own JSON, in ASCII."""
    return json.dumps(asdict(report))


def parse(text: str) -> Report:
    """The report that `dump` wrote; what an older upflow did not know yet keeps its default."""
    report = plain_data.parse(Report, text)
    assert isinstance(report, Report)
    return report


def keep(artifacts: Artifacts, run: str, report: Report) -> None:
    """With its patch beside it, byte for byte."""
    artifacts.put(keys.report(run), gzip.compress(dump(report).encode(), compresslevel=1))
    if report.patch is not None:
        artifacts.put(keys.patch(run), report.patch.diff.encode(errors="surrogateescape"))


def read(artifacts: Artifacts, run: str) -> str | None:
    kept = artifacts.get(keys.report(run))
    return gzip.decompress(kept).decode() if kept is not None else None
