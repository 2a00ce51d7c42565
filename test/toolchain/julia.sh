#!/usr/bin/env bash
# Julia 1.5.3 from Debian 11, pinned so that nothing else comes from there. With Debian 12's libunwind a throw from a
# compiled function crashes it, so Debian 11's copy of that one library goes into a folder of its own, for Julia only.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
libraries="$root/build/setup/julia-libraries"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if command -v julia >/dev/null && [ -e "$libraries/usr" ]; then exit 0; fi
if [ "${MIXGRAD_NO_APT:-0}" = 1 ]; then
  command -v julia >/dev/null || echo "setup: MIXGRAD_NO_APT is set; julia is missing" >&2
  exit 0
fi

mkdir -p "$libraries"
log="$root/build/setup/julia.log"
run() { "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; echo "setup: '$*' failed" >&2; exit 1; }; }
: >"$log"
if [ ! -f /etc/apt/sources.list.d/mixgrad-bullseye.sources ]; then
  uri=$(grep -hoP '^URIs:\s*\K\S+' /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -v security | grep debian | head -n 1 || true)
  [ -n "$uri" ] || uri=$(grep -hoP '^deb(\s+\[[^]]*\])?\s+\K\S+' /etc/apt/sources.list 2>/dev/null | grep -v security | head -n 1 || true)
  [ -n "$uri" ] || { echo "setup: no Debian source found to take Julia from" >&2; exit 1; }
  printf 'Types: deb\nURIs: %s\nSuites: bullseye\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri" |
    as_root tee /etc/apt/sources.list.d/mixgrad-bullseye.sources >/dev/null
  printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 100\n' | as_root tee /etc/apt/preferences.d/mixgrad-bullseye >/dev/null
fi
echo "setup: installing Julia 1.5 from Debian 11, and its libunwind for Julia alone"
run as_root apt-get update -q
run as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends julia
cd "$libraries"
run apt-get download libunwind8/bullseye
run dpkg -x libunwind8_*.deb .
