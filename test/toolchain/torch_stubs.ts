/**
 * PyTorch's wheel on PyPI names CUDA libraries of some gigabytes, which a machine without a GPU never calls but whose
 * absence keeps `import torch` from loading. This writes a library without content for each that is missing: with its
 * name, the versions that are asked of it, and functions that answer "no device" for the symbols that nobody else has.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Needs {
  readonly libraries: readonly string[];
  /** Library -> names of its symbol versions that are asked for. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Symbols {
  readonly defined: ReadonlySet<string>;
  /** Name -> the version it is wanted in, "" without one. Weak ones may stay open. */
  readonly wanted: ReadonlyMap<string, string>;
}

const readelf = (file: string, ...options: string[]): string[] =>
  execFileSync("readelf", ["-W", ...options, file], { encoding: "utf8", maxBuffer: 1 << 30 }).split("\n");

function needsOf(file: string): Needs {
  const libraries = readelf(file, "-d").flatMap((line) => /\(NEEDED\).*\[(.+)\]/.exec(line)?.[1] ?? []);
  const versions = new Map<string, Set<string>>();
  let library = "";
  for (const line of readelf(file, "-V")) {
    library = /\bFile: (\S+)/.exec(line)?.[1] ?? library;
    const name = /\bName: (\S+)\s+Flags/.exec(line)?.[1];
    if (name !== undefined && library !== "") versions.set(library, (versions.get(library) ?? new Set()).add(name));
  }
  return { libraries, versions };
}

function symbolsOf(file: string): Symbols {
  const defined = new Set<string>();
  const wanted = new Map<string, string>();
  for (const line of readelf(file, "--dyn-syms")) {
    const [, , , , binding, , section, symbol] = line.trim().split(/\s+/);
    if (symbol === undefined || section === undefined || !/^[\w$.]+(@|$)/.test(symbol)) continue;
    const [name = "", version = ""] = symbol.split(/@+/);
    if (section !== "UND") defined.add(name);
    else if (binding === "GLOBAL") wanted.set(name, version);
  }
  return { defined, wanted };
}

/** Where the system's loader finds libraries. */
function systemLibraries(): Map<string, string> {
  const lines = execFileSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" }).split("\n");
  return new Map(
    lines.flatMap((line) => {
      const found = /^\s*(\S+) \(.*x86-64.*\) => (\S+)/.exec(line);
      return found?.[1] !== undefined && found[2] !== undefined ? [[found[1], found[2]]] : [];
    }),
  );
}

function writeStub(
  library: string,
  folder: string,
  versions: ReadonlySet<string>,
  symbols: ReadonlyMap<string, string>,
): void {
  const scratch = mkdtempSync(join(tmpdir(), "stub-"));
  try {
    const marks = [...versions].map((version, i) => ({ version, name: `mixgrad_stub_${String(i)}` }));
    const code = [
      "enum { NO_DEVICE = 100 }; // cudaErrorNoDevice, which PyTorch takes for what it is",
      ...[...symbols.keys()].map((name) => `int ${name}(void) { return NO_DEVICE; }`),
      ...marks.map(({ name }) => `int ${name};`),
      "int mixgrad_stub;",
    ];
    const map = marks.map(({ version, name }) => {
      const inside = [...symbols].filter(([, wanted]) => wanted === version).map(([symbol]) => symbol);
      return `${version} { global: ${[name, ...inside].join("; ")}; };`;
    });
    writeFileSync(join(scratch, "stub.c"), code.join("\n"));
    writeFileSync(join(scratch, "stub.map"), map.join("\n"));
    const script = map.length > 0 ? [`-Wl,--version-script,${join(scratch, "stub.map")}`] : [];
    const output = ["-o", join(folder, library), `-Wl,-soname,${library}`];
    execFileSync("gcc", ["-w", "-shared", "-fPIC", "-fno-builtin", ...output, join(scratch, "stub.c"), ...script]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Makes `import torch` work in an environment where it was installed without its dependencies. Names of the stubs. */
export function stubCuda(torchFolder: string, python: string): string[] {
  const folder = join(torchFolder, "lib");
  const system = systemLibraries();
  const own = readdirSync(folder).filter((name) => name.includes(".so"));
  const files = own.map((name) => join(folder, name));
  const needs = files.map(needsOf);
  const needed = new Set(needs.flatMap((need) => need.libraries));
  const missing = [...needed].filter(
    (name) => !own.includes(name) && !system.has(name) && !existsSync(join("/lib64", name)),
  );
  if (missing.length === 0) return [];

  const versions = new Map(
    missing.map((name) => [name, new Set(needs.flatMap((need) => [...(need.versions.get(name) ?? [])]))]),
  );
  const present = [...needed].flatMap((name) => system.get(name) ?? []);
  const symbols = files.map(symbolsOf);
  const known = new Set([...symbols, ...[...present, python].map(symbolsOf)].flatMap((s) => [...s.defined]));
  const open = new Map(symbols.flatMap((s) => [...s.wanted]).filter(([name]) => !known.has(name)));
  for (const library of missing) {
    const asked = versions.get(library) ?? new Set();
    // Who defines a symbol without a version is not written anywhere: every library without versions has all of them.
    const here = [...open].filter(([, version]) => (version === "" ? asked.size === 0 : asked.has(version)));
    writeStub(library, folder, asked, new Map(here));
  }
  return missing;
}
