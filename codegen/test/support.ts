/** Where things are, and a copy of the invented schemas that a test may spoil. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Model } from "../src/model/model.ts";
import { readModel } from "../src/read/read_schemas.ts";

export const INVENTED = fileURLToPath(new URL("invented", import.meta.url));
export const GOLDEN = fileURLToPath(new URL("golden", import.meta.url));
export const TARGETS = fileURLToPath(new URL("../src/targets", import.meta.url));
export const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

export function inventedModel(root = INVENTED): Model {
  return readModel({ root, schemas: "." });
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "codegen-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function copyOfInvented(): string {
  const folder = temporaryFolder();
  cpSync(INVENTED, folder, { recursive: true });
  return folder;
}

/** Rewrites one JSON file. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function edit(root: string, file: string, change: (record: any) => void): void {
  const path = join(root, file);
  const record: unknown = JSON.parse(readFileSync(path, "utf8"));
  change(record);
  writeFileSync(path, JSON.stringify(record));
}
