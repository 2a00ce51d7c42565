/** What the benchmarks need beside mixgrad: the interpreters, and the minimal wrappers. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const output = join(root, "build/bench");
export const workers = join(here, "workers");
export const python = join(root, "build/venv/bin/python");
/** `make peers` installs PyTorch there. */
export const torchPython = join(root, "build/peers/bin/python");
export const packagePath = join(root, "build/python");

/** For libraries that ask the environment how many threads they may use. */
export function onThreads(threads: number): Record<string, string> {
  const names = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"];
  return Object.fromEntries(names.map((name) => [name, String(threads)]));
}

const run = (program: string, ...options: string[]): string =>
  execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const compile = (from: string, to: string, ...options: string[]): string => {
  run("gcc", "-O2", "-Wall", "-Wextra", "-o", join(output, to), join(workers, from), ...options);
  return join(output, to);
};

/** Programs that are compiled where they run. */
export function compileWorkers(): { small: string; node: string } {
  mkdirSync(output, { recursive: true });
  const headers = run(python, "-c", "import sysconfig; print(sysconfig.get_path('include'))").trim();
  const nodeHeaders = (createRequire(import.meta.url)("node-api-headers") as { include_dir: string }).include_dir;
  const engine = join(root, "build/release/c-api");
  const link = ["-I", join(root, "c-api/include"), "-L", engine, "-lmixgrad", `-Wl,-rpath,${engine}`];
  compile("wrapper_python.c", "wrapper_python.abi3.so", "-shared", "-fPIC", "-I", headers);
  return {
    small: compile("small.c", "small", ...link),
    node: compile("wrapper_node.c", "wrapper.node", "-shared", "-fPIC", "-I", nodeHeaders),
  };
}
