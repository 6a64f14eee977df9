"""What a trial may use: closed by default, and every opening is one field with its risk written beside it."""

from dataclasses import dataclass

GIB = 1 << 30
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one container."""

    memory: int = 4 * GIB
    """Bytes of memory, swap included. *Security:* more than the host can spare lets one project starve the others."""

    cpus: float = 2.0
    """Processors; 0 is all of them. *Security:* a loop in a project takes them for as long as `seconds` allows."""

    pids: int = 512
    """Processes and threads. *Security:* this is what stops a fork bomb; the host's own table is shared."""

    seconds: float = 900.0
    """Wall time. *Security:* a project that never ends holds its memory and processors for this long."""

    silence: float = 600.0
    """Seconds without a word, of the output or of the tests. *Security:* as `seconds`, for what hangs."""

    tmp: int = GIB
    """Bytes of /tmp. *Security:* it is memory, and is taken from `memory`."""

    work: int = GIB
    """Bytes of /work, where the project lies. *Security:* as `tmp`; programs may be executed from it."""

    shared: int = 256 * MIB
    """Bytes of /dev/shm, for workers that share arrays. *Security:* as `tmp`."""

    inodes: int = 200_000
    """Files in each of /tmp and /work. *Security:* an empty file costs the host a kilobyte of memory."""

    log: int = MIB
    """Bytes of output that are kept, from its beginning and its end. *Security:* it is held in our memory."""

    told: int = 32 * MIB
    """Bytes that a test runner may tell of its tests. *Security:* as `log`."""

    runtime: str = ""
    """The engine's runtime; empty is its usual one. gVisor's `runsc` takes about twice the time.

    *Security:* with the usual one, a hole in the host's kernel is a way out of the container."""

    network: str = "none"
    """The engine's network. *Security:* anything else lets a stranger's code reach your network from your address."""
