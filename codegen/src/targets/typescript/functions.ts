/** Prints the free functions: one file for each namespace. */
import { handleName } from "../../lower/names.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import { file, GENERATED, indent, joined } from "../../print/text.ts";
import { functionComment } from "./comments.ts";
import { braced, called } from "./layout.ts";
import { namer, optionsName } from "./names.ts";
import { ownOptions } from "./options.ts";
import { callStatement, handle, hasOptions, optionsInterface, resultType, returnType, signature } from "./signature.ts";
import { givenType, typeImports } from "./types.ts";

export function functionsFile(functions: readonly FunctionModel[], model: Model): string {
  const body = functions.flatMap((f) => [...printFunction(f, model), ""]);
  const text = body.join("\n");
  const known = functions.map((f) => `[${namer.function(f)}, ${handleName(f)}]`);
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    ...runtimeImport(text, "../../", ["engineFunctions"]),
    ...typeImports(text, "../", new Set([...functions.map(optionsName), ...functions.map(handleName)]), namesOf(model)),
    "",
    ...functions.flatMap(handle),
    "",
    ...body,
    ...called("engineFunctions(", known, ");"),
  ]);
}

/** The names of classes and of enums, records and dtypes, which files import. */
export function namesOf(model: Model): { classes: Set<string>; types: Set<string> } {
  return {
    classes: new Set(model.classes.map((c) => namer.class(c.name))),
    types: new Set(["DType", ...model.enums.map((e) => e.name), ...model.records.map((r) => r.name)]),
  };
}

const RUNTIME: Readonly<Record<string, readonly string[]>> = {
  "runtime/call.ts": [
    "call",
    "callInBackground",
    "checkOptions",
    "engineFunctions",
    "isOptions",
    "operator",
    "renamed",
  ],
  "runtime/containers.ts": ["entriesOf", "itemsOf", "listed"],
  "runtime/job.ts": ["callJob"],
  "runtime/subscript.ts": ["sliceOf"],
  "runtime/object.ts": [
    "construct",
    "EngineObject",
    "getProperty",
    "holding",
    "iterate",
    "iterateNow",
    "missing",
    "registerClass",
    "setProperty",
    "vacant",
  ],
};

/** Imports what a text calls of the runtime. */
export function runtimeImport(text: string, up: string, always: readonly string[] = []): string[] {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "");
  return Object.entries(RUNTIME).flatMap(([from, names]) => {
    const used = names.filter(
      (name) =>
        always.includes(name) ||
        (name === "operator" && from === "runtime/call.ts") ||
        new RegExp(`(?<![.\\w])${name}(<[^()]*>)?\\(`).test(code) ||
        (name === "EngineObject" && / extends EngineObject/.test(code)),
    );
    return used.length === 0 ? [] : braced("import ", used, ` from "${up}${from}";`);
  });
}

function printFunction(f: FunctionModel, model: Model): string[] {
  const { parameters, prologue, packed } = signature(f);
  if (f.traits.includes("transform")) return printTransform(f, model);
  return [
    ...optionsInterface(f),
    ...functionComment(f, model),
    ...joined(
      `export function ${namer.function(f)}(`,
      parameters.map((p) => p.text),
      `): ${returnType(f)} {`,
    ),
    ...indent([...prologue, ...callStatement(f, [], packed)]),
    "}",
  ];
}

/** `grad(f, options)(x, y)`: takes a function, gives one. */
function printTransform(f: FunctionModel, model: Model): string[] {
  const required = f.arguments.filter((a) => a.required);
  const [first, ...rest] = required;
  if (!first) throw new Error(`${f.name} transforms nothing`);
  const spread = rest.length === 1 ? "..." : "";
  const parameters = rest.map((a) => `${spread}${namer.parameter(f, a)}: ${givenType(a.type)}`);
  const packed = f.arguments.map((a) => (a.required ? namer.parameter(f, a) : `options.${namer.parameter(f, a)}`));
  const options = f.arguments.filter((a) => !a.required);
  const shaped: FunctionModel = { ...f, positional: [first], named: options };
  return [
    ...optionsInterface(shaped),
    ...functionComment(shaped, model),
    `export function ${namer.function(f)}(`,
    ...indent([
      `${namer.parameter(f, first)}: ${givenType(first.type)},`,
      ...(hasOptions(shaped) ? [`options: ${optionsName(f)} = {},`] : []),
    ]),
    `): (${parameters.join(", ")}) => ${returnType(f)} {`,
    ...indent([
      ...(options.length > 0 ? [`checkOptions(${handleName(f)}, options);`] : []),
      `return (${parameters.join(", ")}) => call<${resultType(f.result)}>(${handleName(f)}, [${packed.join(", ")}]);`,
    ]),
    "}",
  ];
}

/** For the reference: how it is called. */
export function functionSignature(f: FunctionModel): string {
  const texts = signature(f).parameters.map((p) => p.text);
  const lines = [
    ...optionsInterface(f).filter((line) => !line.includes("/**")),
    ...(ownOptions(f).length > 0 ? [""] : []),
  ];
  if (f.member === "constructor") return [...lines, ...joined(`new ${namer.class(f.owner)}(`, texts, ")")].join("\n");
  const name = f.member === "method" ? `${namer.class(f.owner)}.${namer.method(f)}` : namer.function(f);
  return [...lines, ...joined(`${name}(`, texts, `): ${returnType(f)}`)].join("\n");
}
