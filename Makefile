# The two that matter: `make run` shows upflow at work, `make test` proves it. Both set everything up first.
UPFLOW = .venv/bin/upflow
PY = .venv/bin/python

.PHONY: run test check setup lock clean

run: setup
	@sh scripts/main-job.sh

test: setup
	@sh scripts/postgres.sh
	@sh scripts/browser.sh >/dev/null
	$(PY) -m matrices check
	$(PY) -m pytest --engine --network --database --browser

check: .venv/bin/upflow
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

setup: .venv/bin/upflow
	@sh scripts/engine.sh
	@$(UPFLOW) images 3.11 >/dev/null || echo "upflow: going on without a runner image" >&2

.venv/bin/upflow: requirements.lock pyproject.toml scripts/venv.sh
	@sh scripts/venv.sh
	@touch $@

# Rewrites the lock files from pyproject.toml, for every Python from 3.11 on: of it all, and of what the image needs.
COMPILE = .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock:
	$(COMPILE) --extra dev --upgrade --output-file requirements.lock pyproject.toml
	$(COMPILE) --no-annotate --constraint requirements.lock --output-file deploy/requirements.lock pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
