/**
 * One-element additions in Node: `small.mjs MODULE` with the path of the package, or of the minimal addon. The results are
 * freed as programs do it: by a scope for the package, one by one for the addon. Answers each line `seconds` with the
 * seconds of one addition, as JSON.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const TURNS = 1000;
const path = process.argv[2];

async function packageTurn() {
  const mg = await import(path);
  const a = mg.tensor([1.5]);
  const b = mg.tensor([2.5]);
  const turn = () =>
    mg.scope(() => {
      for (let i = 0; i < TURNS; i++) a.add(b);
    });
  return { version: mg.version ?? "", turn };
}

function addonTurn() {
  const addon = createRequire(import.meta.url)(path);
  const a = { slot: addon.make() };
  const b = { slot: addon.make() };
  const turn = () => {
    for (let i = 0; i < TURNS; i++) {
      const sum = { slot: addon.add(a.slot, b.slot) };
      addon.release(sum.slot);
    }
  };
  return { version: "", turn };
}

const { version, turn } = path.endsWith(".node") ? addonTurn() : await packageTurn();
const timed = () => {
  const start = process.hrtime.bigint();
  turn();
  return Number(process.hrtime.bigint() - start) / 1e9;
};
for (let i = 0; i < 50; i++) timed();
console.log(JSON.stringify({ version }));
for await (const line of createInterface({ input: process.stdin })) {
  let [best, total] = [Infinity, 0];
  while (total < Number(line)) {
    const spent = timed();
    total += spent;
    best = Math.min(best, spent);
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(JSON.stringify({ seconds: best / TURNS }));
}
