"""The Python client of a service: what `upflow check --server` is made of."""

from service.client.client import Client

__all__ = ["Client"]
