"""What is deployed fits together: commands and settings exist, what is named is there, nothing is open by chance."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from service.api import create_app
from service.commands import serve, work
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
NAMES = {f"{PREFIX}{name.upper()}" for name in Settings.__dataclass_fields__}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OBJECTS: list[Any] = list(yaml.safe_load_all((ROOT / "deploy/kubernetes.yaml").read_text()))
DEPLOYMENTS = [each for each in OBJECTS if each["kind"] == "Deployment"]
KINDS = {
    "ConfigMap": "v1",
    "Service": "v1",
    "Deployment": "apps/v1",
    "PodDisruptionBudget": "policy/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}


def parsed(arguments: list[str]) -> None:
    """The words of a container are words of the command."""
    import argparse  # noqa: PLC0415 - here alone

    command, *options = arguments
    parser = argparse.ArgumentParser(exit_on_error=False)
    {"serve": serve, "work": work}[command].add_arguments(parser)
    parser.parse_args(options)


def containers() -> Iterator[tuple[Any, Any]]:
    for deployment in DEPLOYMENTS:
        pod = deployment["spec"]["template"]["spec"]
        yield from ((pod, container) for container in pod["containers"])


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/kubernetes.yaml", "Dockerfile"])
def test_every_setting_exists(file):
    used = set(re.findall(r"\bUPFLOW_[A-Z_]+", (ROOT / file).read_text()))
    assert used <= NAMES


@pytest.mark.parametrize("name", ["upflow", "worker"])
def test_compose_starts_what_exists_and_leaves_nothing_open(name):
    service = COMPOSE["services"][name]
    parsed(service["command"])
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert service["environment"]["UPFLOW_DATABASE"].startswith("postgresql://")


def test_the_socket_of_the_engine_is_the_workers_alone():
    holders = [name for name, each in COMPOSE["services"].items() if "docker.sock" in str(each.get("volumes"))]
    assert holders == ["worker"]
    pods = [each["metadata"]["name"] for each in DEPLOYMENTS if "docker.sock" in str(each)]
    assert pods == ["upflow-worker"]


def test_every_object_is_of_a_kind_that_there_is_and_has_a_name_of_its_own():
    assert all(KINDS[each["kind"]] == each["apiVersion"] for each in OBJECTS)
    names = [(each["kind"], each["metadata"]["name"]) for each in OBJECTS]
    assert len(names) == len(set(names))


def test_selectors_find_what_they_are_for():
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in DEPLOYMENTS]
    for each in OBJECTS:
        spec = each.get("spec", {})
        selector = spec.get("selector") or spec.get("podSelector")
        if selector:
            wanted = selector.get("matchLabels", selector)
            assert sum(wanted.items() <= found.items() for found in labels) == 1, each["metadata"]["name"]


def test_containers_run_commands_that_exist_with_volumes_that_are_there():
    for pod, container in containers():
        parsed(container["args"])
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert not container["securityContext"]["allowPrivilegeEscalation"]
        assert [next(iter(each.values()))["name"] for each in container["envFrom"]] == ["upflow", "upflow"]


def test_probes_ask_what_answers(tmp_path):
    known = create_app(Settings(data=tmp_path), start_worker=False).openapi()["paths"]
    for _, container in containers():
        ports = {port["name"] for port in container.get("ports", ())}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container.get(probe, {})
            assert asked.get("httpGet", {"path": "/api/v1/health"})["path"] in known
            assert {way["port"] for way in asked.values() if isinstance(way, dict)} <= ports


def test_the_programs_of_postgresql_are_found_or_installed():
    assert subprocess.run(["sh", "scripts/postgres.sh"], cwd=ROOT, check=False).returncode == 0


def pins(file: str) -> dict[str, frozenset[str]]:
    """What a lock file names, each with its hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / file).read_text())
    return {block.split()[0]: frozenset(re.findall(r"sha256:\w+", block)) for block in blocks if "==" in block}


def test_the_image_has_what_is_tested_and_nothing_that_only_tests_need():
    image, tested = pins("deploy/requirements.lock"), pins("requirements.lock")
    assert image.items() <= tested.items()
    names = {pin.split("==")[0] for pin in image}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    others = {Requirement(line).name for lines in project["optional-dependencies"].values() for line in lines}
    assert {Requirement(line).name for line in project["dependencies"]} <= names
    assert not names & others
    assert "setuptools" in {pin.split("==")[0] for pin in tested}  # what the image is built with
