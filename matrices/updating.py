"""Files of facts rebuilt from their upstreams: a failure leaves its files as they were and stops none of the others."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from matrices import dump
from matrices.facts import Matrix
from matrices.files import replace as replace_file
from matrices.load import SOURCES, read
from matrices.upstream import Job, Say, Update


@dataclass(frozen=True, slots=True)
class Updating:
    """One run: what is known, where it is written, what day it is, and who hears of it."""

    matrix: Matrix
    folder: Path
    today: date
    say: Say

    def run(self, updates: Collection[Update], names: Collection[str]) -> bool:
        """Do the jobs of the upstreams or parts with these names, or all; whether everything went well."""
        known = {update.name for update in updates} | {name for _, name, _ in self._jobs(updates, ())}
        strange = sorted(set(names) - known)
        for name in strange:
            self.say(f"{name}: no such upstream or product; there are {', '.join(sorted(known))}")
        done = [self._attempt(update, name, job) for update, name, job in self._jobs(updates, names)]
        return all(done) and not strange

    def _jobs(self, updates: Collection[Update], names: Collection[str]) -> Iterator[tuple[Update, str, Job]]:
        for update in updates:
            for name, job in update.jobs(self.matrix).items():
                if not set(names) or update.name in names or name in names:
                    yield update, name, job

    def _attempt(self, update: Update, name: str, job: Job) -> bool:
        try:
            files = job(self.say)
        except Exception as error:  # noqa: BLE001 - whatever one upstream does must not stop the others
            self.say(f"{name}: FAILED, its files are left as they were: {type(error).__name__}: {error}")
            return False
        self._write(files, self._sources(update, name))
        return True

    def _sources(self, update: Update, name: str) -> Collection[str]:
        product = self.matrix.products.get(name)
        return update.sources or ((product.source,) if product else ())

    def _write(self, files: Mapping[str, str | bytes], sources: Collection[str]) -> None:
        changed = [file for file, content in files.items() if self._differs(file, content)]
        for file in changed:
            replace_file(self.folder / file, files[file])
        if changed:
            self._mark_read(sources)
        for file in files:
            self.say(f"{file}: {'changed, review the difference' if file in changed else 'unchanged'}")

    def _differs(self, file: str, content: str | bytes) -> bool:
        path = self.folder / file
        return not path.is_file() or path.read_bytes() != _bytes(content)

    def _mark_read(self, sources: Collection[str]) -> None:
        known = read(self.folder).matrix.sources
        marked = {name: replace(known[name], read=self.today) for name in sources if name in known}
        replace_file(self.folder / SOURCES, dump.sources({**known, **marked}.values()))


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
