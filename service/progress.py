"""Progress of a run for whoever watches: one live line on a terminal, plain lines elsewhere. Always on stderr."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from service import render
from service.events import Event, StaticAnswer, TrialEnded, TrialSaid, TrialStarted, Untried
from service.nouns import Kind, Verdict
from service.plain import one_line
from service.words import OUTCOMES, VERDICTS

PLAIN_SECONDS = 10.0
LINE = 100


class Progress:
    """Listens to a run. On a terminal: what, how long, last line of output. Else: a line every ten seconds."""

    def __init__(self, console: Console, *, answers_first: bool = True) -> None:
        """`answers_first`: show the static answer when it comes; not where it is the result, which follows at once."""
        self.console = console
        self.answers_first = answers_first
        self.label = ""
        self.line = ""
        self.started = self.last_shown = time.monotonic()
        self.live = Live(console=console, transient=True, refresh_per_second=8, get_renderable=self._show)

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.live.stop()

    def say(self, line: str) -> None:
        """Work that belongs to no trial, such as a clone or an image that is built."""
        self.line = one_line(line)
        self._show_plainly()

    def listen(self, event: Event) -> None:
        match event:
            case StaticAnswer():
                if self.answers_first:
                    self._static(event)
            case TrialStarted():
                self.label, self.line, self.started = event.label, "", time.monotonic()
                if not self.console.is_terminal:
                    self.console.print(Text(f"… {event.label}"))
            case TrialSaid():
                self.line = one_line(event.line)
                self._show_plainly()
            case TrialEnded():
                self._ended(event)
            case Untried():
                self.console.print(Text(f"upflow: {event.why}", style="yellow"))

    def _static(self, event: StaticAnswer) -> None:
        """The answer before any container ran: a line a candidate, then each finding once."""
        self.console.print(Text("Before any container runs:", style="bold"))
        for candidate in event.report.candidates:
            line = Text(f"  {candidate.tensorflow}  ").append_text(render.word(VERDICTS[Verdict(candidate.verdict)]))
            self.console.print(line.append(f"  {'; '.join(render.why(event.report, candidate))}"))
        for number, finding in enumerate(event.report.findings, 1):
            self.console.print(Text(f"  [{number}] {one_line(finding.message)}"))

    def _ended(self, event: TrialEnded) -> None:
        line = Text("  ").append_text(render.word(OUTCOMES[event.outcome.kind]))
        line.append(f"  {event.label}, {time.monotonic() - self.started:.0f} s")
        if event.outcome.kind is not Kind.PASSED:
            line.append(f": {one_line(event.outcome.message)}")
        self.console.print(line)
        self.label = ""

    def _show(self) -> Text:
        if not self.label and not self.line:
            return Text("")
        seconds = time.monotonic() - self.started
        return Text(f"  … {self.label}  {seconds:.0f} s  {self.line}", overflow="ellipsis", no_wrap=True, style="dim")

    def _show_plainly(self) -> None:
        if not self.console.is_terminal and time.monotonic() - self.last_shown > PLAIN_SECONDS:
            self.last_shown = time.monotonic()
            self.console.print(Text(f"    {self.last_shown - self.started:.0f} s  {one_line(self.line, LINE)}"))
