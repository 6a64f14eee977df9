"""A report in every form, by address or by `Accept`; two runs side by side; and nothing sent twice."""

import xml.etree.ElementTree as ET

from tests.service.conftest import FOCAL

MENDED = {**FOCAL, "focal.py": "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(0.1))\n"}


def test_a_report_in_every_form(client, checked):
    run = checked(client, to="2.16")
    address = f"{run['url']}/report"
    sarif = client.get(f"{address}?format=sarif")
    assert sarif.headers["content-type"] == "application/sarif+json"
    assert sarif.json()["version"] == "2.1.0"
    assert ET.fromstring(client.get(f"{address}?format=junit").text).tag == "testsuites"
    assert "TensorFlow" in client.get(f"{address}?format=markdown").text
    assert client.get(f"{address}?format=json").json() == run["report"]
    for name, form, media in (
        ("md", "markdown", "text/markdown; charset=utf-8"),
        ("sarif", "sarif", "application/sarif+json"),
        ("xml", "junit", "text/xml; charset=utf-8"),
    ):
        found, same = client.get(f"{address}.{name}"), client.get(f"{address}?format={form}")
        assert (found.text, found.headers["content-type"]) == (same.text, media)
        assert client.get(f"/api/v1/runs/unknown/report.{name}").status_code == 404
    for accept, media in (
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("application/sarif+json;q=1, */*", "application/sarif+json"),
        ("text/html, application/junit+xml", "application/xml"),
        ("image/png", "application/json"),
    ):
        assert client.get(address, headers={"accept": accept}).headers["content-type"] == media
    assert client.get(f"{address}?format=pdf").status_code == 422


def test_what_a_client_has_is_not_sent_again(client, checked):
    run = checked(client, to="2.16")
    for path in (f"{run['url']}/report", run["url"], "/api/v1/matrix?tf=2.16", "/api/v1/runs", f"{run['url']}/patch"):
        first = client.get(path)
        tag = first.headers["etag"]
        again = client.get(path, headers={"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_two_runs_side_by_side(client, checked):
    old, new = checked(client, to="2.16"), checked(client, MENDED, to="2.16")
    found = client.get(f"{old['url']}/compare/{new['id']}").json()
    assert [(one["tensorflow"], one["change"]) for one in found["candidates"]] == [("2.16.2", "better")]
    assert [finding["symbol"] for finding in found["gone"]]
    assert found["new"] == []
    assert not found["same_patch"]
    same = client.get(f"{old['url']}/compare/{old['id']}").json()
    assert same["same_patch"]
    assert {one["change"] for one in same["candidates"]} == {"same"}
    assert client.get(f"{old['url']}/compare/unknown").status_code == 404


def test_a_run_that_is_not_there(serve):
    client = serve(start_worker=False)
    for part in ("trials", "log", "trials/x/log", "compare/y", "events"):
        assert client.get(f"/api/v1/runs/unknown/{part}").status_code == 404
