/**
 * `tidy [file]…`: clang-tidy over the C and C++ that is linked into what ships, as the release build compiles it, or as a
 * compile_flags.txt beside it says. A file that was found well is not looked at again before it, what it includes, its
 * command or `.clang-tidy` changes.
 */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { closure } from "./includes.ts";
import { byHand, sources } from "./sources.ts";

const BUILD = "build/release";
const TOOL = "build/venv/bin/clang-tidy";
const WELL = "build/lint/tidy";
/** One set of vector instructions: the findings of the others are the same. */
const EXTRA = ["--extra-arg=-DMIXGRAD_ONE_TARGET", "--extra-arg=-Wno-unknown-warning-option"];

interface Entry {
  readonly file: string;
  readonly command: string;
  /** Where clang-tidy finds the command. */
  readonly from: string;
}

/** Tests are left out: their framework's macros are most of what there is to find, and half of the time. */
const LEFT_OUT = /_test\.cc?$|^test\/|\/test\/|^build\//;

function built(): Entry[] {
  const all = JSON.parse(readFileSync(join(BUILD, "compile_commands.json"), "utf8")) as Omit<Entry, "from">[];
  return all.map(({ file, command }) => ({ file: relative(".", file), command, from: BUILD }));
}

/** What is built by a language's own tools. */
function flagged(): Entry[] {
  const flags = sources("txt").filter((path) => path.endsWith("/compile_flags.txt"));
  return flags.flatMap((path) =>
    sources("c", "cc")
      .filter((file) => dirname(file) === dirname(path))
      .map((file) => ({ file, command: readFileSync(path, "utf8"), from: dirname(path) })),
  );
}

function entries(only: readonly string[]): Entry[] {
  const known = new Map([...built(), ...flagged()].map((entry) => [entry.file, entry]));
  return [...known.values()]
    .filter(({ file }) => (only.length > 0 ? only.includes(file) : !LEFT_OUT.test(file)))
    .filter(({ file }) => !file.startsWith("..") && existsSync(file) && byHand(file));
}

const tool = execFileSync(TOOL, ["--version"], { encoding: "utf8" });
const rules = readFileSync(".clang-tidy", "utf8");
const hashes = new Map<string, string>();
const hash = (...texts: string[]) => texts.reduce((sum, text) => sum.update(text).update("\0"), createHash("sha256"));

function contentOf(path: string): string {
  const known = hashes.get(path) ?? hash(readFileSync(path, "utf8")).digest("hex");
  hashes.set(path, known);
  return known;
}

/** Equal only if clang-tidy would say the same again. */
function keyOf({ file, command, from }: Entry): string {
  const folders = [...command.matchAll(/-(?:I|isystem )\s*(\S+)/g)].map(([, folder = ""]) =>
    relative(".", resolve(from, folder)),
  );
  const parts = closure(file, folders).flatMap((path) => [path, contentOf(path)]);
  return hash(tool, rules, ...EXTRA, command, ...parts).digest("hex");
}

function tidy({ file, from }: Entry): Promise<string | undefined> {
  const argv = ["--quiet", "-p", from, "--warnings-as-errors=*", ...EXTRA, file];
  return new Promise((done) => {
    execFile(TOOL, argv, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      done(error ? stdout.trim() || stderr.trim() || error.message : undefined);
    });
  });
}

mkdirSync(WELL, { recursive: true });
const found = entries(process.argv.slice(2).map((path) => relative(".", resolve(path))));
const due = found
  .map((entry) => ({ entry, stamp: join(WELL, entry.file.replaceAll("/", "+")), key: keyOf(entry) }))
  .filter(({ stamp, key }) => !existsSync(stamp) || readFileSync(stamp, "utf8") !== key);
if (due.length > 10) console.log(`clang-tidy looks at ${due.length} files`);

const findings = new Set<string>();
let ill = 0;
let next = 0;
async function worker(): Promise<void> {
  for (let job = due[next++]; job !== undefined; job = due[next++]) {
    const text = await tidy(job.entry);
    if (text === undefined) {
      writeFileSync(job.stamp, job.key);
      continue;
    }
    ill += 1;
    // A header's finding comes with each file that includes it.
    for (const one of text.split(/\n(?=\S+:\d+:\d+: (?:warning|error): )/)) findings.add(one.trim());
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
for (const one of findings) console.error(one.replaceAll(`${process.cwd()}/`, ""));
if (found.length === 0) console.error(`${BUILD}/compile_commands.json names no file to look at`);
if (ill > 0) console.error(`clang-tidy: ${findings.size} findings in ${ill} of ${found.length} files`);
process.exit(ill > 0 || found.length === 0 ? 1 : 0);
