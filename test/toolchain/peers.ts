/**
 * Installs PyTorch into build/peers, an environment of its own, once: a minute, 1.4 GB. MIXGRAD_NO_TORCH=1 does without;
 * what needs it is then skipped.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stubCuda } from "./torch_stubs.ts";

const here = dirname(fileURLToPath(import.meta.url));
const environment = resolve(here, "../../build/peers");
const interpreter = join(environment, "bin/python");
const pins = join(here, "peers.txt");
const stamp = join(environment, "peers.txt");

const run = (program: string, ...options: string[]): string =>
  execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const text = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

if (process.env["MIXGRAD_NO_TORCH"] !== "1" && text(stamp) !== text(pins)) {
  console.log("setup: installing PyTorch into build/peers");
  run("python3", "-m", "venv", "--clear", environment);
  run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", pins);
  const packages = run(interpreter, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").trim();
  stubCuda(join(packages, "torch"), realpathSync(interpreter));
  writeFileSync(stamp, text(pins));
}
