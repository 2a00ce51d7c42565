/** Prints a language's binding with all faults into a copy of its package, below build/mutations as it stands in the repository. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadTarget } from "../../codegen/src/discover.ts";
import type { Model } from "../../codegen/src/model/model.ts";
import { readModel } from "../../codegen/src/read/read_schemas.ts";
import type { GeneratedFile } from "../../codegen/src/target.ts";
import { BINDINGS, type Bindings } from "./bindings.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { changedCalls } from "./text.ts";

export const COPY = "build/mutations";
const SCHEMAS = `${COPY}/c-api/schema`;
/** What is no source, wherever it lies below a package's folder, and what is none beside its sources. */
const NOWHERE = new Set(["node_modules", "test", "tests", "__pycache__"]);
const BESIDE = new Set(["target", "dist", "lib", "bench"]);

function isSource(path: string): boolean {
  const [, , top = "", ...below] = path.split("/");
  return !BESIDE.has(top) && ![top, ...below].some((part) => NOWHERE.has(part));
}

export async function printFaulty(language: string): Promise<void> {
  const bindings = BINDINGS[language];
  if (!bindings) throw new Error(`test/mutations/bindings.ts does not say how ${language} calls the engine`);
  const target = await loadTarget(language);
  const model = readModel({ root: ".", schemas: bindings.unlessGiven ? "c-api/schema" : schemasWithOtherDefaults() });
  const files = FAULTS.reduce((all, fault) => withFault(all, fault, model, bindings), target.files(model));
  const folder = `bindings/${language}`;
  rmSync(join(COPY, folder), { recursive: true, force: true });
  if (language !== "c") {
    cpSync(folder, join(COPY, folder), { recursive: true, filter: isSource });
  }
  for (const { path, text } of files) {
    if (!isSource(path)) continue;
    mkdirSync(dirname(join(COPY, path)), { recursive: true });
    writeFileSync(join(COPY, path), text);
  }
}

function withFault(
  files: readonly GeneratedFile[],
  fault: Fault,
  model: Model,
  bindings: Bindings,
): readonly GeneratedFile[] {
  const f = model.function(fault.function);
  if (!f) throw new Error(`there is no function ${fault.function}`);
  if (fault.anotherDefault && !bindings.unlessGiven) return files;
  let changes = 0;
  const out = files.map(({ path, text }) => {
    const changed = changedCalls(text, bindings.call(f), (values) => fault.apply(values, bindings));
    if (changed !== text) changes += 1;
    return { path, text: changed };
  });
  if (changes === 0) throw new Error(`no printed file was changed by: ${fault.function}, ${fault.what}`);
  return out;
}

/** The recorded schemas with the defaults that the faults ask for. */
function schemasWithOtherDefaults(): string {
  rmSync(SCHEMAS, { recursive: true, force: true });
  cpSync("c-api/schema", SCHEMAS, { recursive: true });
  for (const { function: name, anotherDefault: wanted } of FAULTS) {
    if (!wanted) continue;
    const path = `${SCHEMAS}/functions/${name}.json`;
    const record = JSON.parse(readFileSync(path, "utf8")) as { attributes: { name: string; default: unknown }[] };
    const attribute = record.attributes.find((a) => a.name === wanted.argument);
    if (!attribute || attribute.default === wanted.value) throw new Error(`${name} has no such default to change`);
    attribute.default = wanted.value;
    writeFileSync(path, JSON.stringify(record));
  }
  return SCHEMAS;
}

/** What a runner reads beside its plan: the data files; and an earlier report goes. */
export function copyData(language: string): void {
  const folder = "build/conformance";
  mkdirSync(join(COPY, folder), { recursive: true });
  const files = join(folder, "files");
  if (existsSync(files)) cpSync(files, join(COPY, files), { recursive: true });
  rmSync(join(COPY, folder, `${language}.json`), { force: true });
  cpSync("tsconfig.json", join(COPY, "tsconfig.json"));
}
