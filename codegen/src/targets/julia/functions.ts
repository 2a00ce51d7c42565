/** Free functions and methods: a definition that hands its arguments to the engine. */
import { isTransform } from "../../lower/spread.ts";
import type { ClassModel, FunctionModel, Model } from "../../model/model.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED } from "../../print/text.ts";
import { functionDoc } from "./docstrings.ts";
import { fileOf, FOLDER, includeFile } from "./layout.ts";
import { handleOf, isByHand, isFunctor, methodName, namer, pathFirst, qualified, typeName } from "./names.ts";
import { definition, extendedTypes, packed, printParameters, shownSignature } from "./signature.ts";

const isInPlace = (f: FunctionModel): boolean => f.member === "function" && f.name.endsWith("_");

export const printHandle = (f: FunctionModel): string => `const ${handleOf(f)} = EngineFunction("${f.name}")`;

function callOf(f: FunctionModel, self: readonly string[]): string {
  const given = [handleOf(f), ...self, ...packed(f)].join(", ");
  if (f.blocking === "long") return `run_job(${given}; progress = progress)`;
  return `${f.keepsSelf ? "construct" : "invoke"}(${given})`; // what is constructed holds what it was made with
}

function bodyOf(f: FunctionModel, self: readonly string[]): string[] {
  const call = callOf(f, self);
  if (isInPlace(f)) return [call, `return ${namer.parameter(f, f.positional[0] ?? { name: "x" })}`];
  switch (f.result.kind) {
    case "nothing":
      return [call, "return nothing"];
    case "record":
      return [`NamedTuple{(${f.outputs.map((o) => `:${o.name}`).join(", ")})}(${call})`];
    case "list":
      return [call];
    case "single": {
      const { type } = f.result.output;
      if (type.kind === "none") return [call, "return nothing"];
      if (type.kind === "enum") return [`enum_name(_enum_${type.name}, ${call})`];
      return [type.kind === "record" ? `record(${call})` : call];
    }
  }
}

export function printFunction(f: FunctionModel): string[] {
  if (isByHand(f)) return [printHandle(f), ""];
  const name = namer.function(f);
  const definitions = extendedTypes(f, name).flatMap((types) =>
    definition(qualified(name), printParameters(f, [], types), bodyOf(f, [])),
  );
  const known =
    f.blocking === "long" || isTransform(f) ? [] : [`engine_function(::typeof(${qualified(name)})) = ${handleOf(f)}`];
  return [printHandle(f), "", ...functionDoc(f, shownSignature(f, name)), ...definitions, ...known, ""];
}

export function printMethod(c: ClassModel, f: FunctionModel): string[] {
  if (isByHand(f)) return f.name.startsWith("Module.") || f.name.startsWith("Dataset.") ? [printHandle(f), ""] : [];
  if (isFunctor(f)) return printFunctor(c, f);
  const name = methodName(f);
  const self = `self::${typeName(c)}`;
  const parameters = pathFirst(f) ? `path::PathLike, ${self}` : printParameters(f, [self]);
  const body = pathFirst(f) ? [`invoke(${handleOf(f)}, self, _path(path))`, "return nothing"] : bodyOf(f, ["self"]);
  const shown = pathFirst(f) ? `${name}(path, self)` : shownSignature(f, name, ["self"]);
  return [printHandle(f), "", ...functionDoc(f, shown), ...definition(qualified(name), parameters, body), ""];
}

/** What calling the object does; it has no name to document. */
function printFunctor(c: ClassModel, f: FunctionModel): string[] {
  return [printHandle(f), "", ...definition(`(self::${typeName(c)})`, printParameters(f), bodyOf(f, ["self"])), ""];
}

/** One file for each namespace. */
export function functionFiles(model: Model): GeneratedFile[] {
  const namespaces = [...new Set(model.functions.map((f) => f.namespace))];
  const files = namespaces.map((namespace) => ({
    path: `${FOLDER}/functions/${fileOf(namespace)}.jl`,
    text: file([
      `# ${GENERATED}`,
      `# Functions of ${namespace === "" ? "the top" : namespace}.`,
      "",
      ...model.functions.filter((f) => f.namespace === namespace).flatMap(printFunction),
    ]),
  }));
  return [includeFile("functions", namespaces), ...files];
}
