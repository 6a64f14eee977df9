"""Gives itself one second of processor, and takes more."""

import resource

resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
while True:
    pass
