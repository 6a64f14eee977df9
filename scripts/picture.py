"""Draws the README's picture: a real run of the main job, recorded as it stands on a terminal.

Run it from the project's root: `.venv/bin/python scripts/picture.py`. It runs `upflow check` for real.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from service import render
from service.store import reports

ROOT = Path(__file__).parents[1]
WORDS = ["check", "examples/focal-loss", "--to", "2.16", "--to", "newest"]


def main() -> int:
    """Writes docs/check.svg from a fresh report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [str(ROOT / ".venv/bin/upflow"), *WORDS, "--format", "json", "--output", str(path)]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode not in {0, 1}:
            return done.returncode
        report = reports.parse(path.read_text())
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=118, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text(f"$ upflow {' '.join(WORDS)}\n", style="bold"))
        render.text(report, console)
        picture = ROOT / "docs/check.svg"
        picture.parent.mkdir(exist_ok=True)
        # Rich names fonts on a host of others; a picture in a README loads nothing.
        picture.write_text(re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="upflow"), flags=re.DOTALL))
    return 0


if __name__ == "__main__":
    sys.exit(main())
