/** Prints what the linker and the engine need: the version script, the list of symbols and the error codes. */
import type { AbiModel } from "../../model/abi.ts";
import { file, GENERATED } from "../../print/text.ts";

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
