"""Traces reach whoever takes them by OpenTelemetry's protocol: a request, the run that it asked for, and its steps."""

import json
import logging
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.logs import Formatter, about


@pytest.fixture
def collector():
    """A real one: its address, and the spans that it was sent, each a name and its attributes."""
    spans: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
            found = [each for part in sent.resource_spans for scope in part.scope_spans for each in scope.spans]
            spans.extend((each.name, {key.key: key.value.string_value for key in each.attributes}) for each in found)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
        server.shutdown()


def test_a_request_and_its_run_are_traced(serve, settings, collector, checked, monkeypatch):
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    address, spans = collector
    run = checked(serve(replace(settings, traces=address)))
    deadline = time.monotonic() + 30
    while ("run", run["id"]) not in {(name, about.get("upflow.run")) for name, about in spans}:
        assert time.monotonic() < deadline, spans
        time.sleep(0.05)
    assert {"POST /api/v1/runs", "check_out", "judge", "finish"} <= {name for name, _ in spans}


def test_what_a_worker_logs_says_of_which_run():
    record = logging.makeLogRecord({"msg": "it failed", "levelno": logging.ERROR, "levelname": "ERROR"})
    with about(run="0123456789abcdef", trial="a"):
        told = json.loads(Formatter("json").format(record))
    assert (told["run"], told["trial"], told["event"]) == ("0123456789abcdef", "a", "it failed")
    assert "run" not in json.loads(Formatter("json").format(record))
