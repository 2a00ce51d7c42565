import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: path("../.."),
  oxc: { target: "es2022" },
  resolve: {
    alias: [
      { find: /^mixgrad$/, replacement: path("dist/index.js") },
      { find: /^mixgrad-test-support$/, replacement: path("test/support.ts") },
    ],
  },
  test: {
    include: ["bindings/typescript/test/*.test.ts", "build/typescript/examples/*.test.ts"],
    execArgv: ["--expose-gc"],
    // Only a test that hangs takes so long, also where the machine is busy.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    server: { deps: { external: [/bindings\/typescript\/dist\//] } },
    // The machine's cores are few, and each file brings its own process with the engine's threads.
    maxWorkers: 2,
  },
});
