"""Tries what leads from one process to another, to the kernel and to the host; prints what let it in."""

import ctypes
import os
import socket
import time
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "mount": 165,
    "umount2": 166,
    "swapon": 167,
    "reboot": 169,
    "init_module": 175,
    "keyctl": 250,
    "add_key": 248,
    "unshare": 272,
    "perf_event_open": 298,
    "setns": 308,
    "kexec_load": 246,
    "bpf": 321,
    "userfaultfd": 323,
    "io_uring_setup": 425,
    "open_by_handle_at": 304,
    "clone3_newuser": 272,
}


def refused(call):
    return libc.syscall(call, 0x10000000, 0, 0, 0, 0) == -1


def writes(path):
    try:
        with Path(path).open("wb", buffering=0) as file:
            file.write(b"1")
    except OSError:
        return False
    return True


def reaches(address):
    with socket.socket(socket.AF_UNIX) as door:
        return door.connect_ex(address) == 0


found = [name for name, number in CALLS.items() if not refused(number)]
found += [
    path
    for path in (
        "/proc/sysrq-trigger",
        "/proc/sys/kernel/core_pattern",
        "/sys/fs/cgroup/cgroup.procs",
        "/proc/1/mem",
        "/dev/kmsg",
        "/dev/mem",
        "/etc/passwd",
        "/env/x",
        "/proc/1/root/etc/passwd",
        "/proc/1/root/env/x",
        "/proc/1/cwd/etc/x",
    )
    if writes(path)
]
names = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
found += [name for name in names if name.startswith("@") and reaches("\0" + name[1:])]
found += [str(path) for path in Path("/proc/1/root").iterdir() if not Path("/", path.name).exists()]
try:
    time.clock_settime(time.CLOCK_REALTIME, 0)
    found.append("clock")
except OSError:
    pass
try:
    os.mknod("/work/disk", 0o60600, os.makedev(253, 0))
    found.append("device")
except OSError:
    pass
print("open:", found)
