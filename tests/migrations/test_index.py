from migrations.__main__ import main
from migrations.index import README, renewed


def test_the_readme_has_the_rules_of_today():
    readme = README.read_text(encoding="utf-8")
    assert renewed(readme) == readme, "run: python -m migrations index"


def test_renewing_keeps_what_is_around():
    readme = "before\n<!-- rules: python -m migrations index -->old<!-- end of rules -->\nafter\n"
    assert renewed(readme).startswith("before\n<!-- rules")
    assert renewed(readme).endswith("<!-- end of rules -->\nafter\n")
    assert "-->old<!--" not in renewed(readme)


def test_wrong_use(capsys):
    assert main(["nonsense"]) == 2
    assert "usage" in capsys.readouterr().err
