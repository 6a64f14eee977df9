"""The REST API, and the service as one application."""

from service.api.app import create_app

__all__ = ["create_app"]
