import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const LIBRARY = "build/release/c-api/libmixgrad.so.0";
const promised = readFileSync("c-api/generated/symbols.txt", "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

function symbols(file: string, ...options: string[]): string[] {
  const lines = execFileSync("nm", ["--format=posix", ...options, file], { encoding: "utf8", maxBuffer: 1 << 26 });
  return lines.split("\n").map((line) => (line.split(" ")[0] ?? "").replace(/@.*/, ""));
}

test("the library exports what abi.yml says, and nothing else", () => {
  const exported = symbols(LIBRARY, "-D", "--defined-only").filter((name) => name !== "" && name !== "MIXGRAD_0");
  expect(exported.sort()).toEqual([...promised].sort());
});

test("every symbol is linked by a test", () => {
  const linked = new Set(symbols("build/release/c-api/abi_test", "-D", "--undefined-only"));
  expect(promised.filter((name) => !linked.has(name))).toEqual([]);
});

test("the library needs nothing that a user would have to install", () => {
  const needed = execFileSync("objdump", ["-p", LIBRARY], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("NEEDED"))
    .map((line) => line.trim().split(/\s+/)[1]);
  expect(needed.filter((name) => !/^(libc|libm|libpthread|libdl|ld-linux-x86-64)\.so/.test(name ?? ""))).toEqual([]);
});

const released = "c-api/released";
const clients = (existsSync(released) ? readdirSync(released) : []).filter((v) =>
  existsSync(join(released, v, "client")),
);

test("there is an old client", () => expect(clients.length).toBeGreaterThan(0));

test.each(clients)("the client built for %s runs on today's library", (version) => {
  const folder = join(released, version);
  const output = execFileSync(join(folder, "client"), {
    encoding: "utf8",
    env: { ...process.env, LD_LIBRARY_PATH: "build/release/c-api" },
  });
  expect(output).toBe(readFileSync(join(folder, "client.expected"), "utf8"));
});
