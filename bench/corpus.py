"""Fetches the public repositories of corpus.toml for a run, each at its commit: never to be committed.

    python bench/corpus.py FOLDER            all of them, as FOLDER/OWNER__NAME
    python bench/corpus.py FOLDER --list     what it would fetch

They come by git over https, without history; only Python, notebooks and requirements are kept.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("corpus.toml")
HOST = "https://github.com"
KEPT = frozenset({".py", ".ipynb", ".toml", ".cfg"})


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository at one commit; `below` are the folders that count, all of them where it is empty."""

    name: str
    commit: str
    below: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        return self.name.replace("/", "__")


def repositories(path: Path = LIST) -> tuple[Repository, ...]:
    rows = tomllib.loads(path.read_text("utf-8"))["repository"]
    return tuple(Repository(row["name"], row["commit"], tuple(row.get("below", ()))) for row in rows)


def fetch(repository: Repository, into: Path, host: str = HOST) -> bool:
    """Puts its files below `into`. Does nothing, and says so with False, where they are there already."""
    place = into / repository.folder
    if place.exists():
        return False
    with tempfile.TemporaryDirectory(prefix="upflow-corpus-") as folder:
        _git(folder, "init", "--quiet")
        _git(folder, "fetch", "--quiet", "--depth=1", f"{host}/{repository.name}", repository.commit)
        _git(folder, "checkout", "--quiet", "FETCH_HEAD")
        _keep(Path(folder), place, repository.below)
    return True


def _git(folder: str, *words: str) -> None:
    # Nothing that a repository brings may run: no hooks, no filters, no questions.
    options = ["-c", "core.hooksPath=/dev/null", "-c", "filter.lfs.smudge=", "-c", "filter.lfs.required=false"]
    subprocess.run(["git", "-C", folder, *options, *words], check=True, stdin=subprocess.DEVNULL)


def _keep(checkout: Path, place: Path, below: Sequence[str]) -> None:
    """Whole or not at all: an interrupted copy is not taken for a repository."""
    new = place.with_name(f"{place.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for path in sorted(checkout.rglob("*")):
        inner = path.relative_to(checkout)
        wanted = path.suffix in KEPT or (path.suffix == ".txt" and "requirement" in path.name.lower())
        if not wanted or path.is_symlink() or not path.is_file() or (below and inner.parts[0] not in below):
            continue
        target = new / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    new.mkdir(parents=True, exist_ok=True)
    new.rename(place)


def main() -> int:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--list", action="store_true", help="name them and fetch nothing")
    options = parser.parse_args()
    failed = 0
    for repository in repositories():
        if options.list:
            print(f"{HOST}/{repository.name} {repository.commit}")
            continue
        try:
            there = "fetched" if fetch(repository, options.folder) else "there already"
        except subprocess.CalledProcessError as error:
            there, failed = f"not fetched: git ended with {error.returncode}", failed + 1
        print(f"{repository.name}: {there}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
