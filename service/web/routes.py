"""Routes as they are written down: an application answers with them, and they are described only when somebody asks."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from fastapi import FastAPI

Does = TypeVar("Does", bound=Callable[..., Any])


class Route(NamedTuple):
    """One address and method, and all that the framework is told of it."""

    path: str
    method: str
    does: Callable[..., Any]
    told: dict[str, Any]


class Routes:
    """Those of one module, with what they have in common; used as the framework's own router is.

    Answers are made as responses, so their models are for the description alone, and making these is most of what a
    start would wait for; `openapi_extra` is what makes it. A router in a router would be put together twice, and
    searched for each request.
    """

    def __init__(self, prefix: str = "", tags: Sequence[str] = (), *, include_in_schema: bool = True) -> None:
        self.prefix = prefix
        self.tags = list(tags)
        self.is_described = include_in_schema
        self.routes: list[Route] = []

    def get(self, path: str, **told: Any) -> Callable[[Does], Does]:  # noqa: ANN401 - whatever the framework takes
        return self._route(path, "GET", told)

    def post(self, path: str, **told: Any) -> Callable[[Does], Does]:  # noqa: ANN401 - as above
        return self._route(path, "POST", told)

    def delete(self, path: str, **told: Any) -> Callable[[Does], Does]:  # noqa: ANN401 - as above
        return self._route(path, "DELETE", told)

    def include(self, other: "Routes") -> None:
        self.routes += other.routes

    def answer(self, app: FastAPI) -> None:
        """Puts them into an application that answers; it cannot describe them."""
        for path, method, does, told in self.routes:
            without = {**told, "response_model": None, "responses": None, "openapi_extra": None}
            app.add_api_route(path, does, methods=[method], **without)

    def describe(self, app: FastAPI) -> None:
        """Puts those that are described into an application that is never asked for anything else."""
        for path, method, does, told in self.routes if self.is_described else ():
            extra = told.get("openapi_extra")
            app.add_api_route(path, does, methods=[method], **{**told, "openapi_extra": extra and extra()})

    def _route(self, path: str, method: str, told: dict[str, Any]) -> Callable[[Does], Does]:
        together = {**told, "tags": [*self.tags, *told.get("tags", ())]}

        def add(does: Does) -> Does:
            self.routes.append(Route(self.prefix + path, method, does, together))
            return does

        return add
