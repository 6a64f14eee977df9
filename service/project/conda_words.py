"""Conda's way of naming packages and versions, said in the index's words: `tensorflow-gpu=1.14` is `==1.14.*`."""

import re
import tomllib
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.manifest import Format, Interpreter, Notation, Role, Toolkit
from service.nouns import DeclaredLine, Note
from service.project.asking import parsed
from service.project.page import Page

LISTED = re.compile(r"[\w.-]+=[\w.!+*]+=[\w.]+")
"""As `conda list --export` writes a package: name=version=build."""

SPEC = re.compile(
    r"(?:[\w./-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>(?:[=<>!~]|\s\d|\s\*).*|\[[^\]]*\])?", re.DOTALL
)
BRACKETED = re.compile(r"version\s*=\s*['\"]?([^'\",\]]+)")
TOOLKITS = {
    "cudatoolkit": "cuda",
    "cuda": "cuda",
    "cuda-toolkit": "cuda",
    "cuda-version": "cuda",
    "cudnn": "cudnn",
    "nccl": "nccl",
    "tensorrt": "tensorrt",
}
BARE = re.compile(r"[=~\s]*(\d+(?:\.\d+)*)")
UNREADABLE = 200


def spec(
    page: Page,
    start: int,
    end: int,
    *,
    role: Role = Role.ASKED,
    form: Format = Format.CONDA,
    group: str | None = None,
) -> DeclaredLine | Interpreter | Toolkit | Note | None:
    """What these characters ask of conda. None: something that is no Python package, as a compiler."""
    text = page.text[start:end]
    number = page.line(start)
    match = SPEC.fullmatch(text.strip()) if len(text) < UNREADABLE and ";" not in text else None
    if match is None:
        return Note(page.path, number, f"not a package of conda: {page.shown(number).strip()!r}")
    start += len(text) - len(text.lstrip())
    name, version = match["name"], (match["version"] or "").strip()
    at = start + (match.start("version") if match["version"] else match.end("name"))
    at += len(match["version"] or "") - len((match["version"] or "").lstrip())
    span = page.span(at, at + len(version))
    said = plain(version)
    if name == "python" or name in TOOLKITS:
        return _beside(name, version, page, at, form)
    known = index_name(name)
    if known is None:
        return None
    requirement = _requirement(known, said)
    if requirement is None:
        return Note(page.path, number, f"not a version that the index knows: {page.shown(number).strip()!r}")
    name_span = page.span(start + match.start("name"), start + match.end("name"))
    shown = page.shown(number)
    return DeclaredLine(requirement, page.path, number, shown, role, form, group, Notation.CONDA, name_span, span)


def _beside(name: str, version: str, page: Page, at: int, form: Format) -> Interpreter | Toolkit | None:
    """An interpreter or a toolkit, with the span of its number alone."""
    number = page.line(at)
    found = BARE.match(version)
    span = page.span(at + found.start(1), at + found.end(1)) if found else None
    bare = found[1] if found else None
    if name != "python":
        return Toolkit(TOOLKITS[name], bare, page.path, number, page.shown(number), form, span)
    return Interpreter(bare, page.path, number, page.shown(number), form, span) if bare else None


def listed(page: Page, start: int, end: int) -> DeclaredLine | Interpreter | Toolkit | Note:
    """A line of `conda list --export` in a requirements file; one that is no package of the index is a note."""
    return spec(page, start, end) or Note(
        page.path, page.line(start), f"not used: {page.text[start:end]!r} is no package of the index"
    )


def plain(version: str) -> str | None:
    """A version of conda as PEP 440 has it; None where it has no such word."""
    if version.startswith("["):
        bracketed = BRACKETED.search(version)
        version = bracketed[1].strip() if bracketed else ""
    if not version or version == "*":
        return ""
    if "|" in version:
        return _either(version.split("|"))
    exact = re.fullmatch(r"(==?)?\s*([\w.!+]+)(?:[=\s]+[\w.*]+)?", version)
    if exact:
        operator, number = exact[1], exact[2]
        has_build = re.search(r"[\w.]\s*=\s*[\w*]|[\w.]\s+\w", version) is not None
        return f"=={number}" if operator == "==" or has_build or operator is None else f"=={number.rstrip('.')}.*"
    starred = re.fullmatch(r"==?\s*([\d.]+?)\.?\*(?:=[\w*]*)?|([\d.]+?)\.?\*", version)
    if starred:
        return f"=={starred[1] or starred[2]}.*"
    return re.sub(r"(?<![=<>!~])=(?!=)", "==", version)


def _either(versions: list[str]) -> str | None:
    """`=2.1|2.2` is `>=2.1,<2.3`; None where another version lies between them, or more is said than versions."""
    found = [re.fullmatch(r"[=\s]*(?P<head>(?:\d+\.)*)(?P<last>\d+)(?:\.?\*)?\s*", version) for version in versions]
    parts = sorted((match["head"], int(match["last"][:9])) for match in found if match)
    first, end = parts[0] if parts else ("", 0), parts[-1] if parts else ("", 0)
    wanted = [(first[0], number) for number in range(first[1], min(end[1], first[1] + len(versions)) + 1)]
    return f">={first[0]}{first[1]},<{end[0]}{end[1] + 1}" if len(parts) == len(versions) and parts == wanted else None


def index_name(name: str) -> str | None:
    """The package's name on the index; None for what is no Python package."""
    table = _names()
    key = name.lower()
    if key in table["names"]:
        return table["names"][key]
    if key in table["no_python"] or any(key.startswith(each) for each in table["no_python_prefixes"]):
        return None
    return str(canonicalize_name(name))


def _requirement(name: str, said: str | None) -> Requirement | None:
    if said is None:
        return None
    found = parsed(f"{name}{said}")
    return None if isinstance(found, str) else found


@cache
def _names() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "data" / "conda_names.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return {
        "names": table["names"],
        "no_python": dict.fromkeys(table["no_python"]["names"], ""),
        "no_python_prefixes": dict.fromkeys(table["no_python"]["prefixes"], ""),
    }
