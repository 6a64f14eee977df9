"""How a run is asked for: JSON, or a form with or without an archive. The form of a page and the API read alike."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from service.actions import ArchiveProject, GitProject, RequestRun
from service.actions.projects import inline
from service.errors import UnknownBody, WrongUse
from service.reading import Question
from service.store.turns import Priority

HINT = "/api/docs shows what a request may hold"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
ARCHIVE = "archive"
LISTS = ("to", "select", "skip", "labels")
NAME = r"^[\w.][\w. -]{0,99}$"
LONGEST_FIRST = 60
IN_MEMORY = 1 << 20
"""Uploads up to this size are read at once; what reads forms keeps larger ones in files, too."""
Model = TypeVar("Model", bound=BaseModel)


class Asked(BaseModel):
    """What is asked about a project."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, defer_build=True)

    url: str | None = Field(None, description="https address of a public Git repository")
    ref: str | None = Field(None, description="branch or tag; without it, the default branch")
    baseline: str | None = Field(
        None, alias="from", description="TensorFlow that it runs on; without it, what it declares"
    )
    to: tuple[str, ...] = Field((), description="versions to try; without it, every newer minor")
    python: str | None = Field(None, description="interpreter, such as 3.12")
    gpu: str | None = Field(None, description="card that it is to run on, such as RTX 4090, or a capability: 8.6")
    driver: str | None = Field(None, description="version of NVIDIA's driver, such as 535")
    image: str | None = Field(None, description="container image, such as nvidia/cuda:11.8.0-cudnn8-runtime")
    platform: str | None = Field(None, description="where the GPU is, such as windows_amd64; without it, linux_x86_64")
    cpu: bool = Field(False, description="no GPU is wanted: say nothing of images with CUDA")
    select: tuple[str, ...] = Field((), description="only these rules; without it, all")
    skip: tuple[str, ...] = Field((), description="not these rules")
    run: bool = Field(True, description="whether to try candidates in containers, or to give the static answer alone")


class Inline(BaseModel):
    """A project that is written down in the request itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, defer_build=True)

    requirements: str | None = Field(None, description="the text of a requirements.txt, instead of url or archive")
    files: dict[str, str] | None = Field(
        None, description="files of a project by their names, instead of url or archive, or beside requirements"
    )
    name: str | None = Field(None, pattern=NAME, description="what a project of requirements and files is called")

    def one(self, url: str | None, ref: str | None, archive: ArchiveProject | None) -> GitProject | ArchiveProject:
        """The one project that a request names. Raises WrongUse where it names none, or two."""
        found: list[GitProject | ArchiveProject] = [GitProject(url, ref)] if url is not None else []
        found += [archive] if archive is not None else []
        files = dict(self.files or {})
        if self.requirements is not None and files.setdefault("requirements.txt", self.requirements) is not (
            self.requirements
        ):
            raise WrongUse("requirements, and a requirements.txt among files", HINT)
        found += [inline(files, self.name or _first_line(files))] if files else []
        if len(found) != 1:
            raise WrongUse("name one project: the url of a repository, an archive, or requirements and files", HINT)
        return found[0]


def _first_line(files: Mapping[str, str]) -> str:
    """What requirements begin with names them: others are another project."""
    lines = [line.split("#")[0].strip() for line in files.get("requirements.txt", "").splitlines()]
    wanted = [line for line in lines if line]
    if not wanted or len(files) > 1:
        return "project"
    more = f" and {len(wanted) - 1} more" if len(wanted) > 1 else ""
    return f"{wanted[0][:LONGEST_FIRST]}{more}"


class AskedProject(Asked, Inline):
    """What is asked about a project, and the project."""


class AskedRun(AskedProject):
    """What is asked of a run, beside what is asked about the project."""

    project: str = Field("", max_length=200, description="whose history it is part of; without it, where it comes from")
    priority: Literal["high", "normal", "low"] = Field("normal", description="what goes before what")
    labels: tuple[str, ...] = Field((), description="what a worker must have to try it, such as gpu")


def body(asked: type[BaseModel] = AskedProject) -> Callable[[], dict[str, object]]:
    """The request body for the OpenAPI description, made when somebody asks for it: the same fields in both forms."""
    return partial(_described, asked)


def _described(asked: type[BaseModel]) -> dict[str, object]:
    fields = asked.model_json_schema()
    upload = {"type": "string", "format": "binary", "description": ".zip or .tar of the project's folder"}
    others = {name: field for name, field in fields["properties"].items() if name != "files"}
    form = {**fields, "title": f"{asked.__name__}WithArchive", "properties": {ARCHIVE: upload, **others}}
    content = {"application/json": {"schema": fields}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


async def read_request(request: Request) -> AsyncIterator[RequestRun]:
    """The action that a request asks for. Raises WrongUse with all that is wrong with it."""
    async with read_fields(request) as (values, archive):
        yield _action(checked(AskedRun, values), archive)


@asynccontextmanager
async def read_fields(request: Request) -> AsyncIterator[tuple[object, ArchiveProject | None]]:
    """What a body holds, in whatever form it came, and the archive that came with it: its file is there meanwhile."""
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if form in FORMS:
        async with request.form(max_files=1, max_fields=100) as fields:
            yield _from_form(fields), await _archive(fields)
        return
    if form != "application/json":
        raise UnknownBody(f"content type {form or 'none'!r}", "send application/json or multipart/form-data")
    yield _json(await request.body()), None


Asking: TypeAlias = Annotated[RequestRun, Depends(read_request)]


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise WrongUse(f"the body is not JSON: {error}", HINT) from None


def _from_form(fields: FormData) -> Mapping[str, object]:
    """A field that is left empty is not there; lists may come several times, or as words between commas and spaces."""
    words = {name: value for name, value in fields.items() if isinstance(value, str) and value.strip()}
    lists = {
        name: " ".join(value for value in fields.getlist(name) if isinstance(value, str)).replace(",", " ").split()
        for name in LISTS
        if name in fields
    }
    return {**{name: value.strip() for name, value in words.items()}, **lists}


async def _archive(fields: FormData) -> ArchiveProject | None:
    upload = fields.get(ARCHIVE)
    if not isinstance(upload, UploadFile) or not (upload.filename or upload.size):
        return None
    is_small = (upload.size or 0) <= IN_MEMORY
    return ArchiveProject(upload.filename or ARCHIVE, await upload.read() if is_small else upload.file)


def checked(model: type[Model], values: object) -> Model:
    """The fields of a body, each as it has to be. Raises WrongUse with all that is wrong with them."""
    if not isinstance(values, Mapping):
        raise WrongUse("the body is not an object with fields", HINT)
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise WrongUse(problems(error.errors()), HINT) from None


def problems(errors: Sequence[Any]) -> str:
    """Every problem that pydantic found, each with its place."""
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'body'}: {_said(error)}" for error in errors)


def _said(error: Mapping[str, Any]) -> str:
    return "Input should be a list" if error["type"] == "tuple_type" else str(error["msg"])


def _action(asked: AskedRun, archive: ArchiveProject | None) -> RequestRun:
    question = Question(
        baseline=asked.baseline,
        targets=asked.to,
        python=asked.python,
        gpu=asked.gpu,
        driver=asked.driver,
        image=asked.image,
        platform=asked.platform,
        cpu=asked.cpu,
        select=asked.select,
        skip=asked.skip,
    )
    project = asked.one(asked.url, asked.ref, archive)
    priority = Priority[asked.priority.upper()]
    return RequestRun(project, question, asked.run, asked.project, priority, asked.labels)
