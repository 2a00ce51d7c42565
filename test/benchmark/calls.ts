/** Single calls on one element: what it costs to get into the engine and out again. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileWorkers, output, packagePath, python, root, torchPython, workers } from "./environment.ts";
import { FLOORS, WRAPPER_THEN } from "./goals.ts";
import { interleave, type Rounds } from "./interleave.ts";
import { lineOf, median, type Line, type Series } from "./line.ts";
import type { Command } from "./worker.ts";

const NS = { metric: "time", unit: "ns", scale: 1e9 } as const;

const script = (interpreter: string, name: string, ...options: string[]): Command => ({
  program: interpreter,
  arguments: [join(workers, name), ...options],
  environment: { PYTHONPATH: packagePath },
});

/** A floor of another machine, for this one. */
const scaled = (floor: number, wrapper: Series, then: number): { atMost: number } => ({
  atMost: (floor * median(wrapper.values) * 1e9) / then,
});

export async function fromC(rounds: Rounds): Promise<Line[]> {
  const { small } = compileWorkers();
  const one = (...options: string[]): Command => ({ program: small, arguments: options });
  // Python's wrapper, whose time on the floors' machine is known, says how fast this machine makes calls.
  const got = await interleave(
    {
      plain: one("mixgrad"),
      gradient: one("mixgrad", "gradient"),
      wrapper: one("wrapper"),
      machine: script(python, "wrapper.py", output),
    },
    rounds,
  );
  const peer = "minimal wrapper in C";
  const goal = (floor: number) => scaled(floor, got.machine, WRAPPER_THEN.python);
  return [
    lineOf({ bench: "call/add_one/c", ...NS, peer, goal: goal(FLOORS.addFromC) }, got.plain, got.wrapper),
    lineOf(
      { bench: "call/add_one_with_gradient/c", ...NS, peer, goal: goal(FLOORS.addWithGradientFromC) },
      got.gradient,
      got.wrapper,
    ),
  ];
}

export async function fromPython(rounds: Rounds): Promise<Line[]> {
  compileWorkers();
  const add = await interleave(
    {
      mixgrad: script(python, "small.py", "mixgrad", "add"),
      torch: script(torchPython, "small.py", "torch", "add"),
      numpy: script(python, "small.py", "numpy", "add"),
      wrapper: script(python, "wrapper.py", output),
    },
    rounds,
  );
  const chain = await interleave(
    {
      mixgrad: script(python, "small.py", "mixgrad", "chain"),
      torch: script(torchPython, "small.py", "torch", "chain"),
      wrapper: script(python, "wrapper.py", output),
    },
    rounds,
  );
  const bench = "call/add_one/python";
  const goal = scaled(FLOORS.addFromPython, add.wrapper, WRAPPER_THEN.python);
  return [
    lineOf({ bench, ...NS, peer: "minimal wrapper in Python", goal }, add.mixgrad, add.wrapper),
    lineOf({ bench, ...NS, peer: "torch" }, add.mixgrad, add.torch),
    lineOf({ bench, ...NS, peer: "numpy" }, add.mixgrad, add.numpy),
    lineOf(
      {
        bench: "call/chain_of_10_forward_and_backward/python",
        ...NS,
        peer: "torch",
        goal: scaled(FLOORS.chainFromPython, chain.wrapper, WRAPPER_THEN.python),
      },
      chain.mixgrad,
      chain.torch,
    ),
  ];
}

export async function fromNode(rounds: Rounds): Promise<Line[]> {
  const { node } = compileWorkers();
  const module = join(root, "bindings/typescript/dist/index.js");
  if (!existsSync(module)) throw new Error(`${module} is missing: make build-typescript`);
  const one = (path: string): Command => ({ program: "node", arguments: [join(workers, "small.mjs"), path] });
  const got = await interleave({ mixgrad: one(module), wrapper: one(node) }, rounds);
  const goal = scaled(FLOORS.addFromNode, got.wrapper, WRAPPER_THEN.node);
  return [
    lineOf({ bench: "call/add_one/node", ...NS, peer: "minimal wrapper in Node", goal }, got.mixgrad, got.wrapper),
  ];
}
