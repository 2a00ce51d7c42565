/**
 * `suite <name> --junit <file or folder> [-- command…]`: runs one test suite quietly and says in one line how it went.
 * The framework's own report, in JUnit's form, is what counts; its output is shown only if something failed.
 */
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { line, type Counts } from "./counts.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { junit: { type: "string", multiple: true } },
});
const [name, ...command] = positionals;
const reports = values.junit ?? [];
if (!name || command.length === 0 || reports.length === 0) {
  console.error("usage: suite <name> --junit <file or folder>… -- command…");
  process.exit(2);
}
for (const report of reports) rmSync(report, { recursive: true, force: true });
mkdirSync("build/test", { recursive: true });
const log = `build/test/${name}.log`;
const status = await run(command, log);
const found = reports.flatMap(files);
const counts = found.map((file) => count(readFileSync(file, "utf8"))).reduce(sum, { passed: 0, failed: 0, skipped: 0 });
const ran = counts.passed + counts.failed > 0;
if (status !== 0 || counts.failed > 0 || !ran) {
  console.error(readFileSync(log, "utf8").split("\n").slice(-120).join("\n"));
  console.error(`${name}: ${ran ? `exit status ${status}` : "no test ran"}; the whole output is in ${log}`);
  if (counts.failed === 0) counts.failed = 1;
}
console.log(line(counts));
process.exit(counts.failed > 0 ? 1 : 0);

function run(argv: readonly string[], file: string): Promise<number> {
  const out = createWriteStream(file);
  const child = spawn(argv[0] as string, argv.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.pipe(out, { end: false });
  child.stderr.pipe(out, { end: false });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      out.end(`${error.message}\n`, () => resolve(127));
    });
    child.on("close", (code, signal) => {
      out.end(signal ? `ended by ${signal}\n` : "", () => resolve(code ?? 1));
    });
  });
}

function files(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((entry) => entry.endsWith(".xml"))
    .map((entry) => join(path, entry));
}

/** A test case is an element of its own; what happened to it stands inside. */
function count(xml: string): Counts {
  const cases = xml.match(/<testcase\b[^>]*?(\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const failed = cases.filter((text) => /<(failure|error)\b/.test(text)).length;
  const skipped = cases.filter((text) => /<skipped\b/.test(text) || /\bstatus="notrun"/.test(text)).length;
  return { passed: cases.length - failed - skipped, failed, skipped };
}

function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
