#!/usr/bin/env bash
# Fetches the Maven packages that building and testing need, so that everything after it works with `mvn -o`: a project of one
# object and one suite is built with our pom, over empty jars in place of the Java package's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/main/scala" "$work/src/test/scala"
cp "$here/pom.xml" "$here/.scalafmt.conf" "$work"
echo 'object Any' >"$work/src/main/scala/Any.scala"
echo 'class AnySuite extends munit.FunSuite { test("runs") { assertEquals(1, 1) } }' >"$work/src/test/scala/AnySuite.scala"
cd "$work"
mkdir empty jars
for jar in mixgrad mixgrad-conformance; do jar cf "jars/$jar.jar" -C empty .; done
mvn -B -q package spotless:apply -Dmixgrad.java="$work/jars"
