"""How pins are installed, as data: the recipe of the container that does it, and what uv's words mean."""

import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from service.nouns import Outcome, Reason
from service.sandbox.ended import Ended
from service.sandbox.limits import GIB, Limits
from service.sandbox.printable import last_line
from service.sandbox.recipe import Mount, Recipe
from service.uv_words import index_is_away

PACKAGES = "/packages"
FULL = 28
ENDED_FROM_OUTSIDE = (128 + signal.SIGKILL, 128 + signal.SIGTERM)
"""As happens where the machine lacks memory, or stops: nothing that a package does by itself."""
LIMITS = Limits(tmp=2 * GIB, work=1, seconds=1800.0, silence=1800.0)
UNSHARED = replace(LIMITS, cpus=0)
"""Where no stranger's code runs: with every processor there is."""

# One mount for cache and environment, as no hard link crosses two.
SCRIPT = """
set -eu
umask 022
uv venv --quiet --relocatable --python /usr/local/bin/python "$ENVIRONMENT"
if [ "$PINNED" = yes ]; then
    uv pip install --python "$ENVIRONMENT/bin/python" --no-deps $BUILDING --requirements -
fi
find "$ENVIRONMENT" -mindepth 1 ! -type l -perm /222 -exec chmod a-w {} +
"""

_NO_WHEEL = re.compile(r"no usable wheels|no wheels|no compatible wheels|Building source distributions .* is disabled")
_FULL = re.compile(r"No space left on device|os error 28\b|Disk quota exceeded")
_SAID = re.compile(r"\s*(?:error|cause|Caused by|╰─▶)[: ] *(.*\S)")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the installing container gets of ours: files that lie where the engine can see them."""

    uv: Path
    certificates: Path | None
    network: str
    user: str
    owner: int | None
    proxies: Mapping[str, str]


def recipe(
    image: str,
    key: str,
    packages: Path,
    pins: tuple[str, ...],
    tools: Tools,
    *,
    building: bool,
    script: str = SCRIPT,
) -> Recipe:
    """Wheels only, from the shared cache; or, building, in a folder of its own: what runs there could poison it."""
    shared = Mount(str(packages), PACKAGES, writable=True)
    alone = Mount(str(packages / "new" / key), f"{PACKAGES}/new/{key}", writable=True)
    return Recipe(
        kind="prepare",
        image=image,
        argv=("timeout", "--kill-after=5", f"{LIMITS.seconds + 30:g}", "sh", "-c", script),
        limits=LIMITS if building else UNSHARED,
        user=tools.user,
        network=tools.network,
        mounts=(alone if building else shared, *_tools(tools)),
        variables={
            "ENVIRONMENT": f"{PACKAGES}/new/{key}/env",
            "PINNED": "yes" if pins else "no",
            "BUILDING": "" if building else "--no-build",
            "UV_CACHE_DIR": f"{PACKAGES}/new/{key}/cache" if building else f"{PACKAGES}/cache",
            **_variables(tools),
        },
        labels={"upflow.environment": key},
    )


def _tools(tools: Tools) -> tuple[Mount, ...]:
    uv = Mount(str(tools.uv), "/usr/local/bin/uv")
    return (uv, Mount(str(tools.certificates), "/certificates.pem")) if tools.certificates else (uv,)


def _variables(tools: Tools) -> dict[str, str]:
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": "/tmp",  # noqa: S108 - the container's own
        "LANG": "C.UTF-8",
        "COLUMNS": "2000",
        "UV_NO_CONFIG": "1",
        "UV_LINK_MODE": "hardlink",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_HTTP_TIMEOUT": "60",
        **({"SSL_CERT_FILE": "/certificates.pem"} if tools.certificates else {}),
        **tools.proxies,
    }


def wants_source(ended: Ended) -> bool:
    """Whether it failed only because a pin has no wheel for this Python."""
    return ended.exit_code not in {0, FULL} and bool(_NO_WHEEL.search(ended.log))


def ran_out_of_disk(ended: Ended) -> bool:
    return ended.exit_code == FULL or (ended.exit_code != 0 and bool(_FULL.search(ended.log)))


def failure(ended: Ended) -> Outcome:
    """Why the pins are not installed: an index that is away says nothing about them."""
    log = redacted(ended.log)
    reason = Reason.NOT_INSTALLABLE
    if ended.timed_out:
        reason = Reason.TIMED_OUT
    elif ended.out_of_memory or ended.exit_code in ENDED_FROM_OUTSIDE:
        reason = Reason.OUT_OF_MEMORY
    elif index_is_away(log):
        reason = Reason.INDEX_UNREACHABLE
    return Outcome(reason, _verdict_of_uv(log)[:500], log, ended.exit_code, ended.seconds)


def redacted(text: str) -> str:
    """Without the names and passwords that may stand in an address."""
    return _CREDENTIALS.sub("", text)


def _verdict_of_uv(log: str) -> str:
    """Uv says what failed, then why, each cause deeper than the one before; hints and progress come around it."""
    said = [match[1] for line in log.splitlines() if (match := _SAID.match(line))]
    return (said or [last_line(log) or "uv said nothing"])[-1]
