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
"""

TOOL_CPU = f"""{HEAD}
name = "tool-cpu"
source = "pypi-tool"
since = "1.0"
imports = "tool"
variant_of = "tool"

[retired]
after = "1.0.0"
reason = "The tool needs no variant any more."
replaced_by = ["tool"]
source = "pypi-tool"
how = "stated"
"""

RELEASES = """[
 {
  "version": "1.2.0rc0",
  "date": "2024-04-01",
  "requires_python": ">=3.10",
  "wheels": {
   "manylinux_2_17_x86_64.manylinux2014_x86_64": "cp310-cp310"
  },
  "requires": []
 },
 {
  "version": "1.1.0",
  "date": "2024-03-01",
  "requires_python": ">=3.10",
  "wheels": {
   "manylinux_2_17_x86_64.manylinux2014_x86_64": "cp310-cp310 cp311-cp311 cp312-cp312",
   "win_amd64": "cp310-cp310"
  },
  "requires": [
   "other<2,>=1"
  ],
  "differs": {
   "windows_amd64": [
    "tool-intel==1.1.0"
   ]
  }
 },
 {
  "version": "1.0.1",
  "date": "2024-02-01",
  "wheels": {
   "manylinux2014_x86_64": "cp39-cp39 cp310-cp310 cp311-cp311"
  },
  "sdist": true,
  "yanked": "It lost files.",
  "requires": [
   "numpy>=1.26",
   "other>=1"
  ]
 },
 {
  "version": "1.0.0",
  "date": "2024-01-01",
  "wheels": {
   "manylinux2014_x86_64": "cp39-cp39 cp310-cp310 cp311-cp311"
  },
  "requires": [
   "numpy>=1.20",
   "other>=1",
   "six"
  ]
 }
]
"""

RELEASES_CPU = """[
 {
  "version": "1.0.0",
  "date": "2024-01-01",
  "sdist": true
 }
]
"""

ALLOWANCES = f"""{HEAD}
[[allowance]]
id = "other-2-with-1.1"
product = "tool"
range = "==1.1.0"
other = "other"
other_range = ">=2,<3"
python = ">=3.11"
reason = "The bound is too strict."
source = "trial-other"
how = "measured"
"""

CONFLICTS = f"""{HEAD}
[[conflict]]
id = "other-2"
product = "tool"
range = ">=1.0,<1.1"
other = "other"
other_range = ">=2"
at = "import"
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
        return read(self.path, thorough=True)

    def problems(self) -> list[str]:
        return [str(problem) for problem in self.read().problems]


@pytest.fixture
def folder(tmp_path):
    for name in ("products", "releases"):
        (tmp_path / name).mkdir()
    facts = Folder(tmp_path)
    facts.write("sources.toml", SOURCES)
    facts.write("products/tool.toml", TOOL)
    facts.write("products/tool-cpu.toml", TOOL_CPU)
    facts.write("releases/tool.json", RELEASES)
    facts.write("releases/tool-cpu.json", RELEASES_CPU)
    facts.write("conflicts.toml", CONFLICTS)
    facts.write("allowances.toml", ALLOWANCES)
    return facts
