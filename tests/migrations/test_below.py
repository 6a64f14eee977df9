"""What is inside a node is what Python's own walk finds, without the bare ones; checked on the standard library."""

import ast
import sysconfig
from pathlib import Path

import pytest

from migrations.below import BARE, below, parents

LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = [
    "ast.py",
    "argparse.py",
    "dataclasses.py",
    "asyncio/base_events.py",
    "test/test_patma.py",
    "test/test_grammar.py",
]


def _tree(name: str) -> ast.Module:
    path = LIBRARY / name
    if not path.exists():  # some systems ship Python's own tests apart
        path = LIBRARY / "typing.py"
    return ast.parse(path.read_bytes())


@pytest.mark.parametrize("name", FILES)
def test_finds_what_python_finds_in_the_same_order(name: str) -> None:
    tree = _tree(name)
    assert below(tree) == [node for node in ast.walk(tree) if type(node) not in BARE]


@pytest.mark.parametrize("name", FILES)
def test_everything_but_the_top_has_the_node_around_it(name: str) -> None:
    tree = _tree(name)
    around = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node) if type(child) not in BARE}
    assert parents(tree) == around


def test_a_deep_tree_is_no_trouble() -> None:
    tree: ast.expr = ast.Name("x")
    for _ in range(10_000):
        tree = ast.UnaryOp(ast.Not(), tree)
    assert len(below(tree)) > 10_000
    assert len(parents(tree)) == 10_000
