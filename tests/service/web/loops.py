"""Coroutines of tests, run to their end: Playwright keeps a loop in the thread of the tests, once one has used it."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own, which has no loop."""
    return apart(lambda: asyncio.run(coroutine))


def apart(function: Callable[[], T]) -> T:
    """The same for what runs a loop inside."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()
