"""A child takes too much memory and is killed; the parent does not care."""

import subprocess
import sys

subprocess.run([sys.executable, "-c", "held = []\nwhile True: held.append(b'x' * (1 << 24))"])
