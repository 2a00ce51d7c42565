/**
 * `run <language>…`: does what docs/how-to-add-an-operator.md says, with the very files and commands of the page, then looks for
 * the operator in each language: printed, documented, its example and its conformance cases run. In the end all is as before.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { line } from "../runner/counts.ts";
import { make } from "../runner/make.ts";

const PAGE = "docs/how-to-add-an-operator.md";
const OPERATOR = "squareplus";
const SUMMARY = "Squareplus of each element";
const languages = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
const page = readFileSync(PAGE, "utf8");

/** The files that the page shows: a path in backticks and a colon, then a block of code. */
const files = [...page.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path, text]) => ({
  path: path as string,
  text: text as string,
}));
/** The commands of the page up to `make test`, which would begin all over. */
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, text]) => (text as string).trim().split("\n"))
  .filter((command) => command !== "make test");

check(files.length === 2, `the page shows ${files.length} files, not two`);
check(commands.length > 0, "the page has commands");
const clean = git("status", "--porcelain");
for (const { path } of files) if (existsSync(path)) throw new Error(`${path} is there already`);

try {
  for (const { path, text } of files) writeFileSync(path, text);
  for (const command of commands) check(run(command), `"${command}" failed`);
  for (const path of git("ls-files", "--others", "--exclude-standard").split("\n")) {
    if (path.endsWith(`${OPERATOR}.json`)) check(true, path);
  }
  await findInAll();
} finally {
  for (const { path } of files) rmSync(path, { force: true });
  rmSync(`test/conformance/cases/${OPERATOR}.json`, { force: true });
  check(run("make generate"), "taking the operator away failed");
}
check(git("status", "--porcelain") === clean, "the tree is not as it was");
console.log(line(counts));
process.exit(counts.failed > 0 ? 1 : 0);

/** What is made once, `make -o` leaves alone. Packages are built one after the other, each tried while the next one is built. */
async function findInAll(): Promise<void> {
  const made = ["engine", "conformance-plans"];
  for (const target of made) await makes([target], "failed");
  const tried: Promise<void>[] = [];
  for (const language of languages) {
    const given = made.flatMap((target) => ["-o", target]);
    await makes([...given, `build-${language}`], "the package does not build");
    made.push(`build-${language}`);
    const conformance = ["-o", `build-${language}`, `conformance-${language}`, `CASE=${OPERATOR}/`];
    tried.push(makes([...given, ...conformance], "the operator's cases fail"));
    find(language);
  }
  await Promise.all(tried);
}

async function makes(options: readonly string[], otherwise: string): Promise<void> {
  const { status, stdout, stderr } = await make(options);
  if (status !== 0) console.error((stdout + stderr).slice(-4000));
  check(status === 0, `make ${options.join(" ")}: ${otherwise}`);
}

function find(language: string): void {
  const printed = git("diff", "--unified=0", "--", `bindings/${language}`);
  const added = printed.split("\n").filter((text) => text.startsWith("+"));
  const fresh = git("ls-files", "--others", "--exclude-standard", "--", `bindings/${language}`)
    .split("\n")
    .filter((path) => path !== "");
  const text = [...added, ...fresh.map((path) => readFileSync(path, "utf8"))].join("\n");
  check(text.includes(OPERATOR), `${language}: nothing was printed`);
  // Documentation that is built, such as R's manual, lies in the build folder.
  const documented = text.includes(SUMMARY) || run(`grep -rqs '${SUMMARY}' build/${language}`);
  check(documented, `${language}: no documentation was printed`);
}

function run(command: string): boolean {
  const result = spawnSync("bash", ["-c", command], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) console.error(`${command}\n${result.stdout}${result.stderr}`.slice(-4000));
  return result.status === 0;
}

function git(...args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function check(good: boolean, what: string): void {
  counts[good ? "passed" : "failed"]++;
  if (!good) console.error(`how-to: ${what}`);
}
