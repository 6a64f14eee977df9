"""The pages, a file each: what it renders as one documented dataclass, and its route."""

from service.web.pages import compare, explain, failures, home, log, matrix, run, symbols
from service.web.pages.home import list_runs
from service.web.routes import Routes

__all__ = ["PAGES", "list_runs", "router"]

PAGES = (home, run, log, failures, compare, matrix, symbols, explain)
router = Routes(include_in_schema=False)
for page in PAGES:
    router.include(page.router)
