#!/bin/sh
# Makes .venv from requirements.lock, with the newest Python from 3.11 on that this machine has. Does nothing where
# that is done already and the lock file has not changed.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/upflow.stamp
wanted=$(cat requirements.lock pyproject.toml | sha256sum)
if [ -x .venv/bin/upflow ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

find_python() {
    for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "upflow needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python make setup" >&2
    exit 2
}

python=$(find_python)
echo "making .venv with $("$python" --version)" >&2
rm -rf .venv
if ! "$python" -m venv .venv >/dev/null 2>&1; then
    # Debian ships venv apart from Python.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing python3-venv, which Debian ships apart from Python" >&2
        export DEBIAN_FRONTEND=noninteractive
        said=$({ apt-get update && apt-get install -y --no-install-recommends python3-venv; } 2>&1) || {
            printf '%s\n' "$said" >&2
            exit 2
        }
        rm -rf .venv
        "$python" -m venv .venv
    else
        echo "'$python -m venv' does not work: install your system's package for it (Debian: python3-venv)" >&2
        exit 2
    fi
fi
quietly() {
    # What pip and setuptools say is of use only where they fail.
    said=$(PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet "$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        exit 2
    }
}
quietly --require-hashes -r requirements.lock
# As a plain path: what setuptools makes of an editable package otherwise is code, and a quarter of an empty start.
quietly --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
printf '%s\n' "$wanted" >"$stamp"
