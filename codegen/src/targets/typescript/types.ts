/** Types of arguments and results in TypeScript, and the names that a file must import for them. */
import { visitType, type Signature, type Type, type TypeVisitor } from "../../model/types.ts";
import { namer } from "./names.ts";

const plain = (text: string) => (): string => text;

/** What a user may give. */
const GIVEN: TypeVisitor<string> = {
  tensor: plain("Tensor"),
  tensor_or_number: plain("Tensor | number"),
  tensors: plain("readonly Tensor[]"),
  bool: plain("boolean"),
  int: plain("number"),
  float: plain("number"),
  complex: plain("readonly [number, number]"),
  number: plain("number"),
  string: plain("string"),
  bytes: plain("Uint8Array"),
  path: plain("string"),
  dtype: plain("DType"),
  device: plain("Device"),
  generator: plain("Generator"),
  axis: plain("number"),
  axes: plain("number | readonly number[]"),
  index: plain("number"),
  slice: plain("SliceLike"),
  size: plain("number"),
  count: plain("number"),
  shape: plain("readonly number[]"),
  permutation: plain("readonly number[]"),
  subscript: plain("readonly Subscript[]"),
  none: plain("null"),
  enum: (t) => t.name,
  int_or_tuple: (t) =>
    `number | readonly ${t.length === 0 ? "number[]" : `[${Array(t.length).fill("number").join(", ")}]`}`,
  object: (t) => namer.class(t.class),
  function: (t) => `Callable<${functionText(t.signature)}>`,
  callback: (t) => `(${functionText(t.signature)})`,
  list: (t) => `readonly ${grouped(givenType(t.of))}[]`,
  map: (t) => `Readonly<Record<string, ${givenType(t.of)}>>`,
  optional: (t) => `${givenType(t.of)} | null`,
  record: (t) => t.name,
};

/** What a user gets: lists are theirs to change, numbers are numbers. */
const GOTTEN: TypeVisitor<string> = {
  ...GIVEN,
  tensor_or_number: plain("Tensor"),
  tensors: plain("Tensor[]"),
  axes: plain("number[]"),
  shape: plain("number[]"),
  permutation: plain("number[]"),
  int_or_tuple: plain("number[]"),
  none: plain("void"),
  slice: plain("Slice"),
  list: (t) => `${grouped(gottenType(t.of))}[]`,
  map: (t) => `Record<string, ${gottenType(t.of)}>`,
  optional: (t) => `${gottenType(t.of)} | null`,
};

export const givenType = (type: Type): string => visitType(type, GIVEN);
export const gottenType = (type: Type): string => visitType(type, GOTTEN);

function grouped(text: string): string {
  return /[ |]/.test(text) && !/^[\w.]+<.*>$/.test(text) ? `(${text})` : text;
}

/** `(Tensor, ...Tensor) -> Tensor` as a function type. */
function functionText({ parameters, result }: Signature): string {
  const list = parameters.map((word, i) =>
    word.startsWith("...") ? `...args: ${tensorWord(word.slice(3))}[]` : `x${i + 1}: ${tensorWord(word)}`,
  );
  return `(${list.join(", ")}) => ${tensorWord(result)}`;
}

function tensorWord(word: string): string {
  const listed = /^(?:\[(.*)\]|list<(.*)>|\.\.\.(.*)|(.*)\[\])$/.exec(word);
  if (listed) return `${tensorWord(listed.slice(1).find((part) => part !== undefined) ?? "")}[]`;
  return word === "Tensors" ? "Tensor[]" : word === "" || word === "()" ? "void" : word;
}

/** An identifier of a printed text, with the file that defines it. `place` is the file's folder below generated/. */
export interface Import {
  readonly name: string;
  readonly from: string;
}

const RUNTIME: Readonly<Record<string, string>> = {
  Tensor: "../generated/tensor.ts",
  Device: "device.ts",
  Generator: "generator.ts",
  Slice: "subscript.ts",
  SliceLike: "subscript.ts",
  Subscript: "subscript.ts",
  Callable: "callable.ts",
  Job: "job.ts",
  JobOptions: "job.ts",
  DType: "../generated/types.ts",
};

/**
 * The `import type` lines that a printed text needs, found by its words. `up` leads from the file to generated/; `own`
 * is what the file defines itself.
 */
export function typeImports(
  text: string,
  up: string,
  own: ReadonlySet<string>,
  names: { readonly classes: ReadonlySet<string>; readonly types: ReadonlySet<string> },
): string[] {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const found = new Map<string, string[]>();
  for (const word of [...new Set(code.match(/\b[A-Z]\w*/g) ?? [])].sort()) {
    if (own.has(word)) continue;
    const runtime = RUNTIME[word];
    const from = names.types.has(word)
      ? `${up}types.ts`
      : names.classes.has(word)
        ? `${up}classes/${word}.ts`
        : runtime === undefined
          ? ""
          : runtime.startsWith("../generated/")
            ? runtime.replace("../generated/", up)
            : `${up}../runtime/${runtime}`;
    if (from !== "") found.set(from, [...(found.get(from) ?? []), word]);
  }
  return [...found].sort().map(([from, list]) => `import type { ${list.join(", ")} } from "${from}";`);
}
