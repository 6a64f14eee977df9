"""The route of symbols."""

from pydantic import TypeAdapter

from service.symbols import SymbolShown
from service.web.contexts import Problem


def test_a_name_is_answered_as_it_is_described(client):
    answer = client.get("/api/v1/symbols/tf.nn.dropout")
    assert answer.status_code == 200
    shown = TypeAdapter(SymbolShown).validate_python(answer.json())
    assert (shown.name, shown.until) == ("tf.nn.dropout", None)
    assert set(answer.json()) == set(SymbolShown.__dataclass_fields__)


def test_one_version_can_be_asked_about(client):
    assert client.get("/api/v1/symbols/tf.gfile.Exists?tf=2.15").json()["at"]["there"] == "no"


def test_an_unknown_name_is_a_problem_with_the_nearest(client):
    answer = client.get("/api/v1/symbols/tf.nn.dropuot")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    problem = TypeAdapter(Problem).validate_python(answer.json())
    assert problem.hint.startswith("did you mean tf.nn.dropout")


def test_an_unknown_version_is_a_problem(client):
    answer = client.get("/api/v1/symbols/tf.nn.relu?tf=9.9")
    assert answer.status_code == 422
    assert "9.9" in answer.json()["detail"]
