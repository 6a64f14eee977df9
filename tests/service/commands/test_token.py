"""`upflow token`: made, listed, used and revoked on the machine of the service."""

import pytest

from service.cli import main


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("UPFLOW_DATA", str(tmp_path))


def test_from_making_to_revoking(capsys):
    assert main(["token", "create", "ci", "--scope", "read", "--days", "30"]) == 0
    made = capsys.readouterr()
    assert made.out.startswith("upflow_")
    assert "not shown again" in made.err
    assert main(["token", "list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[1] == "read"
    assert line.endswith("never used  ci")
    assert made.out.strip() not in line
    assert main(["token", "revoke", line.split()[0]]) == 0
    main(["token", "list"])
    assert capsys.readouterr().out == ""


def test_one_that_is_not_there(capsys):
    assert main(["token", "revoke", "none"]) == 2
    assert "upflow token list" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "-1", "many", "99999999999"])
def test_days_that_are_none(days, capsys):
    with pytest.raises(SystemExit):
        main(["token", "create", "ci", "--days", days])
    assert "--days" in capsys.readouterr().err
