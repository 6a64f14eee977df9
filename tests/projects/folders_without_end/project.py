"""Folders in folders, deeper than any path, in each place that it may write to."""

import os

for place in ("/work", "/tmp", "/dev/shm"):
    os.chdir(place)
    for _ in range(5000):
        os.mkdir("deep")
        os.chdir("deep")
print("deep")
