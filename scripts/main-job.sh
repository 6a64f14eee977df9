#!/bin/sh
# The main job: two programs, judged against their own TensorFlow, 2.16 and the newest, in real containers.
# upflow ends with 1 where something breaks, as it does here on purpose: that is the answer, not a failure.
set -u
cd "$(dirname "$0")/.."
status=0
for project in examples/focal-loss examples/linear-regression; do
    printf '\n$ upflow check %s --to 2.16 --to newest\n\n' "$project" >&2
    .venv/bin/upflow check "$project" --to 2.16 --to newest
    ended=$?
    case $ended in
        0 | 1) ;;
        *) status=$ended ;;
    esac
    [ "$ended" != 130 ] || break
done
exit "$status"
