"""Known vulnerabilities, from the advisory database of the Python Packaging Authority, one file an entry."""

import io
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import requests
import yaml
from packaging.version import Version

from matrices.facts import Matrix
from matrices.query import TENSORFLOW
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.vulnerabilities import FILE, SOURCE, Affected, Database, Vulnerability, dump
from matrices.wheel import TIMEOUT

ARCHIVE = os.environ.get("UPFLOW_ADVISORIES", "https://codeload.github.com/pypa/advisory-database/tar.gz/main")
"""An address, or a file: `git archive COMMIT vulns | gzip` makes one from a clone."""
_COMMIT = re.compile(r"[0-9a-f]{40}")
_ENTRY = re.compile(r"(?:[^/]+/)?vulns/(?P<package>[^/]+)/[^/]+\.yaml")


def jobs(matrix: Matrix) -> Mapping[str, Job]:
    return {"vulnerabilities": partial(rebuild, ARCHIVE, matrix)}


update = Update("vulnerabilities", "known vulnerabilities of TensorFlow, from the advisory database", jobs, (SOURCE,))


def packages(matrix: Matrix) -> tuple[str, ...]:
    """TensorFlow, and what has its code under another name."""
    return (TENSORFLOW, *(name for name, product in matrix.products.items() if product.variant_of == TENSORFLOW))


def rebuild(archive: str, matrix: Matrix, say: Say) -> Mapping[str, str | bytes]:
    """The whole file from the archive at an address or a path: what concerns a release that is known."""
    names, releases = packages(matrix), matrix.products[TENSORFLOW].releases
    with tarfile.open(fileobj=io.BytesIO(_content(archive)), mode="r:*") as opened:
        commit = str(opened.pax_headers.get("comment", ""))
        merged = _merged(_entries(opened, names)).values()
    found = tuple(one for one in merged if any(one.concerns(release.version) for release in releases))
    if not found:
        raise UpstreamChanged(f"{archive}: no entry of {', '.join(names)} below vulns/")
    if not _COMMIT.fullmatch(commit):
        raise UpstreamChanged(f"{archive}: no commit in its header, expected what `git archive` writes there")
    say(f"vulnerabilities: {len(found)} at {commit[:10]}")
    return {FILE: dump(Database(commit, found))}


def _content(archive: str) -> bytes:
    if "://" not in archive:
        return Path(archive).read_bytes()
    answer = requests.get(archive, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer.content


def _entries(opened: tarfile.TarFile, names: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every entry about one of the packages that was not withdrawn, with that package."""
    for member in opened:
        match = _ENTRY.fullmatch(member.name)
        if match is None or match["package"] not in names or (file := opened.extractfile(member)) is None:
            continue
        entry = yaml.safe_load(file.read())
        if not isinstance(entry, dict) or "id" not in entry or not isinstance(entry.get("affected"), list):
            raise UpstreamChanged(f"{member.name}: expected an entry with id and affected")
        if "withdrawn" not in entry:
            yield match["package"], entry


def _merged(entries: Iterator[tuple[str, Mapping[str, Any]]]) -> dict[str, Vulnerability]:
    """One for each CVE: the same hole is listed for each package that has the code."""
    found: dict[str, Vulnerability] = {}
    for package, entry in entries:
        one = _vulnerability(package, entry)
        known = found.get(one.id)
        if known is not None:
            names = tuple(sorted({*known.aliases, *one.aliases}))
            affected = tuple(dict.fromkeys((*known.affected, *one.affected)))
            one = Vulnerability(one.id, names, min(known.published, one.published), affected)
        found[one.id] = one
    return found


def _vulnerability(package: str, entry: Mapping[str, Any]) -> Vulnerability:
    names = [str(entry["id"]), *map(str, entry.get("aliases", ()))]
    name = next((one for one in names if one.startswith("CVE-")), names[0])
    pairs = [pair for part in entry["affected"] if part["package"]["name"] == package for pair in _pairs(part)]
    aliases = tuple(sorted(one for one in names if one != name))
    return Vulnerability(name, aliases, _day(entry["published"]), tuple(pairs))


def _pairs(part: Mapping[str, Any]) -> Iterator[Affected]:
    """The events of the releases; those of Git's history say nothing about them."""
    for held in part.get("ranges", ()):
        if held["type"] != "ECOSYSTEM":
            continue
        since: Version | None = None
        is_open = False
        for event in held["events"]:
            if "introduced" in event:
                since, is_open = None if event["introduced"] == "0" else Version(event["introduced"]), True
            elif "fixed" in event:
                yield Affected(since, Version(event["fixed"]))
                is_open = False
        if is_open:
            yield Affected(since, None)


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else datetime.fromisoformat(str(value)).date()
