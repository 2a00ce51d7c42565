/** Prints what the linker, the engine and the loader need: the version script, and lists of symbols, error codes and functions. */
import type { AbiModel } from "../../model/abi.ts";
import { file, GENERATED } from "../../print/text.ts";
import { cParameters, cType } from "./types.ts";

/** Everything but the ABI stays local, whatever the compiler's flags were. */
export function versionScript(abi: AbiModel): string {
  return file([
    `/* ${GENERATED} */`,
    `${abi.prefix.toUpperCase()}_${abi.version.major} {`,
    "  global:",
    ...abi.symbols.map((symbol) => `    ${symbol};`),
    "  local:",
    "    *;",
    "};",
  ]);
}

export function symbolList(abi: AbiModel): string {
  return file([`# ${GENERATED}`, ...abi.symbols]);
}

/** An X-macro: `#define MIXGRAD_ERROR(name, NAME, code, parent)`, then include. The root's parent is itself. */
export function errorCodes(abi: AbiModel): string {
  return file([
    `// ${GENERATED} The source is c-api/errors.yml.`,
    "// Define MIXGRAD_ERROR(name, NAME, code, parent) before including; the root is its own parent.",
    ...abi.errors.map((e) => `MIXGRAD_ERROR(${e.name}, ${e.name.toUpperCase()}, ${e.code}, ${e.parent || e.name})`),
    "#undef MIXGRAD_ERROR",
  ]);
}

/** An X-macro of all functions: those that give something, and those that give nothing. */
export function functionList(abi: AbiModel): string {
  const lifetimes = abi.handles.flatMap((h) =>
    [...(h.retain ? [`${h.name}_retain`] : []), ...(h.release ? [`${h.name}_release`] : [])].map(
      (name) => `MIXGRAD_PROCEDURE(${name}, (${abi.prefix}_${h.name}* ${h.name}), (${h.name}))`,
    ),
  );
  const functions = abi.functions.map((f) => {
    const result = cType(f.returns, abi);
    const last = `${f.name}, (${cParameters(f.parameters, abi)}), (${f.parameters.map((p) => p.name).join(", ")})`;
    return result === "void" ? `MIXGRAD_PROCEDURE(${last})` : `MIXGRAD_FUNCTION(${result}, ${last})`;
  });
  return file([
    `// ${GENERATED} The source is c-api/abi.yml.`,
    "// Define MIXGRAD_FUNCTION(result, name, parameters, arguments) and MIXGRAD_PROCEDURE(name, parameters, arguments) before including.",
    ...lifetimes,
    ...functions,
    "#undef MIXGRAD_FUNCTION",
    "#undef MIXGRAD_PROCEDURE",
  ]);
}
