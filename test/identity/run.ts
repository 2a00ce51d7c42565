/**
 * `run <language>…`: runs every language's program in every variant and compares what they leave, byte by byte. `c` is
 * the program that knows the simulated device.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { line } from "../runner/counts.ts";
import { command } from "./command.ts";
import { DEVICES, runs, runsOnDevices, type Run } from "./variants.ts";

const ROOT = "build/identity";
const BATCHES = Math.ceil(4096 / 128) * 3;
const given = process.argv.slice(2);
const languages = given.filter((name) => name !== DEVICES);
if (given.length === 0) {
  console.error("usage: run <language>…");
  process.exit(2);
}
const counts = { passed: 0, failed: 0, skipped: 0 };
const known = new Map<string, { readonly run: string; readonly hash: string }>();
const commands = new Map(given.map((language) => [language, command(language)]));
const all = languages.flatMap((language, i) =>
  runs(language, languages[(i + 1) % languages.length] as string, resolve(ROOT)),
);
if (given.includes(DEVICES)) all.push(...runsOnDevices(resolve(ROOT)));
for (const run of all) {
  if (available(run)) execute(run);
  else skip(run);
}
for (const language of languages) whole(language, "stopped", "resumed");
if (given.includes(DEVICES)) {
  whole(DEVICES, "stopped", "resumed_on_sim");
  whole(DEVICES, "sim_stopped", "resumed_on_cpu");
}
if (languages.length > 0) table();
console.log(line(counts));
process.exit(counts.failed > 0 ? 1 : 0);

function check(good: boolean, what: string): void {
  counts[good ? "passed" : "failed"]++;
  if (!good) console.error(`identity: ${what}`);
}

/** The engine would fall back to less, and the run would show nothing. */
function available({ needs }: Run): boolean {
  if (!needs) return true;
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" ") ?? [];
  const wanted = needs === "avx2" ? ["avx2", "fma"] : ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];
  return wanted.every((flag) => flags.includes(flag));
}

function skip(run: Run): void {
  counts.skipped += Object.values(run.same).flat().length;
  console.log(`identity: ${run.name} skipped (toolchain-absent): this processor has no ${run.needs}`);
}

function execute(run: Run): void {
  const folder = join(ROOT, run.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = Object.entries({ out: resolve(folder), ...run.arguments }).map(([key, value]) => `'${key}=${value}'`);
  const environment = { MIXGRAD_THREADS: String(Math.min(2, availableParallelism())), ...run.environment };
  const result = spawnSync("bash", ["-c", `${commands.get(run.language)} ${args.join(" ")}`], {
    encoding: "utf8",
    timeout: 3_600_000,
    maxBuffer: 1 << 26,
    env: { ...process.env, ...environment },
  });
  writeFileSync(join(folder, "log.txt"), `${result.stdout}${result.stderr}`);
  if (result.status !== 0) {
    check(false, `${run.name} ended with ${result.status ?? result.signal}:\n${(result.stderr ?? "").slice(-2000)}`);
    return;
  }
  for (const [group, files] of Object.entries(run.same)) for (const file of files) compare(run, group, file);
  traces(run, folder);
}

/** The first run of a group sets the bytes, the others must have them. */
function compare(run: Run, group: string, file: string): void {
  const path = join(ROOT, run.name, file);
  if (!existsSync(path) || statSync(path).size === 0) return check(false, `${run.name} left no ${file}`);
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  const key = `${group}/${file}`;
  const first = known.get(key);
  if (!first) known.set(key, { run: run.name, hash });
  check(!first || first.hash === hash, `${file} of ${run.name} differs from that of ${first?.run}`);
}

/** Captured training calls the host's forward once for each signature, however many epochs there are. */
function traces(run: Run, folder: string): void {
  if (run.arguments["mode"] !== "trainer" || run.arguments["capture"] === "false") return;
  if (run.arguments["stop_after"] !== undefined) return; // it ends before it has facts
  const facts = new Map(
    readFileSync(join(folder, "facts.txt"), "utf8")
      .trim()
      .split("\n")
      .map((text) => text.split("=") as [string, string]),
  );
  const limit = 2; // training and validation
  const traced = Number(facts.get("traces"));
  const called = Number(facts.get("forward_calls"));
  check(
    traced >= 1 && traced <= limit,
    `${run.name} traced forward ${facts.get("traces")} times, not at most ${limit}`,
  );
  check(called === traced, `${run.name} called forward ${called} times for ${traced} traces`);
  if (run.name.endsWith("/full")) {
    check(Number(facts.get("val_acc")) >= 0.86, `${run.name}: val_acc is ${facts.get("val_acc")}, not at least 0.86`);
  }
}

/** The losses before a stop and after it are those of a run without one. */
function whole(language: string, stopped: string, resumed: string): void {
  const read = (variant: string): Buffer => {
    const path = join(ROOT, language, variant, "losses.bin");
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  };
  const joined = Buffer.concat([read(stopped), read(resumed)]);
  check(
    read("small").length === BATCHES * 8,
    `${language}: a run has ${read("small").length / 8} losses, not ${BATCHES}`,
  );
  check(
    joined.equals(read("small")),
    `${language}: the losses of ${stopped} and ${resumed} are not those of a run without a stop`,
  );
}

function table(): void {
  console.log("language      full run: model                                                    predictions");
  for (const language of languages) {
    const hash = (file: string): string => {
      const path = join(ROOT, language, "full", file);
      return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "-".repeat(64);
    };
    console.log(`${language.padEnd(12)}  ${hash("model.safetensors")}  ${hash("predictions.bin").slice(0, 16)}…`);
  }
  const full = languages.map((language) => join(ROOT, language, "full", "model.safetensors")).filter(existsSync);
  const first = full[0];
  if (first) {
    const hash = createHash("sha256").update(readFileSync(first)).digest("hex");
    writeFileSync(join(ROOT, "result.json"), `${JSON.stringify({ languages, model: hash, ...counts })}\n`);
  }
}
