"""Whether a webhook is from GitHub: signed with the secret that only both know, compared in constant time. Pure."""

import hmac
import re

SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}", re.ASCII)


def is_signature(text: str) -> bool:
    """Whether it can be one at all; the older sha1 does not count."""
    return SIGNATURE.fullmatch(text) is not None


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    expected = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return is_signature(signature) and hmac.compare_digest(signature.removeprefix("sha256="), expected)
