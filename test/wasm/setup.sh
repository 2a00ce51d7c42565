#!/usr/bin/env bash
# The sources of zlib, and of the minizip in it, which the engine for WebAssembly compiles: Debian has no other form of
# them for it. The list of source packages is read into a folder of our own: the system's stay as they are.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
zlib="$root/build/setup/zlib"
[ ! -d "$zlib" ] || exit 0
if [ "${MIXGRAD_NO_APT:-0}" = 1 ]; then
  echo "setup: MIXGRAD_NO_APT is set; zlib's sources are missing (for WebAssembly)" >&2
  exit 0
fi

log="$root/build/setup/zlib.log"
mkdir -p "$root/build/setup"
: >"$log"
run() { "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; echo "setup: '$*' failed; the whole log is in ${log#"$root"/}" >&2; exit 1; }; }
uri=$(grep -hoP '^URIs:\s*\K\S+' /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -v security | grep debian | head -n 1 || true)
[ -n "$uri" ] || uri=$(grep -hoP '^deb(\s+\[[^]]*\])?\s+\K\S+' /etc/apt/sources.list 2>/dev/null | grep -v security | head -n 1 || true)
[ -n "$uri" ] || { echo "setup: no Debian source found to take zlib's sources from" >&2; exit 1; }
echo "setup: fetching the sources of Debian's zlib"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/zlib"
printf 'Types: deb-src\nURIs: %s\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri" >"$work/zlib.sources"
apt=(apt-get -q -o Dir::Etc::sourcelist="$work/zlib.sources" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)")
run "${apt[@]}" update
cd "$work"
run "${apt[@]}" source --download-only zlib
run tar -xf zlib_*.orig.tar.* -C zlib --strip-components=1
mv zlib "$zlib"
