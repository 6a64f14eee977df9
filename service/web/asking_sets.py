"""How sets are asked for: the same forms as a run, with what decides which packages go together."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Request
from pydantic import Field

from service.actions import FindSets
from service.errors import WrongUse
from service.resolve.ways import Asking
from service.resolve.wish import Device
from service.web.asking import HINT, Inline, checked, read_fields

Platform = Literal["linux_x86_64", "linux_aarch64", "windows_amd64", "macos_arm64", "macos_x86_64"]


class AskedSets(Inline):
    """What is asked about the packages of a project."""

    url: str | None = Field(None, description="https address of a public Git repository")
    ref: str | None = Field(None, description="branch or tag; without it, the default branch")
    baseline: str | None = Field(
        None, alias="from", description="TensorFlow that it runs on; without it, what it declares"
    )
    to: tuple[str, ...] = Field((), description="versions to find sets for; without it, every newer minor")
    python: str | None = Field(None, description="interpreter, such as 3.12; without it, the one that changes least")
    platform: Platform = Field("linux_x86_64", description="where it is to be installed")
    gpu: bool = Field(False, description="with CUDA, where TensorFlow brings it as wheels")
    cpu: bool = Field(False, description="without CUDA: tensorflow-cpu")
    exclude_newer: date | None = Field(None, description="nothing that came out after this day")
    resolve: bool = Field(
        False, description="resolve in full with the package index, for one version in `to`; else from the facts alone"
    )


async def read_sets(request: Request) -> AsyncIterator[FindSets]:
    """The action that a request asks for. Raises WrongUse with all that is wrong with it."""
    async with read_fields(request) as (values, archive):
        asked = checked(AskedSets, values)
        if asked.gpu and asked.cpu:
            raise WrongUse("both gpu and cpu", HINT)
        device = Device.GPU if asked.gpu else Device.CPU if asked.cpu else None
        asking = Asking(
            asked.to,
            asked.baseline,
            asked.python,
            device,
            asked.platform,
            asked.exclude_newer,
            facts_alone=not asked.resolve,
        )
        yield FindSets(asked.one(asked.url, asked.ref, archive), asking)


AskingSets: TypeAlias = Annotated[FindSets, Depends(read_sets)]
