"""The documentation's tables on a server of our own, as they are and as they might become."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from matrices.gpu.load import TESTED
from matrices.load import load
from matrices.updates import tested_builds
from matrices.updates.tested_builds import FOLDER, git_hash, rebuild, rows
from matrices.upstream import UpstreamChanged

CPU_HEAD = "<tr><th>Version</th><th>Python version</th><th>Compiler</th><th>Build tools</th></tr>"
GPU_HEAD = CPU_HEAD.replace("</tr>", "<th>cuDNN</th><th>CUDA</th></tr>")
CPU = f"""<table>
{CPU_HEAD}
<tr><td>tensorflow-2.10.0</td><td>3.7-3.10</td><td>GCC 9.3.1</td><td>Bazel 5.1.1</td></tr>
</table>
"""
GPU = f"""<table>
{GPU_HEAD}
<tr><td>tensorflow-2.10.0</td><td>3.7-3.10</td><td>GCC 9.3.1</td><td>Bazel 5.1.1</td><td>8.1</td><td>11.2</td></tr>
<tr><td>tensorflow_gpu-1.0.0</td><td>2.7</td><td>GCC 4.8</td><td>Bazel 0.4.2</td><td>5.1</td><td>8</td></tr>
</table>
"""
SOURCE = f"""# Build from source

## Tested build configurations

### Linux

#### CPU

{CPU}
#### GPU

{GPU}
### macOS

#### CPU

{CPU}
#### GPU

{GPU}"""
WINDOWS = (
    f"# Build\n\n### CPU\n\nno table here\n\n## Tested build configurations\n\n### CPU\n\n{CPU}\n### GPU\nNote\n\n{GPU}"
)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / FOLDER).mkdir(parents=True)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def put(**documents):
        for name, text in documents.items():
            (tmp_path / FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/"

    yield put
    server.shutdown()
    server.server_close()


def test_every_row_of_every_table_is_read(serve):
    said: list[str] = []
    found = rebuild(serve(source=SOURCE, source_windows=WINDOWS), said.append)
    assert said == ["tested_builds: 9 rows"]
    text = str(found[TESTED])
    assert f'"source.md": "{git_hash(SOURCE)}"' in text
    assert text.count('"platform": "windows_amd64"') == 3
    assert '"package": "tensorflow-gpu", "version": "1.0.0", "python": "2.7"' in text


def test_git_finds_the_text_by_its_hash():
    assert git_hash("what is up, doc?") == "bd9dbf5aae1a3862dd1526723246b20206e5fc37"


def test_a_row_has_what_its_table_says():
    gpu = [row for row in rows(SOURCE, "source.md") if row.gpu and row.platform == "linux_x86_64"]
    assert [(str(row.version), str(row.cuda), str(row.cudnn)) for row in gpu] == [
        ("2.10.0", "11.2", "8.1"),
        ("1.0.0", "8", "5.1"),
    ]
    assert (gpu[0].python, gpu[0].compiler, gpu[0].tools, gpu[0].source) == (
        "3.7-3.10",
        "GCC 9.3.1",
        "Bazel 5.1.1",
        "tf-docs-source",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Tested build configurations", "## Configurations", "no section '## Tested build configurations'"),
        ("### Linux", "### Ubuntu", "source.md, Tested build configurations, Linux, CPU: no table with rows, expected"),
        (CPU, "gone\n", "Linux, CPU: no table with rows, expected one with the columns Version, Python version"),
        ("<th>CUDA</th>", "<th>CUDA Toolkit</th>", "the columns .*CUDA Toolkit, expected .*cuDNN, CUDA: see CUDA"),
        ("<th>Compiler</th>", "", "the columns Version, Python version, Build tools, expected"),
        ("<td>Bazel 5.1.1</td></tr>", "</tr>", "a row of 3 cells, tensorflow-2.10.0 .*, expected 4"),
        ("<td>11.2</td>", "<td>eleven</td>", "Linux, GPU: tensorflow-2.10.0 .*eleven: Invalid version: 'eleven'"),
    ],
)
def test_a_changed_form_is_an_error_that_says_what_was_expected(old, new, expected):
    assert old in SOURCE
    with pytest.raises(UpstreamChanged, match=expected):
        list(rows(SOURCE.replace(old, new, 1), "source.md"))


def test_a_document_that_moved_is_an_error(serve):
    with pytest.raises(requests.HTTPError, match="404"):
        rebuild(serve(source=SOURCE), print)


def test_the_job_is_known_by_its_name():
    assert set(tested_builds.update.jobs(load())) == {"tested_builds"}
    assert set(tested_builds.update.sources) <= set(load().sources)
