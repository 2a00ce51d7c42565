/** Where the files stand. */
import { file, GENERATED } from "../../print/text.ts";
import type { GeneratedFile } from "../../target.ts";

export const FOLDER = "bindings/julia/src/generated";
export const TESTS = "bindings/julia/test/generated";

/** The file of a namespace. */
export const fileOf = (namespace: string): string => (namespace === "" ? "top" : namespace.replaceAll(".", "_"));

/** `classes.jl` includes the files of `classes/`. */
export function includeFile(folder: string, namespaces: readonly string[]): GeneratedFile {
  return {
    path: `${FOLDER}/${folder}.jl`,
    text: file([`# ${GENERATED}`, ...namespaces.map((n) => `include("${folder}/${fileOf(n)}.jl")`)]),
  };
}
