"""Traces reach whoever takes them by OpenTelemetry's protocol: a request, the run that it asked for, and its steps."""

import contextlib
import json
import logging
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from service.logs import Formatter, about
from service.nouns import Environment, Outcome


@pytest.fixture
def collector():
    """A real one: its address, and the spans that it was sent."""
    spans: list[Span] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
            spans.extend(each for part in sent.resource_spans for scope in part.scope_spans for each in scope.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
        server.shutdown()


class Quick:
    """Trials that are over at once: they pass."""

    def prepare(self, _wanted, limits, python, _say):
        return Environment(",".join(map(str, limits)), "/env", python, "image")

    def run(self, _environment, _files, _command, _say, _number=0):
        return Outcome(None, "", "log", 0, 0.1)

    def packages(self, _environment):
        return {}

    def stop(self):
        pass


def test_a_request_and_its_run_are_traced_down_to_its_trials(serve, settings, collector, checked, monkeypatch):
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    address, spans = collector
    client = serve(replace(settings, traces=address), lambda _say: contextlib.nullcontext(Quick()))
    run = checked(client, to="2.16")["id"]
    deadline = time.monotonic() + 30
    while "run" not in {span.name for span in spans}:
        assert time.monotonic() < deadline, spans
        time.sleep(0.05)
    assert "POST /api/v1/runs" in {span.name for span in spans}
    of_run = [span for span in spans if span.trace_id.hex() == run.zfill(32)]
    ids = {span.span_id: span.name for span in of_run}
    steps = {span.name for span in of_run if ids.get(span.parent_span_id) == "run"}
    assert {"check_out", "judge", "finish"} <= steps
    trials = {trial["key"] for trial in client.get(f"/api/v1/runs/{run}/trials").json()["trials"]}
    assert trials
    told = [{key.key: key.value.string_value for key in span.attributes} for span in of_run if span.name == "trial"]
    assert {about["upflow.trial"] for about in told if about["upflow.run"] == run} == trials


def test_what_a_worker_logs_says_of_which_run():
    record = logging.makeLogRecord({"msg": "it failed", "levelno": logging.ERROR, "levelname": "ERROR"})
    with about(run="0123456789abcdef", trial="a"):
        told = json.loads(Formatter("json").format(record))
    assert (told["run"], told["trial"], told["event"]) == ("0123456789abcdef", "a", "it failed")
    assert "run" not in json.loads(Formatter("json").format(record))
