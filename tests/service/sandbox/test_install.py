from pathlib import Path

import pytest

from service.nouns import Reason
from service.sandbox import install
from service.sandbox.ended import Ended
from service.sandbox.recipe import Mount, Recipe

TOOLS = install.Tools(Path("/d/tools/uv"), Path("/d/tools/c.pem"), "bridge", "10002:10002", 10002, {"HTTP_PROXY": "p"})
DATA = Path("/d/packages")


def made(*, building: bool = False, pins: tuple[str, ...] = ("six==1.16.0",), tools: install.Tools = TOOLS) -> Recipe:
    return install.recipe("image", "key", DATA, pins, tools, building=building)


def test_wheels_only_go_through_the_shared_cache():
    recipe = made()
    assert recipe.mounts[0] == Mount("/d/packages", "/packages", writable=True)
    assert recipe.variables["BUILDING"] == "--no-build"
    assert recipe.variables["UV_CACHE_DIR"] == "/packages/cache"


def test_what_is_built_never_sees_the_shared_cache():
    recipe = made(building=True)
    writable = [mount for mount in recipe.mounts if mount.writable]
    assert writable == [Mount("/d/packages/new/key", "/packages/new/key", writable=True)]
    assert recipe.variables["BUILDING"] == ""
    assert recipe.variables["UV_CACHE_DIR"] == "/packages/new/key/cache"


def test_the_installer_is_not_the_user_of_trials():
    assert made().user == "10002:10002"


def test_nothing_is_downloaded_where_nothing_is_pinned():
    assert made(pins=()).variables["PINNED"] == "no"


def test_certificates_are_there_only_where_some_are_named():
    assert made().variables["SSL_CERT_FILE"] == "/certificates.pem"
    without = install.Tools(TOOLS.uv, None, "bridge", "0:0", None, {})
    assert "SSL_CERT_FILE" not in made(tools=without).variables


def test_a_proxy_is_passed_on():
    assert made().variables["HTTP_PROXY"] == "p"


UNSATISFIABLE = "Because there is no version of six==99, we can conclude that your requirements are unsatisfiable."
NO_VERSION = f"error: No solution found when resolving dependencies\n  cause: {UNSATISFIABLE}\n"
BUILD_FAILED = "Call to `build_wheel` failed (exit status: 1)"
TREE = f"error: Failed to build `x==1`\n├─▶ The build backend returned an error\n╰─▶ {BUILD_FAILED}\n"


@pytest.mark.parametrize(
    ("log", "reason", "message"),
    [
        (NO_VERSION, Reason.NOT_INSTALLABLE, UNSATISFIABLE),
        ("error: Request failed\n  Caused by: dns error\n", Reason.INDEX_UNREACHABLE, "dns error"),
        (
            "error: Failed to fetch: `https://me:secret@host/simple/six/`\n",
            Reason.INDEX_UNREACHABLE,
            "Failed to fetch: `https://host/simple/six/`",
        ),
        (TREE, Reason.NOT_INSTALLABLE, BUILD_FAILED),
        ("", Reason.NOT_INSTALLABLE, "uv said nothing"),
    ],
)
def test_what_uv_says_is_told_in_one_line(log, reason, message):
    outcome = install.failure(Ended(1, log))
    assert (outcome.reason, outcome.message) == (reason, message)
    assert "secret" not in outcome.log


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (Ended(137, timed_out=True), Reason.TIMED_OUT),
        (Ended(1, out_of_memory=True), Reason.OUT_OF_MEMORY),
        (Ended(137), Reason.OUT_OF_MEMORY),
        (Ended(143), Reason.OUT_OF_MEMORY),
    ],
)
def test_the_machine_may_be_the_reason(ended, reason):
    assert install.failure(ended).reason is reason


def test_a_missing_wheel_is_told_from_a_missing_version():
    missing = "error: No solution found\n  cause: Because docopt==0.6.2 has no usable wheels and you require docopt"
    assert install.wants_source(Ended(1, missing))
    assert not install.wants_source(Ended(1, NO_VERSION))


def test_a_full_disk_is_recognized():
    assert install.ran_out_of_disk(Ended(2, "error: No space left on device (os error 28)"))
    assert install.ran_out_of_disk(Ended(28))
    assert not install.ran_out_of_disk(Ended(0, "a package mentions: No space left on device"))
    assert not install.ran_out_of_disk(Ended(1, NO_VERSION))
