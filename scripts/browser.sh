#!/bin/sh
# Makes sure that there is a Chromium for the tests of the pages, and says where. Does nothing where there is one.
set -u
say() { echo "upflow: $*" >&2; }

find_browser() {
    for name in "${UPFLOW_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
        [ -n "$name" ] && command -v "$name" 2>/dev/null && return 0
    done
    for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        [ -x "$path" ] && echo "$path" && return 0
    done
    return 1
}

find_browser && exit 0
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    say "installing Chromium, for the tests of the pages"
    export DEBIAN_FRONTEND=noninteractive
    set -- apt-get install -y --no-install-recommends chromium fonts-dejavu-core
    "$@" >/dev/null 2>&1 || { apt-get update >/dev/null 2>&1 && "$@" >/dev/null 2>&1; }
    find_browser && exit 0
fi
say "there is no Chromium: install one, or name it in UPFLOW_CHROMIUM; the tests of the pages in a browser need it."
exit 1
