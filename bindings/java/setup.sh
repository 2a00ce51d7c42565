#!/usr/bin/env bash
# Fetches the Maven packages that building and testing need, so that everything after it works with `mvn -o`. Maven's own
# dependency:go-offline leaves out part of what plugins need, so a project of one class and one test is built with our pom.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/main/java" "$work/src/test/java"
cp "$here/pom.xml" "$work/pom.xml"
printf 'package io.mixgrad.conformance;\npublic class Run {\n  public static void main(String[] arguments) {}\n}\n' >"$work/src/main/java/Run.java"
printf 'class AnyTest {\n  @org.junit.jupiter.params.ParameterizedTest\n  @org.junit.jupiter.params.provider.ValueSource(ints = 1)\n  void runs(int one) {}\n}\n' >"$work/src/test/java/AnyTest.java"
cd "$work"
mvn -B -q package exec:java spotless:apply
