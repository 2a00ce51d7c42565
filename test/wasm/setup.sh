#!/usr/bin/env bash
# Installs emscripten, Debian 12's own, and fetches the sources of zlib, which it builds for WebAssembly. Safe to run
# again. With MIXGRAD_NO_APT=1 it only says what is missing.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
stamps="$root/build/setup"
zlib="$stamps/zlib"
zlib_version=1:1.2.13.dfsg-1 # as core/third_party.cmake pins it
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
command -v em++ >/dev/null || missing+=(emscripten)
[ -e /usr/src/googletest/googletest/src/gtest-all.cc ] || missing+=(googletest)
if [ ${#missing[@]} -eq 0 ] && [ -e "$zlib/inflate.c" ]; then exit 0; fi
if [ "${MIXGRAD_NO_APT:-0}" = 1 ]; then
  echo "setup: MIXGRAD_NO_APT is set; missing for WebAssembly: ${missing[*]} $([ -e "$zlib/inflate.c" ] || echo "zlib's sources")" >&2
  exit 1
fi

mkdir -p "$stamps"
log="$stamps/wasm.log"
: >"$log"
run() { "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; echo "setup: '$*' failed; the whole log is in ${log#"$root"/}" >&2; exit 1; }; }
if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: installing Debian packages: ${missing[*]}"
  run as_root apt-get update -q
  run as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

# The list of source packages is read into a folder of our own: the system's sources stay as they are.
if [ ! -e "$zlib/inflate.c" ]; then
  echo "setup: fetching the sources of zlib ${zlib_version#*:} from Debian"
  uri=$(grep -hoP '^URIs:\s*\K\S+' /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -v security | grep debian | head -n 1 || true)
  [ -n "$uri" ] || uri=$(grep -hoP '^deb(\s+\[[^]]*\])?\s+\K\S+' /etc/apt/sources.list 2>/dev/null | grep -v security | head -n 1 || true)
  [ -n "$uri" ] || { echo "setup: no Debian source found to take zlib from" >&2; exit 1; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$zlib"
  printf 'Types: deb-src\nURIs: %s\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri" >"$work/zlib.sources"
  apt=(apt-get -q -o Dir::Etc::sourcelist="$work/zlib.sources" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)")
  run "${apt[@]}" update
  cd "$work"
  run "${apt[@]}" source --download-only "zlib=$zlib_version"
  run tar -xf zlib_*.orig.tar.* -C "$zlib" --strip-components=1
fi
