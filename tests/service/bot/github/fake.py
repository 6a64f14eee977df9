"""A GitHub with a memory: repositories, pull requests, comments, checks and commits, as the bot asks for them."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.service.bot.github.described import Operation, check_answer, check_request, filled, operation

APP, SLUG = 29310, "upflow"
Files = Mapping[str, bytes]
Written = Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes]


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


class Problem(Exception):
    """An answer that is none."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"message": message, "documentation_url": "https://docs.github.com"}, headers)


@dataclass
class Commit:
    sha: str
    files: Files
    parent: str | None
    message: str
    modes: Mapping[str, str]


@dataclass
class Pull:
    number: int
    title: str
    author: str
    head: str
    branch: str
    base: str
    into: str
    fork: bool = False
    state: str = "open"
    patches: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class GitHub:
    """One repository of one owner. `asked` is every request that came, `wrong` what is not as GitHub describes it."""

    key: str = field(repr=False)
    name: str = "octo/models"
    repository: int = 186853002
    installation: int = 7
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    checks: dict[int, dict[str, Any]] = field(default_factory=dict)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    writers: set[str] = field(default_factory=lambda: {"mona"})
    protected: set[str] = field(default_factory=set)
    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, tuple[Files, Mapping[str, str]]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    gone: bool = False
    now: Callable[[], float] = lambda: 1_800_000_000.0
    ids: int = 2**33
    page_size: int | None = None

    def id(self) -> int:
        self.ids += 1
        return self.ids

    def commit(self, files: Written, parent: str | None = None, message: str = "x") -> str:
        """A commit of these files; the same ones are the same commit."""
        data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        sha = hashlib.sha1(repr((sorted(data.items()), parent, message)).encode()).hexdigest()
        self.commits[sha] = Commit(sha, data, parent, message, dict.fromkeys(data, "100644"))
        self.trees[tree_of(sha)] = (data, self.commits[sha].modes)
        return sha

    def open_pull(self, base: Written, head: Written, number: int = 1, **more: Any) -> Pull:
        """A pull request from `topic` into `main`, whose head is a child of its base."""
        first = self.commit(base)
        second = self.commit(head, first)
        branch = more.pop("branch", "topic")
        self.branches |= {"main": first, branch: second}
        pull = Pull(
            number, more.pop("title", "Change it"), more.pop("author", "mona"), second, branch, first, "main", **more
        )
        self.pulls[number] = pull
        return pull

    def push(self, number: int, files: Written) -> str:
        pull = self.pulls[number]
        pull.head = self.branches[pull.branch] = self.commit(files, pull.head)
        return pull.head

    def ours(self) -> list[dict[str, Any]]:
        return [each for each in self.comments.values() if each["performed_via_github_app"]]

    def said(self, kind: str = "pull") -> list[str]:
        """The texts of our comments of a kind, without their marker."""
        mark = f"<!-- upflow {kind} "
        return [each["body"].partition("\n")[2] for each in self.ours() if each["body"].startswith(mark)]

    def comment(self, number: int, body: str, user: str = "mona", kind: str = "User") -> int:
        new = self.id()
        made = {"id": new, "body": body, "user": {"login": user, "type": kind}, "performed_via_github_app": None}
        self.comments[new] = made | {"issue": number}
        return new

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """An answer to a request that is as described; what is not is remembered as wrong."""
        parts = urlsplit(target)
        if parts.path.startswith("/codeload/"):
            return Answer(200, self._packed(parts.path.rpartition("/")[2]))
        query = dict(parse_qsl(parts.query))
        self.asked.append(f"{method} {parts.path}")
        try:
            found = operation(method, parts.path)
            data = json.loads(body) if body else None
            check_request(found, query, data)
            self._authorized(found, headers)
            said = self._answer(found, query, data)
            full = said._replace(body=filled(found, said.status, said.body))
            check_answer(found, full.status, full.body)
        except Problem as problem:
            return problem.answer
        except (AssertionError, KeyError) as error:
            self.wrong.append(repr(error))
            return Answer(400, {"message": str(error)})
        return full

    def _authorized(self, found: Operation, headers: Mapping[str, str]) -> None:
        assert headers.get("user-agent") == "upflow"
        assert headers.get("x-github-api-version") == "2022-11-28"
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if found.path.startswith("/app"):
            claims = jwt.decode(
                token, _public(self.key), algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
            )
            assert claims["iss"] == str(APP)
            assert claims["exp"] - claims["iat"] <= 600
        elif scheme != "token" or token not in self.tokens:
            raise Problem(401, "Bad credentials")
        elif self.gone or found.values.get("owner") != self.name.partition("/")[0]:
            raise Problem(404, "Not Found")

    def _answer(self, found: Operation, query: Mapping[str, str], data: Any) -> Answer:
        name = f"{found.method} {found.path.removeprefix('/repos/{owner}/{repo}')}"
        return ANSWERS[name](self, found.values, query, data)

    def page(self, query: Mapping[str, str], items: list[Any], key: str | None = None) -> Answer:
        """One page, and the address of the next in a header."""
        page, size = int(query.get("page", 1)), self.page_size or int(query.get("per_page", 30))
        shown = items[(page - 1) * size : page * size]
        more = {"link": f'<{self.address}{self.asked[-1].split()[1]}?page={page + 1}>; rel="next"'}
        body = {"total_count": len(items), key: shown} if key else shown
        return Answer(200, body, more if page * size < len(items) else {})

    address: str = ""

    def _packed(self, sha: str) -> bytes:
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as archive:
            for path, data in self.commits[sha].files.items():
                member = tarfile.TarInfo(f"octo-models-{sha[:7]}/{path}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return content.getvalue()


def _public(key: str) -> Any:
    return load_pem_private_key(key.encode(), None).public_key()


def tree_of(sha: str) -> str:
    return hashlib.sha1(f"tree {sha}".encode()).hexdigest()


ANSWERS: dict[str, Callable[[GitHub, Any, Any, Any], Answer]] = {}
"""What is answered to each operation: the files beside this one, one for each kind of thing, put it in."""
