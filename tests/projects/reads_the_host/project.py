"""Looks for what only the host has: its users, its processes, its disks, its kernel's memory, its logs."""

import os
from pathlib import Path

found = []
for path in ("/etc/shadow", "/proc/kcore", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/kmsg"):
    try:
        with open(path, "rb") as file:
            if file.read(1):
                found.append(path)
    except OSError:
        pass
own = Path("/proc/self/mounts").read_text().splitlines()
found += [line for line in own if line.split()[1] not in {"/", "/env", "/work", "/tmp"} and " rw," in line
          and line.split()[2] not in {"proc", "tmpfs", "devpts", "mqueue", "sysfs", "cgroup", "cgroup2", "shm"}
          and not line.split()[1].startswith(("/proc/", "/etc/"))]
found += [name for name in os.listdir("/home") + os.listdir("/root" if os.access("/root", os.R_OK) else "/home")]
found += [name for name in os.environ if any(word in name for word in ("TOKEN", "SECRET", "PROXY", "DOCKER"))]
found += [number for number in os.listdir("/proc") if number.isdigit() and os.stat(f"/proc/{number}").st_uid == 0]
print("nothing found" if not found else found)
assert not found
