"""What to run where, as data: image, command, mounts, variables, limits. Nothing here talks to an engine."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.sandbox.limits import Limits
from service.sandbox.telling import telling_command

STRANGERS = range(61_184, 65_520)
"""Who projects run as, each as another one: what Linux counts by user, such as watches of files, is not shared.

Nobody logs in by these: they are set aside for what runs for a while.
"""

ENVIRONMENT = "/env"
WORK = "/work"
GRACE_SECONDS = 30

# The engine enforces the time from outside; `timeout` inside ends an orphan whose upflow was killed. It is also what
# makes a crash visible: as process 1 a program would never die of its own signals.
# Output and errors share one pipe: through two, a traceback and what was printed before it come in any order. The other
# pipe is free for what a test runner tells; whoever has nothing to tell does not get it.
UNPACKED_NOT = 125
"""The exit code of a container whose project could not be laid there; a project that ends with it says so in vain."""
_UNPACK = f"exec 3>&2 2>&1; cd /work && tar --extract --no-same-owner || exit {UNPACKED_NOT}"
_UNPACK_AND_RUN = f'{_UNPACK}; exec "$@" </dev/null'
_WITHOUT_A_WORD = " 3>&-"


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the host in a container."""

    source: str
    target: str
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """One container, closed but for what is named here."""

    kind: str
    image: str
    argv: tuple[str, ...]
    limits: Limits
    user: str
    network: str = "none"
    mounts: tuple[Mount, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    tells: bool = False
    """Whether its standard error is what a test runner tells, apart from the output."""

    @property
    def tmpfs(self) -> dict[str, str]:
        """Memory that looks like a disk; everything else is read-only."""
        shared = f"nosuid,nodev,mode=1777,nr_inodes={self.limits.inodes}"
        return {
            "/tmp": f"{shared},noexec,size={self.limits.tmp}",  # noqa: S108 - the container's own
            WORK: f"{shared},exec,size={self.limits.work}",
        }


def trial(
    image: str,
    environment: str,
    command: tuple[str, ...],
    limits: Limits,
    *,
    names: tuple[Mount, ...] = (),
    tells_itself: bool = False,
) -> Recipe:
    """A project's command in a prepared environment; the project itself comes through standard input.

    `names` are what gives its user a name. `tells_itself`: the command is a program of upflow's own.
    """
    inside = ("timeout", "--kill-after=5", f"{limits.seconds + GRACE_SECONDS:g}")
    user = random.choice(STRANGERS)  # noqa: S311 - not to be secret, only another one
    telling = command if tells_itself else telling_command(command)
    script = _UNPACK_AND_RUN + ("" if telling else _WITHOUT_A_WORD)
    return Recipe(
        kind="trial",
        image=image,
        argv=(*inside, "sh", "-c", script, "upflow", *(telling or command)),
        limits=limits,
        user=f"{user}:{user}",
        network=limits.network,
        mounts=(Mount(environment, ENVIRONMENT), *names),
        variables=_variables(limits),
        tells=True,
    )


def _variables(limits: Limits) -> dict[str, str]:
    """All that a project sees, so that it computes the same everywhere; nothing of the host's is among it."""
    threads = str(max(1, round(limits.cpus)))
    return {
        "PATH": f"{ENVIRONMENT}/bin:/usr/local/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": ENVIRONMENT,
        "HOME": "/tmp",  # noqa: S108 - the container's own
        "USER": "upflow",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "200",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "-1",
        "MPLBACKEND": "Agg",
    }
