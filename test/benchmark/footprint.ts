/** What a package costs before it does anything: the time of its import, memory after it, and space on the disk. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packagePath, python, root, torchPython } from "./environment.ts";
import { FLOORS } from "./goals.ts";
import type { Rounds } from "./interleave.ts";
import { lineOf, type Line, type Series } from "./line.ts";

interface Imported {
  readonly seconds: number;
  readonly bytes: number;
  readonly version: string;
}

/** A fresh interpreter, whose own memory is not counted as the package's. */
function importOnce(interpreter: string, module: string): Imported {
  const code = [
    "import sys, time",
    "def resident():",
    "    with open('/proc/self/statm') as f: return int(f.read().split()[1]) * 4096",
    "start = time.perf_counter()",
    `import ${module} as m`,
    "print(time.perf_counter() - start, resident(), m.__version__)",
  ].join("\n");
  const environment = { ...process.env, PYTHONPATH: packagePath };
  const text = execFileSync(interpreter, ["-c", code], { encoding: "utf8", env: environment });
  const [seconds = "", bytes = "", version = ""] = text.trim().split(" ");
  return { seconds: Number(seconds), bytes: Number(bytes), version };
}

export function imports({ rounds }: Rounds): Promise<Line[]> {
  const own: Imported[] = [];
  const peer: Imported[] = [];
  // As pip does when it installs.
  execFileSync(python, ["-m", "compileall", "-q", packagePath]);
  for (let round = 0; round < rounds; round++) {
    own.push(importOnce(python, "mixgrad"));
    peer.push(importOnce(torchPython, "torch"));
  }
  const series = (all: readonly Imported[], pick: (one: Imported) => number): Series => ({
    version: all[0]?.version ?? "",
    values: all.map(pick),
  });
  const time = (one: Imported): number => one.seconds;
  const memory = (one: Imported): number => one.bytes;
  return Promise.resolve([
    lineOf(
      {
        bench: "install/import/python",
        metric: "time",
        unit: "ms",
        scale: 1e3,
        peer: "torch",
        goal: { atMost: FLOORS.importMilliseconds },
      },
      series(own, time),
      series(peer, time),
    ),
    lineOf(
      {
        bench: "install/resident/python",
        metric: "resident memory of the process after the import",
        unit: "MB",
        scale: 1e-6,
        peer: "torch",
        goal: { atMost: FLOORS.residentMegabytes },
      },
      series(own, memory),
      series(peer, memory),
    ),
  ]);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(path);
    return sum + (entry.isSymbolicLink() ? 0 : statSync(path).size);
  }, 0);
}

/** The wheel, as pip lays it out. */
export function installed(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
  try {
    const wheel = readdirSync(join(root, "dist")).find((name) => name.endsWith(".whl"));
    if (wheel === undefined) throw new Error("dist/ holds no wheel: make package-python");
    execFileSync(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-deps",
      "--target",
      folder,
      join(root, "dist", wheel),
    ]);
    const torch = join(root, "build/peers/lib");
    const claim = {
      bench: "install/size/python",
      metric: "files of the installed wheel",
      unit: "MB",
      scale: 1e-6,
      peer: "torch with what it needs, without CUDA's libraries",
      goal: { atMost: FLOORS.installedMegabytes },
    };
    return Promise.resolve([
      lineOf(claim, { version: "", values: [bytesBelow(folder)] }, { version: "", values: [bytesBelow(torch)] }),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
