/** What the benchmarks need beside mixgrad: PyTorch in an environment of its own, and the minimal wrappers. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stubCuda } from "./torch_stubs.ts";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const output = join(root, "build/bench");
export const workers = join(here, "workers");
export const python = join(root, "build/venv/bin/python");
export const packagePath = join(root, "build/python");

const run = (program: string, ...options: string[]): string =>
  execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** The interpreter with PyTorch; the first call takes minutes, since the wheel is large. */
export function torchPython(): string {
  const environment = join(root, "build/bench-venv");
  const interpreter = join(environment, "bin/python");
  const stamp = join(environment, "requirements.txt");
  const requirements = readFileSync(join(here, "requirements.txt"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === requirements) return interpreter;
  console.error("bench: installing PyTorch into build/bench-venv");
  run("python3", "-m", "venv", environment);
  run(interpreter, "-m", "pip", "install", "--quiet", "--no-deps", "-r", join(here, "requirements.txt"));
  const packages = run(interpreter, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").trim();
  stubCuda(join(packages, "torch"), realpathSync(interpreter));
  writeFileSync(stamp, requirements);
  return interpreter;
}

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
