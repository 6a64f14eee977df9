"""Which package index is asked: what uv and pip are set to for whoever runs upflow, never what a project says."""

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_SECRET = re.compile(r"^(?:UV_INDEX_\w+_(?:PASSWORD|USERNAME)|UV_PUBLISH_\w+|\w*(?:TOKEN|PASSWORD|SECRET)\w*)$")
_LINKS = ("index-url", "extra-index-url", "find-links", "trusted-host", "cert")
_SHORTEST_SECRET = 6


def settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for uv: its own settings as they are, and pip's where uv has none of that kind.

    Of several indexes pip takes the best version wherever it is; where the indexes are pip's, uv does the same.
    """
    found = dict(environment)
    pip = _pip(environment)
    uv_has_default = "UV_DEFAULT_INDEX" in found or "UV_INDEX_URL" in found
    if "index-url" in pip and not uv_has_default:
        found["UV_DEFAULT_INDEX"] = pip["index-url"]
    if "extra-index-url" in pip and not {"UV_INDEX", "UV_EXTRA_INDEX_URL"} & found.keys():
        found["UV_INDEX"] = " ".join(pip["extra-index-url"].split())
        found.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    if "find-links" in pip and "UV_FIND_LINKS" not in found:
        found["UV_FIND_LINKS"] = ",".join(pip["find-links"].split())
    if "trusted-host" in pip and "UV_INSECURE_HOST" not in found:
        found["UV_INSECURE_HOST"] = " ".join(pip["trusted-host"].split())
    if "cert" in pip and "SSL_CERT_FILE" not in found:
        found["SSL_CERT_FILE"] = pip["cert"]
    found.setdefault("UV_HTTP_TIMEOUT", "30")
    return found


def _pip(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip is set to: files first, from the machine's to the person's, then the environment."""
    found: dict[str, str] = {}
    for path in _pip_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue  # pip itself says what is wrong with it; here it says nothing
        for section in ("global", "install"):
            if parser.has_section(section):
                found |= {key.replace("_", "-"): value for key, value in parser.items(section) if value.strip()}
    for key in _LINKS:
        value = environment.get(f"PIP_{key.upper().replace('-', '_')}", "").strip()
        if value:
            found[key] = value
    return {key: value for key, value in found.items() if key in _LINKS}


def _pip_files(environment: Mapping[str, str]) -> Iterator[Path]:
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return
    yield Path("/etc/pip.conf")
    home = Path(environment.get("HOME") or Path.home())
    yield home / ".pip" / "pip.conf"
    yield Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    if named:
        yield Path(named)


def config(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The options that let uv read the person's own uv.toml and no other: not one of a folder above a project."""
    if environment.get("UV_NO_CONFIG"):
        return ["--no-config"]
    named = environment.get("UV_CONFIG_FILE")
    home = Path(environment.get("HOME") or Path.home())
    usual = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "uv" / "uv.toml"
    path = Path(named) if named else usual
    return ["--config-file", str(path)] if path.is_file() else ["--no-config"]


def scrubbed(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """A text without user names and passwords of addresses, nor any that the environment holds."""
    text = _CREDENTIALS.sub("", text)
    for name, value in environment.items():
        if _SECRET.fullmatch(name) and len(value) >= _SHORTEST_SECRET:
            text = text.replace(value, "***")
    return text
