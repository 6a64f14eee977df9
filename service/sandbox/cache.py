"""The shared cache of wheels: what is taken out of it, by uv itself, which knows who else uses it."""

import subprocess
from pathlib import Path

from uv import find_uv_bin

from matrices.measuring.trial import SAME_FILES


def forget_tensorflow(folder: Path) -> None:
    """TensorFlow's own wheels, which are most of the disk; environments keep their links to the same files."""
    if folder.exists():
        names = sorted(SAME_FILES)
        command = [find_uv_bin(), "cache", "clean", *names, "--no-config", "--quiet", "--cache-dir", str(folder)]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
