"""Hangs attributes on files, until there is no room: they are in no size and in no count of files."""

import os

written = 0
for number in range(2000):
    path = f"/work/{number}"
    open(path, "w").close()
    try:
        for each in range(100):
            os.setxattr(path, f"user.{each}", b"x" * 60000)
            written += 60000
    except OSError as error:
        print(error)
        break
print("written", written)
