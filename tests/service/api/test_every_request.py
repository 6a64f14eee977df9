"""Whatever is sent to whatever operation: no error of the server, and no answer that the description does not have."""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4


@pytest.fixture
def service(serve, packed, waited):
    """With a run that is over and has a report, so that addresses lead somewhere."""
    client = serve()
    sent = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}, data={"to": "2.16"})
    return client, waited(client, sent.headers["location"])["id"]


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # schemathesis does, seeded by hypothesis
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_every_operation_answers_as_it_is_described(service, mode):
    client, run_id = service
    schema = schemathesis.openapi.from_url(f"{client.base_url}/api/openapi.json")
    seen: set[str] = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        seen.add(operation.label)

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers_as_described(case: Case[Any]) -> None:
            if "run_id" in (case.path_parameters or {}):
                case.path_parameters["run_id"] = run_id
            case.call_and_validate(checks=CHECKS, timeout=20)

        with suppress(Unsatisfiable):  # where nothing is sent, nothing can be wrong
            answers_as_described()
    assert len(seen) > 20
