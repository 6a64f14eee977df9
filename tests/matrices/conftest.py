"""A small sound folder of facts that a test may spoil."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from matrices.load import Reading, read

HEAD = "# Facts: see matrices/README.md. `python -m matrices fix` puts this file into its one form.\n"

SOURCES = f"""{HEAD}
[pypi-tool]
title = "tool {{version}} on the index"
url = "pkg:pypi/tool@{{version}}"
read = 2026-11-23

[trial-other]
title = "tool 1.0.0 installed with other 2 and with other 1"
url = "trial:2026-11-23/other"
read = 2026-11-23
"""

TOOL = f"""{HEAD}
name = "tool"
source = "pypi-tool"
since = "1.0"

[[release]]
version = "1.1.0"
date = 2024-03-01
python = {{ range = ">=3.10,<3.13", source = "pypi-tool", how = "stated" }}
[release.needs]
other = {{ range = ">=1,<2", source = "pypi-tool", how = "stated" }}

[[release]]
version = "1.0.1"
date = 2024-02-01
like = "1.0.0"
without = ["six"]
[release.needs]
numpy = {{ range = ">=1.26", source = "pypi-tool", how = "stated" }}

[[release]]
version = "1.0.0"
date = 2024-01-01
python = {{ range = ">=3.9,<3.12", source = "pypi-tool", how = "stated" }}
[release.needs]
numpy = {{ range = ">=1.20", source = "pypi-tool", how = "stated" }}
other = {{ range = ">=1", source = "pypi-tool", how = "stated" }}
six = {{ range = "", source = "pypi-tool", how = "stated" }}
"""

CONFLICTS = f"""{HEAD}
[[conflict]]
id = "other-2"
product = "tool"
range = ">=1.0,<1.1"
other = "other"
other_range = ">=2"
error = "ImportError: cannot import name 'it'"
reason = "It was renamed."
cure = "other<2"
source = "trial-other"
how = "measured"
"""


@dataclass(frozen=True)
class Folder:
    path: Path

    def write(self, file: str, text: str) -> None:
        (self.path / file).write_text(text, encoding="utf-8")

    def text(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")

    def spoil(self, file: str, old: str, new: str) -> None:
        assert self.text(file).count(old) == 1, f"{old!r} must be once in {file}"
        self.write(file, self.text(file).replace(old, new))

    def read(self) -> Reading:
        return read(self.path)

    def problems(self) -> list[str]:
        return [str(problem) for problem in self.read().problems]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "products").mkdir()
    facts = Folder(tmp_path)
    facts.write("sources.toml", SOURCES)
    facts.write("products/tool.toml", TOOL)
    facts.write("conflicts.toml", CONFLICTS)
    return facts
