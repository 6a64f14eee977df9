"""The service fetches from public hosts and from nowhere else, and tells nobody's password."""

import socket

import pytest

from service.address import Address, HookAddress, check_address, check_hook
from service.errors import WrongUse
from service.settings import Settings

ANY = Settings()
PUBLIC = "https://8.8.8.8"


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def getaddrinfo(_host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/owner/project", "project"),
        ("/owner/project.git", "project"),
        ("/owner/project/", "project"),
        ("/~me/a.b-c_d", "a.b-c_d"),
        ("/.git", "project"),
    ],
)
def test_the_name_is_the_last_part(path, name):
    assert check_address(PUBLIC + path, "v1.0/x", ANY) == Address(name, "8.8.8.8:443:8.8.8.8")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "project",
        "/etc",
        "file:///etc/passwd",
        "http://8.8.8.8/a",
        "ssh://git@8.8.8.8/a",
        "git@8.8.8.8:a/b",
        "git://8.8.8.8/a",
        "ext::sh -c id",
        "--upload-pack=id",
        "https://",
        "https:///a",
        "https://8.8.8.8",
        "https://8.8.8.8/",
        "https://8.8.8.8/a?token=secret",
        "https://8.8.8.8/a#secret",
        "https://8.8.8.8:port/a",
        "https://8.8.8.8/a b",
        "https://8.8.8.8/a\nb",
        "https://8.8.8.8/\u202egit",
        "https://[::1/a",
        "https://8.8.8.8/" + "a" * 1000,
        "https://8.8.8.8:8443/a",
        "https://8.8.8.8:22/a",
        "https://example.com./a",
        "https://exa%6dple.com/a",
        "https://exam_ple.com/a",
    ],
)
def test_what_is_no_address_of_a_repository_is_refused(url):
    with pytest.raises(WrongUse) as caught:
        check_address(url, None, ANY)
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("who", ["name@", "name:secret@", ":secret@", "@"])
def test_credentials_are_refused_and_not_repeated(who):
    with pytest.raises(WrongUse, match="user name or a password") as caught:
        check_address(f"https://{who}8.8.8.8/a", None, ANY)
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:8.8.8.8::1]",
    ],
)
def test_the_inside_of_a_network_is_refused(host):
    with pytest.raises(WrongUse):
        check_address(f"https://{host}/a/b", None, ANY)


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    resolving(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(WrongUse, match="inside a private network"):
        check_address("https://example.com/a", None, ANY)


def test_a_public_name_passes(monkeypatch):
    resolving(monkeypatch, "8.8.8.8", "2606:4700::1")
    assert check_address("https://example.com/a/b", None, ANY).name == "b"


def test_a_host_that_is_not_known_is_told():
    with pytest.raises(WrongUse, match=r"no-such-host\.invalid: no such host"):
        check_address("https://no-such-host.invalid/a", None, ANY)


def test_only_the_hosts_that_the_operator_named(monkeypatch):
    resolving(monkeypatch, "8.8.8.8")
    named = Settings(git_hosts="Example.com, other.example.com")
    assert check_address("https://EXAMPLE.com/a", None, named).name == "a"
    with pytest.raises(WrongUse, match=r"evil\.com is not a host that this service asks") as caught:
        check_address("https://evil.com/a", None, named)
    assert "example.com" in caught.value.hint


@pytest.mark.parametrize("ref", ["", "-b", "--upload-pack=id", "a b", "a\nb", "a" * 201, "é", "a;b"])
def test_a_ref_that_is_none_is_refused(ref):
    with pytest.raises(WrongUse, match="is no name of a branch"):
        check_address(f"{PUBLIC}/a", ref, ANY)


def test_a_host_that_the_operator_names_may_be_inside_the_network(monkeypatch):
    resolving(monkeypatch, "10.0.0.7")
    found = check_address("https://git.corp.example/a", None, Settings(git_hosts="git.corp.example"))
    assert found.pin == "git.corp.example:443:10.0.0.7"


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/a",
        "https://127.0.0.1/a",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/a",
        "https://8.8.8.8:8443/a",
        "https://me:secret@8.8.8.8/a",
        "file:///etc/passwd",
        "https://",
    ],
)
def test_a_webhook_goes_to_the_outside_alone(url):
    with pytest.raises(WrongUse) as caught:
        check_hook(url, ANY)
    assert "secret" not in caught.value.message + caught.value.hint


def test_a_webhook_goes_to_the_address_that_was_checked(monkeypatch):
    resolving(monkeypatch, "8.8.8.8")
    assert check_hook("https://example.com/a?b=c", ANY) == HookAddress("https://8.8.8.8:443/a?b=c", "example.com")
