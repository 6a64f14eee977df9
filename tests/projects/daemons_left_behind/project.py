"""Leaves processes behind that belong to nobody and hold its output open."""

import subprocess

for _ in range(5):
    subprocess.Popen(["setsid", "sh", "-c", "trap '' TERM HUP INT; while true; do sleep 600; done"])
print("done")
