/** An empty place to install into: its own folder, home and PATH, without a compiler and without the network. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join, resolve } from "node:path";

export const PROGRAMS = resolve("test/packages/programs");
const NOWHERE = "http://127.0.0.1:9";

export class Place {
  readonly folder: string;
  readonly #path: string;

  /** @param tools all that is on the PATH, as the PATH of the tests has them. */
  constructor(language: string, tools: readonly string[] | "everything") {
    this.folder = mkdtempSync(join(tmpdir(), `mixgrad-${language}-`));
    if (tools === "everything") {
      this.#path = process.env["PATH"] ?? "";
      return;
    }
    this.#path = join(this.folder, "bin");
    mkdirSync(this.#path);
    for (const tool of tools) symlinkSync(found(tool), join(this.#path, tool));
  }

  /** Runs a command here and gives what it printed; fails with all it said if it failed. */
  run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
    const result = spawnSync(command, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: {
        HOME: this.folder,
        LANG: "C.UTF-8",
        PATH: this.#path,
        http_proxy: NOWHERE,
        https_proxy: NOWHERE,
        ...environment,
      },
    });
    if (result.error) throw result.error;
    if (result.status !== 0) {
      throw new Error(`${[command, ...args].join(" ")}: status ${result.status}\n${result.stdout}${result.stderr}`);
    }
    return result.stdout;
  }

  /** Takes a program of ours. */
  take(program: string): string {
    copyFileSync(join(PROGRAMS, program), join(this.folder, basename(program)));
    return basename(program);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  has(tool: string): boolean {
    return this.#path.split(delimiter).some((folder) => existsSync(join(folder, tool)));
  }

  read(path: string): Buffer {
    return readFileSync(resolve(this.folder, path));
  }
}

function found(tool: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const path = folders.map((folder) => join(folder, tool)).find(existsSync);
  if (path === undefined) throw new Error(`there is no ${tool} on the PATH`);
  return path;
}
