"""Every page has a twin in JSON, made from the same dataclass, with all that the page shows; and is documented."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from service.report import CandidatePart
from service.web.pages import PAGES
from service.web.pages.compare import ComparePage
from service.web.pages.explain import ExplainPage
from service.web.pages.failures import FailuresPage
from service.web.pages.home import HomePage
from service.web.pages.log import LogPage
from service.web.pages.matrix import MatrixPage
from service.web.pages.run import RunPage
from service.web.pages.symbols import SymbolPage

DOCUMENTED = (Path(__file__).parents[3] / "docs/pages.md").read_text()
FACTS = [
    ("/", HomePage),
    ("/failures", FailuresPage),
    ("/compare", ComparePage),
    ("/matrix?tf=2.16.1", MatrixPage),
    ("/matrix?gpu=A100&patches=all", MatrixPage),
    ("/symbols", SymbolPage),
    ("/symbols?name=tf.nn.dropout", SymbolPage),
    ("/explain", ExplainPage),
]


def valid(client, path: str, kind: type) -> None:
    schema = TypeAdapter(kind).json_schema(mode="serialization", by_alias=True)
    asked = client.get(path + ("&" if "?" in path else "?") + "format=json")
    accepted = client.get(path, headers={"accept": "application/json"})
    assert asked.status_code == 200, asked.text
    assert asked.json() == accepted.json()
    Draft202012Validator(schema).validate(asked.json())
    assert asked.json().keys() == kind.__dataclass_fields__.keys()  # type: ignore[attr-defined]  # pages are dataclasses
    assert client.get(path, headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(("path", "kind"), FACTS)
def test_pages_that_need_no_run(client, path, kind):
    valid(client, path, kind)


def test_pages_of_runs(client, checked):
    run = checked(client, to="newest")
    for path, kind in (
        ("/", HomePage),
        ("/failures", FailuresPage),
        (f"/compare?a={run['id']}&b={run['id']}", ComparePage),
    ):
        valid(client, path, kind)
    valid(client, f"{run['page']}?tf=2.21.0&view=split", RunPage)
    assert client.get(f"{run['page']}/logs/2.21.0", headers={"accept": "text/html"}).status_code == 404


def test_every_page_is_documented_and_says_what_it_is():
    for kind in (
        HomePage,
        RunPage,
        LogPage,
        FailuresPage,
        ComparePage,
        MatrixPage,
        SymbolPage,
        ExplainPage,
        CandidatePart,
    ):
        assert kind.__doc__
        assert "(" not in kind.__doc__.partition(":")[0], f"{kind.__name__} has the docstring that was made for it"
    for route in (route for page in PAGES for route in page.router.routes):
        assert f"`{route.path}`" in DOCUMENTED or route.path == "/runs"
