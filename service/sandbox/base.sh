#!/bin/sh
# Lays a small Debian of this machine's own release into the empty folder $1: what interpreters and TensorFlow link to.
set -eu
root=$1

fail() { echo "$1" >&2; exit 1; }

. /etc/os-release
[ -n "${VERSION_CODENAME:-}" ] || fail "this system has no VERSION_CODENAME in /etc/os-release: a base can only be laid on Debian or Ubuntu"
[ "$(id -u)" = 0 ] || fail "laying a base needs root; run it as root once, or set UPFLOW_IMAGES to an image that can be pulled"
if ! command -v debootstrap >/dev/null; then
    echo "installing debootstrap"
    apt-get install -y --no-install-recommends debootstrap >/dev/null 2>&1 || {
        apt-get update >/dev/null 2>&1 || true
        apt-get install -y --no-install-recommends debootstrap >/dev/null
    }
fi
apt-cache show libc6 >/dev/null 2>&1 || apt-get update >/dev/null

# Where a name changed between releases, the first that exists.
wanted="ca-certificates libgomp1 libstdc++6"
for names in "libssl3t64 libssl3" "libffi8 libffi7" "libsqlite3-0" "libbz2-1.0" "liblzma5" "zlib1g" \
    "libreadline8t64 libreadline8" "libncursesw6" "libuuid1" "libexpat1" "libnsl2" "libtirpc3t64 libtirpc3" \
    "libmpdec4 libmpdec3" "libgdbm6t64 libgdbm6" "libdb5.3t64 libdb5.3" "libcrypt1"; do
    for name in $names; do
        if apt-cache show "$name" >/dev/null 2>&1; then
            wanted="$wanted $name"
            break
        fi
    done
done

mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
    awk -v suite="$VERSION_CODENAME" '$2 == suite && $3 == "main" { print $1; exit }')
debootstrap --variant=minbase --include="$(echo "$wanted" | tr ' ' ,)" "$VERSION_CODENAME" "$root" ${mirror:+"$mirror"}

echo "upflow:x:10001:10001::/tmp:/usr/sbin/nologin" >>"$root/etc/passwd"
echo "upflow:x:10001:" >>"$root/etc/group"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/var/cache/debconf/*-old \
    "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/* \
    "$root"/usr/share/lintian "$root"/debootstrap
