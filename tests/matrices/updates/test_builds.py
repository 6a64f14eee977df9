"""Wheels on a server are read by ranges, and become the file of builds."""

import io
import json
import zipfile
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests
from packaging.version import Version
from pypi_simple import DistributionPackage, ProjectPage, PyPISimple

from matrices.gpu.load import BUILDS
from matrices.load import DATA, load
from matrices.updates import builds
from matrices.updates.builds import Wheel, look, wheels
from matrices.upstream import UpstreamChanged

INFO = "tensorflow/python/platform/build_info.py"
LINUX, WINDOWS = "manylinux_2_17_x86_64.manylinux2014_x86_64", "win_amd64"
CUDA = "build_info = {'is_cuda_build': True, 'cuda_version': '12.3', 'cuda_compute_capabilities': ['sm_60']}"


def wheel(members: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        requires = 'Requires-Dist: nvidia-cudnn-cu12==8.9.7.29; extra == "and-cuda"\n'
        head = f"Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.16.1\nProvides-Extra: and-cuda\n{requires}"
        archive.writestr("tensorflow-2.16.1.dist-info/METADATA", head)
    return buffer.getvalue()


class Server(BaseHTTPRequestHandler):
    """Serves wheels by ranges."""

    def __init__(self, files: dict[str, bytes], *rest: object) -> None:
        self.files = files
        super().__init__(*rest)  # type: ignore[arg-type]  # handed through from the server as they are

    def do_HEAD(self) -> None:
        self._answer(200, len(self.files[self.path]))

    def do_GET(self) -> None:
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        part = self.files[self.path][first : last + 1]
        self._answer(206, len(part))
        self.wfile.write(part)

    def _answer(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    files: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, files))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def put(name, content):
        files[f"/{name}"] = content
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield put
    server.shutdown()
    server.server_close()


def file(name: str, *, yanked: bool = False, url: str = "") -> DistributionPackage:
    return DistributionPackage(
        filename=name,
        url=url or f"https://files.invalid/{name}",
        project="tensorflow",
        version=None,
        package_type="wheel",
        digests={},
        requires_python=None,
        has_sig=None,
        is_yanked=yanked,
    )


def asked(url: str) -> Wheel:
    return Wheel("tensorflow", Version("2.16.1"), "linux_x86_64", url)


def test_the_newest_interpreter_speaks_for_each_platform():
    listed = [
        file(f"tensorflow-2.16.1-cp39-cp39-{LINUX}.whl"),
        file(f"tensorflow-2.16.1-cp312-cp312-{LINUX}.whl"),
        file(f"tensorflow-2.16.1-cp310-cp310-{WINDOWS}.whl"),
        file("tensorflow-2.16.1-cp310-cp310-macosx_12_0_arm64.whl"),
        file(f"tensorflow-2.17.0rc0-cp310-cp310-{LINUX}.whl"),
        file(f"tensorflow-2.17.0-cp310-cp310-{LINUX}.whl", yanked=True),
        file("tensorflow-1.3.0-cp36-cp36m-manylinux1_x86_64.whl"),
        file("tensorflow-2.16.1.tar.gz"),
    ]
    found = list(wheels("tensorflow", listed))
    assert [(str(one.version), one.platform, one.url.split("-")[2]) for one in found] == [
        ("2.16.1", "linux_x86_64", "cp312"),
        ("2.16.1", "windows_amd64", "cp310"),
    ]


def test_a_wheel_says_what_it_was_built_for(serve):
    url = serve("tensorflow-2.16.1-cp312-cp312-linux.whl", wheel({INFO: CUDA}))
    with requests.Session() as session:
        found = look(session, asked(url))
    assert found is not None
    assert (found.gpu, str(found.cuda), found.code) == (True, "12.3", ("sm_60",))
    assert found.source == "wheel-tensorflow@2.16.1"
    assert list(found.extra) == ["nvidia-cudnn-cu12"]


def test_an_empty_shell_says_nothing(serve):
    with requests.Session() as session:
        assert look(session, asked(serve("shell.whl", wheel({})))) is None


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"tensorflow/python/__init__.py": ""}, "holds TensorFlow, but no file that ends with /python/platform/build_"),
        ({INFO: "build = 1"}, "build_info.py does not say is_cuda_build, expected True or False"),
    ],
)
def test_a_wheel_of_another_form_is_refused(serve, members, expected):
    url = serve("other.whl", wheel(members))
    with requests.Session() as session, pytest.raises(UpstreamChanged, match=expected):
        look(session, asked(url))


@pytest.fixture
def index(monkeypatch):
    def lists(files):
        pages = {name: files if name == "tensorflow" else [] for name in builds.PACKAGES}
        page = partial(ProjectPage, repository_version=None, last_serial=None)
        monkeypatch.setattr(PyPISimple, "get_project_page", lambda _, name: page(name, pages[name]))

    return lists


def test_the_file_is_rebuilt_and_the_same_again(serve, index):
    name = f"tensorflow-2.16.1-cp312-cp312-{LINUX}.whl"
    index([file(name, url=serve(name, wheel({INFO: CUDA})))])
    said: list[str] = []
    first = builds.rebuild(said.append)
    assert said == ["builds: 1 wheels to look into"]
    assert json.loads(first[BUILDS])["tensorflow"]["2.16.1"]["linux_x86_64"]["cuda"] == "12.3"
    assert builds.rebuild(said.append) == first


def test_an_index_without_any_gpu_is_an_error(serve, index):
    name = f"tensorflow-2.16.1-cp312-cp312-{LINUX}.whl"
    index([file(name, url=serve(name, wheel({INFO: "is_cuda_build = False"})))])
    with pytest.raises(
        UpstreamChanged, match="none of 1 wheels of tensorflow and tensorflow-gpu says that it was built for"
    ):
        builds.rebuild(print)


def test_the_job_is_known_by_its_name():
    assert set(builds.update.jobs(load())) == {"builds"}
    assert set(builds.update.sources) <= set(load().sources)


@pytest.mark.network
def test_the_wheels_of_the_index_still_say_what_the_facts_say(monkeypatch):
    some = {Version("2.21.0"), Version("2.10.1"), Version("2.3.0"), Version("1.15.0"), Version("1.4.0")}
    every = builds.wheels
    monkeypatch.setattr(builds, "wheels", lambda *of: (one for one in every(*of) if one.version in some))
    read = json.loads(builds.rebuild(print)[BUILDS])
    known = json.loads((DATA / BUILDS).read_text(encoding="utf-8"))
    assert read
    for package, releases in read.items():
        for version, platforms in releases.items():
            assert platforms == known[package][version]
