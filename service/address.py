"""Which repositories the service fetches: public hosts by https, no credentials, nothing inside a private network."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from service.errors import WrongUse
from service.settings import Settings

LONGEST = 1000
REF = re.compile(r"(?!-)[\w./+@#-]{1,200}", re.ASCII)
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
HTTPS = 443
NO_ADDRESS = frozenset(" \\\"'<>`")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
HINT = "name a public repository, such as https://host/owner/project"


@dataclass(frozen=True, slots=True)
class Address:
    """A repository that may be fetched: the project's name, and where its host was found when that was checked."""

    name: str
    pin: str


def check_address(url: str, ref: str | None, settings: Settings) -> Address:
    """An address that may be fetched: https, no credentials, nothing inside the network. Else WrongUse.

    A host that the operator names in `git_hosts` may be inside the network: naming it is the permission.
    """
    parts = _split(url)
    if parts.scheme != "https" or not parts.hostname:
        raise WrongUse("the address of a repository starts with https:// and a host", HINT)
    if parts.username is not None or parts.password is not None:
        raise WrongUse("the address carries a user name or a password", f"leave it out; {HINT}")
    if parts.query or parts.fragment or not parts.path.strip("/"):
        raise WrongUse("the address is not one of a repository: host and path, without ? and #", HINT)
    if ref is not None and not REF.fullmatch(ref):
        raise WrongUse(f"ref {ref!r} is no name of a branch or a tag", "leave it out for the default branch")
    found = _check_host(parts.hostname, parts.port or 443, settings.git_hosts, HINT)
    name = parts.path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git") or "project"
    return Address(name, f"{parts.hostname}:{parts.port or 443}:{found}")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        raise WrongUse("the address of the repository cannot be read", HINT) from None
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or NO_ADDRESS & set(url):
        raise WrongUse("the address of the repository has characters that no address has, or too many", HINT)
    return parts


@dataclass(frozen=True, slots=True)
class HookAddress:
    """Where a webhook goes: the address that was checked, and the host that is meant."""

    address: str
    host: str


def check_hook(url: str, settings: Settings) -> HookAddress:
    """An address that may be told: https, or what the operator names in `hook_hosts`. Else WrongUse."""
    hint = "name an https address that the whole Internet can reach"
    parts = _split(url)
    is_named = bool(settings.hook_hosts) and parts.hostname is not None
    if parts.scheme not in ({"http", "https"} if is_named else {"https"}) or not parts.hostname:
        raise WrongUse("the address of a webhook starts with https:// and a host", hint)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise WrongUse("the address carries a user name, a password or a #", hint)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = _check_host(parts.hostname, port, settings.hook_hosts, hint)
    inside = f"[{found}]" if ":" in found else found
    query = f"?{parts.query}" if parts.query else ""
    return HookAddress(f"{parts.scheme}://{inside}:{port}{parts.path or '/'}{query}", parts.netloc)


def _check_host(host: str, port: int, hosts: str, hint: str) -> str:
    """The address that it was found at. Other ports than that of https are for hosts that the operator names."""
    allowed = {name.strip().lower() for name in hosts.split(",")} - {""}
    if allowed and host not in allowed:
        raise WrongUse(f"{host} is not a host that this service asks", f"it takes {', '.join(sorted(allowed))}")
    if not allowed and port != HTTPS:
        raise WrongUse(f"port {port} is not that of https", hint)
    if not HOST.fullmatch(host):
        raise WrongUse(f"{host!r} is no name of a host", hint)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WrongUse(f"{host}: no such host is known", "check the address") from None
    addresses = [str(address[4][0]) for address in found]
    if not allowed and not all(_is_public(address) for address in addresses):
        raise WrongUse(f"{host} is inside a private network: this service does not go there", hint)
    return addresses[0]


def _is_public(text: str) -> bool:
    """Whether the whole Internet can reach an address. Those that carry another one inside are taken by that one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _translated(address)
        if inner is not None:
            return _is_public(str(inner))
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that NAT64 would reach."""
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
