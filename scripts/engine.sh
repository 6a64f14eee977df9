#!/bin/sh
# Makes sure that a container engine answers. Says nothing when one does; never stops one that it did not start.
set -u
PATH="$PATH:/usr/sbin:/sbin"
LOG=/var/log/upflow-dockerd.log

say() { echo "upflow: $*" >&2; }

ping() {
    python3 - "$1" 2>/dev/null <<'PYTHON'
import socket, sys
engine = socket.socket(socket.AF_UNIX)
engine.settimeout(10)
engine.connect(sys.argv[1])
engine.sendall(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
sys.exit(b" 200 " not in engine.recv(64))
PYTHON
}

answers() {
    case "${DOCKER_HOST:-}" in
    "") ;;
    unix://*) ping "${DOCKER_HOST#unix://}"; return ;;
    *) timeout 10 docker info >/dev/null 2>&1; return ;;
    esac
    runtime=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
    for socket in /var/run/docker.sock "$runtime/docker.sock" /run/podman/podman.sock "$runtime/podman/podman.sock"; do
        [ -S "$socket" ] && ping "$socket" && return 0
    done
    return 1
}

# What to do by hand, for whoever is not root on Debian.
advise() {
    say "no container engine answers, so nothing is tried in containers: upflow goes on with the static answer."
    if [ -n "${DOCKER_HOST:-}" ]; then
        say "DOCKER_HOST=$DOCKER_HOST is set: start the engine there, or unset it."
    elif [ "$(uname -s)" = Darwin ]; then
        say "to have trials: brew install colima docker && colima start, then set DOCKER_HOST as 'docker context ls' shows it."
    elif [ -f /etc/debian_version ]; then
        say "to have trials: sudo apt-get install docker.io && sudo usermod -aG docker $(id -un), then log in again;"
        say "or without root: apt-get's podman, systemctl --user start podman.socket"
    elif command -v dnf >/dev/null; then
        say "to have trials: sudo dnf install podman && systemctl --user enable --now podman.socket"
    else
        say "to have trials: install Docker, or Podman and start its socket (systemctl --user start podman.socket);"
        say "set DOCKER_HOST where it listens somewhere unusual."
    fi
    exit 0
}

give_up() {
    say "$1; its last lines:"
    tail -n 5 "$LOG" >&2
    say "upflow goes on with the static answer."
    exit 0
}

install_engine() {
    export DEBIAN_FRONTEND=noninteractive
    set -- apt-get install -y --no-install-recommends docker.io iptables
    "$@" >"$LOG" 2>&1 && return
    apt-get update >"$LOG" 2>&1
    "$@" >>"$LOG" 2>&1 || give_up "docker.io could not be installed"
}

# A killed engine leaves numbers behind, which may be a dead process's or another program's by now.
forget_stale() {
    for program in dockerd containerd; do
        case $program in
        dockerd) file=/var/run/docker.pid ;;
        containerd) file=/var/run/docker/containerd/containerd.pid ;;
        esac
        pid=$(cat "$file" 2>/dev/null) || continue
        grep -q "$program" "/proc/$pid/cmdline" 2>/dev/null || rm -f "$file"
    done
}

# Waits until the engine answers, for as long as process $1 lives (0: whoever runs it), $2 seconds at most.
wait_for() {
    left=$2
    while [ "$left" -gt 0 ]; do
        answers && return 0
        [ "$1" = 0 ] || kill -0 "$1" 2>/dev/null || return 1
        sleep 1
        left=$((left - 1))
    done
    return 1
}

start_by_hand() {
    forget_stale
    setsid nohup dockerd "$@" >>"$LOG" 2>&1 </dev/null &
    started=$!
    wait_for "$started" 60 && return 0
    kill "$started" 2>/dev/null
    wait "$started" 2>/dev/null
    return 1
}

start_engine() {
    if [ -d /run/systemd/system ]; then
        systemctl start docker >>"$LOG" 2>&1 && wait_for 0 60 && return
        journalctl -u docker -n 20 --no-pager >>"$LOG" 2>&1
    elif [ "$(cat /proc/1/comm)" = init ] && [ -x /etc/init.d/docker ]; then
        service docker start >>"$LOG" 2>&1 && wait_for 0 60 && return
        tail -n 20 /var/log/docker.log >>"$LOG" 2>&1
    else
        # Where the kernel has no bridge or packet filter, an engine without them is enough: trials have no network.
        start_by_hand || start_by_hand --bridge=none --iptables=false && return
    fi
    give_up "the container engine does not start"
}

answers && exit 0
{ [ -z "${DOCKER_HOST:-}" ] && [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; } || advise

if command -v dockerd >/dev/null; then
    say "starting the container engine"
else
    say "installing and starting a container engine (docker.io), for trials in containers"
    install_engine
    wait_for 0 3 && exit 0
fi
start_engine
