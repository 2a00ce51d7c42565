#!/usr/bin/env bash
# Installs what building and testing needs, once: says what it will install, then does it. Safe to run again.
# MIXGRAD_NO_APT=1 leaves the system's packages alone and says which are missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
stamps="$root/build/setup"
mkdir -p "$stamps"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
quietly() { # quietly NAME COMMAND…: shows the log only on failure
  local log="$stamps/$1.log"
  shift
  "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; echo "setup: '$*' failed; the whole log is in ${log#"$root"/}" >&2; exit 1; }
}
fresh() { # fresh NAME FILE…: true if the files are as they were when NAME was last done
  local name=$1
  shift
  [ -f "$stamps/$name.sum" ] && sha256sum "$@" | cmp -s - "$stamps/$name.sum"
}
done_with() {
  local name=$1
  shift
  sha256sum "$@" >"$stamps/$name.sum"
}

# ---- Debian packages
mapfile -t wanted < <(grep -v '^#' "$here/debian-packages.txt")
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
command -v mvn >/dev/null && missing=("${missing[@]/maven/}")
missing=($(printf '%s\n' "${missing[@]}" | grep . || true))
if [ ${#missing[@]} -gt 0 ]; then
  if [ "${MIXGRAD_NO_APT:-0}" = 1 ]; then
    echo "setup: MIXGRAD_NO_APT is set; these Debian packages are missing: ${missing[*]}" >&2
  else
    echo "setup: installing Debian packages: ${missing[*]}"
    quietly apt-update as_root apt-get update -q
    quietly apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
  fi
fi

# ---- Julia, which Debian 12 has not
bash "$here/julia.sh"

# ---- sources that are compiled for WebAssembly
bash "$root/test/wasm/setup.sh"

# ---- Node packages
if [ ! -d "$root/node_modules" ] || ! fresh npm "$root/package-lock.json"; then
  echo "setup: installing the npm packages of package-lock.json"
  (cd "$root" && quietly npm npm ci --no-progress)
  done_with npm "$root/package-lock.json"
fi

# ---- Python packages, in an environment of the build folder
requirements=("$root/bindings/python/requirements-test.txt" "$here/requirements-lint.txt")
if [ ! -x "$root/build/venv/bin/python" ] || ! fresh python "${requirements[@]}"; then
  echo "setup: installing the Python packages of ${requirements[*]#"$root"/} into build/venv"
  [ -x "$root/build/venv/bin/python" ] || quietly venv python3 -m venv "$root/build/venv"
  quietly pip "$root/build/venv/bin/pip" install -q --disable-pip-version-check "${requirements[@]/#/--requirement=}"
  done_with python "${requirements[@]}"
fi

# ---- PyTorch, in an environment of its own
(cd "$root" && npx --no-install tsx test/toolchain/peers.ts)

# ---- Maven packages
for language in java scala; do
  pom="$root/bindings/$language/pom.xml"
  [ -x "$root/bindings/$language/setup.sh" ] || continue
  fresh "maven-$language" "$pom" && continue
  echo "setup: fetching the Maven packages of bindings/$language"
  quietly "maven-$language" "$root/bindings/$language/setup.sh"
  done_with "maven-$language" "$pom"
done
