/**
 * `run <python>`: carries out the suite of the Python Array API standard, whose checkout ARRAY_API_TESTS names, on
 * mixgrad.array_api, and holds what failed against left_out.txt.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { line, type Counts } from "../runner/counts.ts";
import { leftOut, outcomes } from "./report.ts";

const REPORT = resolve("build/test/array_api.xml");
const EXAMPLES = 20;

const [given] = process.argv.slice(2);
if (!given) {
  console.error("usage: run <python>");
  process.exit(2);
}
const folder = process.env["ARRAY_API_TESTS"];
const python = process.env["ARRAY_API_PYTHON"] ?? given;
if (!folder || !existsSync(join(folder, "array-api", "spec"))) {
  skip("pack-absent", "ARRAY_API_TESTS names no checkout of data-apis/array-api-tests with its submodule");
}
if (spawnSync(python, ["-c", "import hypothesis, ndindex, pytest, pytest_jsonreport"]).status !== 0) {
  skip(
    "toolchain-absent",
    `${python} lacks what the suite's requirements.txt asks for; ARRAY_API_PYTHON names another`,
  );
}

mkdirSync("build/test", { recursive: true });
const path = [resolve("test/array_api"), process.env["PYTHONPATH"]].filter(Boolean).join(":");
const options = ["-p", "without_complex", "-p", "no:cacheprovider", "--disable-deadline", "--derandomize"];
const result = spawnSync(
  python,
  ["-m", "pytest", "-q", ...options, `--max-examples=${EXAMPLES}`, `--junitxml=${REPORT}`, "array_api_tests"],
  {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 7_200_000,
    env: {
      ...process.env,
      PYTHONPATH: path,
      ARRAY_API_TESTS_MODULE: "mixgrad.array_api",
      ARRAY_API_TESTS_VERSION: "2024.12",
      ARRAY_API_TESTS_SKIP_DTYPES: "complex64,complex128",
    },
  },
);
if (result.status !== 0 && result.status !== 1) {
  throw new Error(`the suite ended with ${result.status ?? result.signal}:\n${result.stdout}${result.stderr}`);
}

const reasons = leftOut(readFileSync("test/array_api/left_out.txt", "utf8"));
const found = outcomes(readFileSync(REPORT, "utf8"));
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const [id, outcome] of found) {
  const reason = reasons.get(id);
  const mayPass = reason === undefined || reason.startsWith("some examples");
  if (outcome.how === "passed" && mayPass) counts.passed++;
  else if (outcome.how === "skipped" || (outcome.how === "failed" && reason !== undefined)) counts.skipped++;
  else {
    counts.failed++;
    console.error(`array_api: ${id}: ${reason === undefined ? outcome.message : `is left out (${reason}) and passes`}`);
  }
}
for (const id of reasons.keys()) {
  if (found.has(id)) continue;
  counts.failed++;
  console.error(`array_api: ${id} is left out, but the suite has no such test`);
}
console.log(`array_api: ${found.size} tests, ${reasons.size} of them left out (test/array_api/left_out.txt)`);
console.log(line(counts));
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

function skip(reason: string, why: string): never {
  console.log(`array_api: skipped (${reason}): ${why}`);
  console.log(line({ passed: 0, failed: 0, skipped: 1 }));
  process.exit(0);
}
