"""Asks for the largest core file that there can be, and crashes."""

import os
import resource

most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
print("core may be", most, flush=True)
os.abort()
