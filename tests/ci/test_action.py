"""The action of GitHub, the template of GitLab and the hooks of pre-commit: their shell is run as runners run it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from service.commands.ci import FILES

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCHEMA = json.loads((Path(__file__).parent / "github-action-schema.json").read_text(encoding="utf-8"))
"""The one of schemastore.org, as it is."""
TEMPLATE = yaml.safe_load((ROOT / "templates/upflow.gitlab-ci.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
CODE = "import tensorflow as tf\n\nopt = tf.keras.optimizers.Adam(lr=0.1)\n"


class Runner:
    """What GitHub's runner does with a composite action, of its shell steps."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.outputs = folder, dict[str, str]()
        self.workspace, self.temporary = folder / "work space", folder / "temp"
        self.summary = folder / "summary"
        for each in (self.workspace, self.temporary):
            each.mkdir()
        program = self.temporary / "upflow/venv/bin/upflow"
        program.parent.mkdir(parents=True)
        words = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from service.cli import main; sys.exit(main())"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{words}" "$@"\n')
        program.chmod(0o755)

    def __call__(self, **inputs: str) -> tuple[int, str]:
        values = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | inputs
        code, log = 0, ""
        for step in ACTION["runs"]["steps"]:
            if "run" in step and not code:
                code, told = self.step(step, values)
                log += told
        return code, log

    def step(self, step: dict[str, Any], inputs: dict[str, str]) -> tuple[int, str]:
        output = self.folder / "output"
        output.write_text("")
        environment = {
            name: EXPRESSION.sub(lambda m: self.value(m[1], inputs), text) for name, text in step["env"].items()
        }
        known = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temporary),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env=known | environment,
            cwd=self.workspace,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in output.read_text().splitlines():
            name, value = line.split("=", 1)
            self.outputs[f"steps.{step.get('id')}.outputs.{name}"] = value
        return done.returncode, done.stdout + done.stderr

    def value(self, expression: str, inputs: dict[str, str]) -> str:
        known = {"github.action_path": str(ROOT), "steps.python.outputs.python-version": "3.12.1"}
        known["steps.python.outputs.python-path"] = sys.executable
        known |= {f"inputs.{name}": value for name, value in inputs.items()} | self.outputs
        return known[expression]

    def project(self, name: str = "") -> Path:
        folder = self.workspace / name
        folder.mkdir(exist_ok=True)
        (folder / "train.py").write_text(CODE)
        (folder / "requirements.txt").write_text("tensorflow==2.15.1\n")
        return folder


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_action_is_what_its_schema_says_and_no_input_is_put_into_a_shell():
    jsonschema.Draft7Validator(SCHEMA).validate(ACTION)
    steps = ACTION["runs"]["steps"]
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]
    named = set(re.findall(r"steps\.([\w-]+)\.outputs", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert named == {step["id"] for step in steps if "id" in step}
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(steps)))
    assert used == ACTION["inputs"].keys()


def test_the_steps_write_every_file_outputs_the_summary_and_annotations(runner: Runner):
    runner.project("models é")
    code, log = runner(path="models é", to="2.16 newest", python="3.11")
    assert code == 1, log
    assert {each.name for each in (runner.temporary / "upflow-reports").iterdir()} == FILES.keys()
    value = {name: runner.value(re.findall(EXPRESSION, one["value"])[0], {}) for name, one in ACTION["outputs"].items()}
    assert value == {
        "verdict": "breaks",
        "newest-that-works": "",
        "newest-with-patch": "2.21.0",
        "proven": "false",
        "reports": str(runner.temporary / "upflow-reports"),
    }
    assert runner.summary.read_text().startswith("### ✘ upflow: breaks on TensorFlow 2.16.2, 2.21.0\n")
    assert "\n::error file=models é/train.py,line=3,col=" in log
    stop, go = log.index("::stop-commands::"), log.index("::error")
    assert stop < log.index("train.py:3") < log.index(f"::{log[stop + 17 : stop + 49]}::\n") < go
    patch = runner.temporary / "upflow-reports/upflow.patch"
    applied = subprocess.run(["git", "apply", str(patch)], cwd=runner.workspace / "models é", check=False)
    assert applied.returncode == 0
    assert "learning_rate=0.1" in (runner.workspace / "models é/train.py").read_text()


def test_a_project_that_works_ends_well_and_what_breaks_too_where_it_may(runner: Runner):
    runner.project()
    assert runner(to="2.16", fail="false")[0] == 0
    (runner.workspace / "train.py").write_text("import tensorflow as tf\n\nprint(tf.__version__)\n")
    code, log = runner(to="2.16")
    assert code == 0, log
    assert runner.outputs["steps.check.outputs.verdict"] == "works"


@pytest.mark.parametrize("name", ["path", "to", "from", "python", "reports", "run", "fail"])
def test_no_input_is_a_command(runner: Runner, name: str):
    runner.project()
    words = "--help $(touch owned) `touch owned`; touch owned #\"; touch owned # '; touch owned # *"
    runner(**{"to": "2.16", name: words})
    assert not list(runner.folder.rglob("owned"))


def test_a_line_end_in_an_input_sets_no_output(runner: Runner):
    runner.project()
    runner(to="2.16", reports="out\nprogram=evil")
    assert "evil" not in runner.outputs["steps.prepare.outputs.program"]


def test_a_wrong_configuration_is_an_annotation_at_its_line(runner: Runner):
    folder = runner.project("sub")
    (folder / ".upflow.toml").write_text('to = "2.16"\nlimts = 3\n')
    code, log = runner(path="sub")
    assert code == 2
    assert (
        "::error file=sub/.upflow.toml,line=2,col=1,title=upflow%3A configuration::limts: there is no such key" in log
    )


def test_the_template_of_gitlab_runs_the_same(runner: Runner, tmp_path: Path):
    runner.project()
    job = TEMPLATE["upflow"]
    (script,) = job["script"]
    lines = [line for line in script.splitlines() if "-m venv" not in line and "pip install" not in line]
    here = "\n".join(lines).replace("/tmp/upflow/bin/upflow", f'"{runner.temporary}/upflow/venv/bin/upflow"')
    variables = TEMPLATE["variables"] | {"TENSORFLOW_TO": "2.16", "CI_PROJECT_DIR": str(tmp_path)}
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **variables}
    done = subprocess.run(["sh", "-ec", here], cwd=runner.workspace, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    reports = [*job["artifacts"]["reports"].values()]
    assert all((runner.workspace / each).exists() for each in reports)
    (finding,) = json.loads((runner.workspace / "upflow-reports/codequality.json").read_text())
    assert (finding["location"]["path"], finding["location"]["lines"]["begin"]) == ("train.py", 3)


def test_each_hook_is_a_command_that_there_is():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["entry"].split()[:2] for hook in hooks] == [
        ["upflow", each] for each in ("check", "migrate", "config")
    ]
    for hook in hooks:
        wanted = re.compile(hook["files"])
        assert wanted.search("pyproject.toml")
        assert not wanted.search("image.png")


def test_the_page_names_every_input_output_and_file_and_its_examples_are_yaml():
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in (*ACTION["inputs"], *ACTION["outputs"], *FILES))
    workflow, gitlab, hooks = (yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    (step,) = [each for each in workflow["jobs"]["upflow"]["steps"] if "upflow@" in each.get("uses", "")]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert gitlab["variables"].keys() <= TEMPLATE["variables"].keys()
    known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == {hook["id"] for hook in known}
