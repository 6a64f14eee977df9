"""OpenTelemetry traces of requests, runs and trials, sent where the operator says; nothing is loaded otherwise."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider

_open: list["TracerProvider"] = []


def open_traces(address: str) -> Callable[[], None]:
    """Sends spans in the background; what cannot be sent is dropped. Gives what sends the last of them and stops."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - few trace
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    provider = TracerProvider(resource=Resource.create({"service.name": "upflow"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    _open.append(provider)

    def stop() -> None:
        _open.remove(provider)
        provider.shutdown()

    return stop


def trace_requests(app: "FastAPI") -> None:
    """A span for each request; health and streams have none."""
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415 - few trace

    FastAPIInstrumentor.instrument_app(app, tracer_provider=_open[-1], excluded_urls="health,ready,metrics,events")


@contextmanager
def span(name: str, run: str | None = None, **about: str | int) -> Iterator[None]:
    """What happens in it, where traces are sent at all; `about` are its attributes, each as `upflow.NAME`.

    With a `run` it is in the trace of that run, whichever worker it happens in; without one, in what happens around it.
    """
    with ExitStack() as stack:
        if _open:
            if run is not None:
                about["run"] = run
            attributes = {f"upflow.{key}": value for key, value in about.items()}
            tracer, trace = _open[-1].get_tracer("upflow"), None if run is None else _trace(run)
            stack.enter_context(tracer.start_as_current_span(name, trace, attributes=attributes))
        yield


def _trace(run: str) -> "Context":
    """The id of a run's trace is the id of the run, after sixteen zeros: so its trials join it on any machine."""
    from opentelemetry import trace  # noqa: PLC0415 - few trace

    sampled = trace.TraceFlags(trace.TraceFlags.SAMPLED)
    beginning = trace.SpanContext(int(run, 16), int(run, 16), is_remote=True, trace_flags=sampled)
    return trace.set_span_in_context(trace.NonRecordingSpan(beginning))
