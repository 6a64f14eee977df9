"""Tries every way to be somebody else: set-user-id programs, namespaces, mounts, devices of its own."""

import ctypes
import os
import shutil
import subprocess

ways = []
shutil.copy("/bin/sh", "shell")
os.chmod("shell", 0o6755)
answer = subprocess.run(["./shell", "-p", "-c", "id -u"], capture_output=True, text=True).stdout.strip()
if answer != str(os.getuid()):
    ways.append(f"a set-user-id copy: {answer}")
for program in ("su", "passwd", "mount"):
    path = shutil.which(program)
    if path and os.stat(path).st_mode & 0o4000:
        answer = subprocess.run(["su", "-c", "id -u"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if answer.stdout.strip() == "0":
            ways.append(program)
attempts = {
    "setuid": lambda: os.setuid(0),
    "setgid": lambda: os.setgid(0),
    "chroot": lambda: os.chroot("/work"),
    "device": lambda: os.mknod("disk", 0o60666, os.makedev(8, 0)),
    "chown": lambda: os.chown("shell", 0, 0),
}
for name, attempt in attempts.items():
    try:
        attempt()
        ways.append(name)
    except OSError:
        pass
library = ctypes.CDLL(None, use_errno=True)
if library.unshare(0x10000000 | 0x00020000) == 0:
    ways.append("unshare")
if library.mount(b"none", b"/work", b"tmpfs", 0, None) == 0:
    ways.append("mount")
print("still nobody" if not ways else ways)
assert not ways
