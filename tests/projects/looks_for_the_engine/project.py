"""Looks for the engine's socket, to start containers of its own."""

import os
import socket
import stat

found = []
for folder, _, names in os.walk("/", onerror=None):
    if folder.startswith(("/proc", "/sys")):
        continue
    for name in names:
        path = os.path.join(folder, name)
        try:
            if stat.S_ISSOCK(os.lstat(path).st_mode):
                found.append(path)
        except OSError:
            pass
for address in ("/var/run/docker.sock", "/run/containerd/containerd.sock", "\0/containerd-shim"):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
        found.append(address)
    except OSError:
        pass
print("no engine" if not found else found)
assert not found
