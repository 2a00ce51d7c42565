/** Conformance: one plan for each language, from the schemas and the case files. */
import { fileURLToPath } from "node:url";
import { loadTarget, targetNames } from "../../discover.ts";
import { readCases } from "./read.ts";
import { conformanceTarget, type Language } from "./target.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, "");

const names = targetNames().filter((name) => !["conformance", "docs", "typed_calls"].includes(name));
const loaded = await Promise.all(names.map((name) => loadTarget(name)));
const languages = loaded.flatMap((t): Language[] => (t.spelling ? [{ name: t.name, spelling: t.spelling }] : []));

export default conformanceTarget(languages, () => readCases(ROOT));
