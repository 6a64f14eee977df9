"""Writes wherever it should not: the root, the environment that others share, the kernel's settings."""

import os

written = []
targets = ["/x", "/env/x", "/env/bin/python", "/env/pyvenv.cfg", "/usr/local/bin/python", "/etc/passwd",
           "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/proc/1/oom_score_adj",
           "/work/../x", "/tmp/../x"]
for target in targets:
    try:
        os.chmod(target, 0o777)
        written.append(f"chmod {target}")
    except OSError:
        pass
    try:
        with open(target, "a") as file:
            file.write("x")
        written.append(target)
    except OSError:
        pass
print("nothing written" if not written else written)
assert not written
