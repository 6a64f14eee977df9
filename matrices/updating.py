"""Files of facts rebuilt from their upstreams: a failure leaves its file as it was and stops none of the others."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from matrices import dump
from matrices.facts import Matrix
from matrices.load import PRODUCTS, SOURCES, read
from matrices.upstream import Job, Say, Update


@dataclass(frozen=True, slots=True)
class Updating:
    """One run: what is known, where it is written, what day it is, and who hears of it."""

    matrix: Matrix
    folder: Path
    today: date
    say: Say

    def run(self, updates: Collection[Update], names: Collection[str]) -> bool:
        """Do the jobs of the upstreams or products with these names, or all; whether everything went well."""
        known = {update.name for update in updates} | {name for name, _ in self._jobs(updates, ())}
        strange = sorted(set(names) - known)
        for name in strange:
            self.say(f"{name}: no such upstream or product; there are {', '.join(sorted(known))}")
        done = [self._attempt(name, job) for name, job in self._jobs(updates, names)]
        return all(done) and not strange

    def _jobs(self, updates: Collection[Update], names: Collection[str]) -> Iterator[tuple[str, Job]]:
        for update in updates:
            for product, job in update.jobs(self.matrix).items():
                if not set(names) or update.name in names or product in names:
                    yield product, job

    def _attempt(self, name: str, job: Job) -> bool:
        try:
            product = job(self.say)
        except Exception as error:  # noqa: BLE001 - whatever one upstream does must not stop the others
            self.say(f"{name}: FAILED, its file is left as it was: {type(error).__name__}: {error}")
            return False
        self._write(f"{PRODUCTS}/{product.name}.toml", dump.dump(product), product.source)
        return True

    def _write(self, file: str, text: str, source: str) -> None:
        path = self.folder / file
        if path.read_text(encoding="utf-8") == text:
            self.say(f"{file}: unchanged")
            return
        path.write_text(text, encoding="utf-8")
        self._mark_read(source)
        self.say(f"{file}: changed, review the difference")

    def _mark_read(self, source: str) -> None:
        known = read(self.folder).matrix.sources
        sources = {**known, source: replace(known[source], read=self.today)}
        (self.folder / SOURCES).write_text(dump.sources(sources.values()), encoding="utf-8")
