#!/usr/bin/env bash
# Fetches the Maven packages that building and testing need, so that everything after it works with `mvn -o`.
set -euo pipefail
cd "$(dirname "$0")"
exec mvn -B -q dependency:go-offline
