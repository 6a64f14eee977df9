"""The sandbox: environments installed once, and a project's command tried in them in closed containers."""

from service.sandbox.environments import NotPrepared
from service.sandbox.limits import Limits
from service.sandbox.sandbox import Sandbox

__all__ = ["Limits", "NotPrepared", "Sandbox"]
