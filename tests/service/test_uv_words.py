"""Words of uv about an index that is away, and words that only look like them."""

import pytest

from service.uv_words import index_is_away, index_refuses, plain_cause


@pytest.mark.parametrize(
    "said",
    [
        "error: Failed to fetch: `https://index.example/simple/six/`",
        "  cause: error sending request for url (https://index.example/simple/six/)",
        "  cause: client error (Connect)\n  cause: dns error: failed to lookup address information",
        "  cause: tcp connect error: Connection refused (os error 111)",
        "  cause: operation timed out",
        "  cause: Connection timed out (os error 110)",
        "  cause: invalid peer certificate: UnknownIssuer",
        "  cause: Network is unreachable (os error 101)",
    ],
)
def test_the_index_is_away(said: str):
    assert index_is_away(said)


@pytest.mark.parametrize(
    "said",
    [
        "Because six was not found in the package registry and you require six, we can conclude that ...",
        "Because tensorflow==2.15.1 depends on numpy<2.0.0 and you require numpy==2.1.0, ...",
        "the test of this package timed out",
    ],
)
def test_the_requirements_are_at_fault(said: str):
    assert not index_is_away(said)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("could not be queried due to a lack of valid authentication credentials (401 Unauthorized)", "401"),
        ("hint: An index (https://index.example/simple) returned a 403 Forbidden error. Check that ...", "403"),
        ("Because six was not found in the package registry and you require six, we can conclude ...", None),
    ],
)
def test_an_index_that_lets_nobody_in(said: str, status: str | None):
    assert index_refuses(said) == status


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (
            "Because a==8.5 has no wheels with a matching Python ABI tag (e.g., `cp311`) and b[x]==2 depends on a==8.5",
            "a==8.5 has no wheel for this Python; b[x]==2 wants a==8.5",
        ),
        (
            "Because scipy==1.8.1 depends on numpy<1.25.0 and you require numpy==1.26.4, we can conclude that x",
            "scipy==1.8.1 wants numpy<1.25.0; asked for is numpy==1.26.4",
        ),
        (
            "Because a==1 depends on c>=4.6.1 and b==2 depends on c<4.6.0, we can conclude that they are incompatible.",
            "a==1 wants c>=4.6.1; b==2 wants c<4.6.0",
        ),
        ("Because all versions of promise have no usable wheels and b==1 depends on promise", None),
    ],
)
def test_a_cause_in_plain_words(said: str, plain: str | None):
    assert plain is None or plain_cause(said) == plain
    assert not {"Because", "conclude", "depends"} & set(plain_cause(said).split())
