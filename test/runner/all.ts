/**
 * `all <target>… [-- <target>… [-- <target>…]]`: runs make targets, each with one line of its own in the order given, then
 * says what took longest and how many tests passed in all. A target that prints no count, or fails, counts as a failure.
 * The first ones run one after the other, and most use one core. Those after `--` have builds of their own: they run at a
 * low priority beside the first ones, one at a time, then two; `a+b` are one after the other since they share a build.
 * Those after the second `--` change what others read, and run when all else has ended.
 */
import { line, type Counts } from "./counts.ts";
import { languages } from "./languages.ts";
import { make, type Made } from "./make.ts";

interface Outcome extends Made {
  readonly target: string;
}

const groups: string[][] = [[]];
for (const word of process.argv.slice(2)) {
  if (word === "--") groups.push([]);
  else groups.at(-1)?.push(word);
}
const [first = [], beside = [], last = []] = groups;
const chains = beside.map((chain) => chain.split("+"));
const targets = [...first, ...chains.flat(), ...last];
const outcomes = new Map<string, Outcome>();
const packages: string[] = [];
let told = 0;

start();
await Promise.all([all(first).then(oneByOne), oneByOne()]);
delete process.env["MIXGRAD_BUILT"];
await all(last);

const slowest = [...outcomes.values()].sort((a, b) => b.seconds - a.seconds).slice(0, 5);
console.log(`Longest: ${slowest.map((o) => `${o.target} ${o.seconds} s`).join(", ")}`);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const { counts } of outcomes.values())
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key];
console.log(line(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function all(some: readonly string[], before: readonly string[] = []): Promise<void> {
  for (const target of some) {
    const made = await make([target], { before });
    if (!made.isCounted && made.counts.failed === 0) made.counts.failed = 1;
    outcomes.set(target, { target, ...made });
    if (made.counts.failed === 0) remember(target);
    tell();
  }
}

/** A language's tests have built its package, which later targets take as it is. */
function remember(target: string): void {
  const language = languages.find((name) => target === `test-${name}`);
  if (language === undefined) return;
  packages.push(`build-${language}`);
  process.env["MIXGRAD_BUILT"] = packages.join(" ");
}

async function oneByOne(): Promise<void> {
  for (let chain = chains.shift(); chain; chain = chains.shift()) await all(chain, ["nice", "-n", "10"]);
}

/** Lines stand in the order of the targets, whichever ends first. */
function tell(): void {
  for (let o = outcomes.get(targets[told] ?? ""); o; o = outcomes.get(targets[told] ?? "")) {
    console.log(`${line(o.counts)} (${o.seconds} s)`);
    if (o.counts.failed > 0) console.log(`${(o.stdout + o.stderr).trimEnd()}\nAgain: make ${o.target}\n`);
    told += 1;
    start();
  }
}

function start(): void {
  const target = targets[told];
  if (target !== undefined) process.stdout.write(`[${told + 1}/${targets.length}] ${target} … `);
}
