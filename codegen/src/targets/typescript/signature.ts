/** How a function is called in TypeScript: its parameters, its options, and the packed arguments behind them. */
import { lower, type LoweredArgument } from "../../lower/lower.ts";
import { handleName } from "../../lower/names.ts";
import { isObjectList } from "../../lower/spread.ts";
import type { Argument, FunctionModel, Result } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { capabilities } from "./capabilities.ts";
import { memberComment } from "./comments.ts";
import { isSpread } from "./examples.ts";
import { braced, called } from "./layout.ts";
import { namer, optionsName } from "./names.ts";
import { alsoPositional, ownOptions } from "./options.ts";
import { spelling } from "./spelling.ts";
import { givenType, gottenType } from "./types.ts";

export interface Parameter {
  readonly name: string;
  /** As declared: `axis?: number | SumOptions`. */
  readonly text: string;
  /** As handed on to a function with the same parameters. */
  readonly forwarded: string;
}

export interface PrintedSignature {
  readonly parameters: readonly Parameter[];
  /** Statements before the call. */
  readonly prologue: readonly string[];
  /** What the packed call takes, in the schema's order. */
  readonly packed: readonly string[];
}

export function isLong(f: FunctionModel): boolean {
  return f.blocking === "long";
}

export function hasOptions(f: FunctionModel): boolean {
  return ownOptions(f).length > 0 || isLong(f);
}

/** Optional members of an options object, and the type of one argument. */
const optional = (text: string): string => (text.endsWith("undefined") ? text : `${text} | undefined`);

export function signature(f: FunctionModel): PrintedSignature {
  const [lowered] = lower(f, capabilities, namer).signatures;
  if (!lowered) throw new Error(`${f.name} has no signature`);
  const { positional } = lowered;
  const also = alsoPositional(f);
  const inOptions = positional.find((a) => a.argument === also);
  const parameters = positional.map((a, i) => parameter(f, a, i === positional.length - 1, inOptions === a));
  if (hasOptions(f)) {
    const needed = f.named.some((a) => a.required);
    const type = ownOptions(f).length === 0 ? "JobOptions" : optionsName(f);
    parameters.push({ name: "options", text: `options: ${type}${needed ? "" : " = {}"}`, forwarded: "options" });
  }
  const prologue = [
    ...(inOptions
      ? [
          `if (isOptions(${inOptions.name})) [${inOptions.name}, options] = [${inOptions.name}.${inOptions.name}, ${inOptions.name}];`,
        ]
      : []),
    ...(ownOptions(f).length > 0 ? [`checkOptions(${handleName(f)}, options);`] : []),
    ...positional.flatMap((a) =>
      isSpread(f) && isObjectList(a.type) ? [`const all = listed<${gottenType(a.type.of)}>(${a.name});`] : [],
    ),
  ];
  const place = (a: Argument): string => {
    const name = isSpread(f) && isObjectList(a.type) ? "all" : namer.parameter(f, a);
    return converted(f, a, a.positional ? name : `options.${name}`);
  };
  return { parameters, prologue, packed: f.arguments.map(place) };
}

/** Ranges have several forms, and fields of records the language's own names. */
function converted(f: FunctionModel, a: Argument, text: string): string {
  const type = required(a.type);
  if (type.kind === "slice")
    return `sliceOf(${text}, "${spelling.operatorInError(f, f.name)}", "${namer.parameter(f, a)}")`;
  if (type.kind !== "record") return text;
  const names = type.fields
    .map((field) => [namer.property("", field.name), field.name])
    .filter(([own, name]) => own !== name);
  return names.length === 0
    ? text
    : `renamed(${text}, { ${names.map(([own, name]) => `${own}: "${name}"`).join(", ")} })`;
}

function parameter(f: FunctionModel, a: LoweredArgument, last: boolean, inOptions: boolean): Parameter {
  const type = givenType(a.type);
  if (last && isSpread(f) && isObjectList(a.type)) {
    return { name: a.name, text: `...${a.name}: ${type} | readonly [${type}]`, forwarded: `...${a.name}` };
  }
  if (last && isSpread(f)) return { name: a.name, text: `...${a.name}: ${type}`, forwarded: `...${a.name}` };
  if (a.argument.required) return { name: a.name, text: `${a.name}: ${type}`, forwarded: a.name };
  const text = `${a.name}?: ${optional(inOptions ? `${type} | ${optionsName(f)}` : type)}`;
  return { name: a.name, text, forwarded: a.name };
}

/** The interface of the options; none if there are none of its own. */
export function optionsInterface(f: FunctionModel): string[] {
  if (ownOptions(f).length === 0) return [];
  const members = ownOptions(f).flatMap((a) => [
    ...memberComment(a),
    a.required
      ? `${namer.parameter(f, a)}: ${givenType(a.type)};`
      : `${namer.parameter(f, a)}?: ${optional(givenType(a.type))};`,
  ]);
  const name = f.member === "constructor" ? `new ${namer.class(f.owner)}` : f.name;
  return [
    `/** Options of \`${name}\`. */`,
    `export interface ${optionsName(f)}${isLong(f) ? " extends JobOptions" : ""} {`,
    ...members.map((line) => `  ${line}`),
    "}",
    "",
  ];
}

/** `const SUM = operator("sum", 1, …);`: the engine's function, found at its first call. */
export function handle(f: FunctionModel): string[] {
  const options = ownOptions(f).map((a) => `"${namer.parameter(f, a)}"`);
  const outputs = f.result.kind === "record" ? f.outputs.map((o) => `"${namer.property("", o.name)}"`) : [];
  const facts = [
    ...(options.length > 0 ? [`options: [${options.join(", ")}]`] : []),
    ...(outputs.length > 0 ? [`outputs: [${outputs.join(", ")}]`] : []),
    ...(isLong(f) ? ["job: true"] : []),
    ...(f.arguments.some((a) => required(a.type).kind === "callback") ? ["keepsFunctions: true"] : []),
  ];
  const head = `const ${handleName(f)} = operator("${f.name}", ${f.version}`;
  if (facts.length === 0) return [`${head});`];
  return braced(`${head}, `, facts, ");");
}

export function resultType(result: Result): string {
  switch (result.kind) {
    case "nothing":
      return "void";
    case "record":
      return result.name;
    default:
      return gottenType(result.output.type);
  }
}

/** What a call gives: the result, a promise of it, or a job. */
export function returnType(f: FunctionModel): string {
  const type = resultType(f.result);
  return f.blocking === "long" ? `Job<${type}>` : f.blocking === "io" ? `Promise<${type}>` : type;
}

/** The statement that calls the engine. `before` is what stands before the arguments, such as self. */
export function callStatement(f: FunctionModel, before: readonly string[], packed: readonly string[]): string[] {
  const args = [...before, ...packed];
  const type = resultType(f.result);
  if (f.blocking === "long") return called(`return callJob<${type}>(${handleName(f)}, `, args, ", options);");
  if (f.blocking === "io") return called(`return callInBackground<${type}>(${handleName(f)}, `, args, ");");
  if (f.keepsSelf) return called(`return holding(call<${type}>(${handleName(f)}, `, args, "), this);");
  return called(type === "void" ? `call(${handleName(f)}, ` : `return call<${type}>(${handleName(f)}, `, args, ");");
}
