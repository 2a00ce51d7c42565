/** Free functions by namespace, the tensor's methods, and the constants that hold the engine's functions. */
import { camelCase, handleName } from "../../lower/names.ts";
import { isTensorMethod } from "../../lower/jvm.ts";
import { membersOf } from "../../model/members.ts";
import type { Argument, ClassModel, FunctionModel, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { file, GENERATED, indent, joined } from "../../print/text.ts";
import { functionComment } from "./scaladoc.ts";
import { defaultText } from "./literals.ts";
import { isBare, methodName, namer, packageOf } from "./names.ts";
import { converted, gottenType, isFunction, isVariadic, packed, parameterType } from "./types.ts";

export const HEAD = `// ${GENERATED} The source is c-api/schema/ and c-api/abi.yml.`;

/** What every printed file may name. */
export function imports(namespace: string): string[] {
  return [
    `package ${packageOf(namespace)}`,
    "",
    ...(namespace === "" ? [] : ["import mixgrad.*"]),
    "import mixgrad.internal.{Fn, Functions, Values}",
    "import io.mixgrad.internal.{Engine, Jobs, Raw}",
    "",
  ];
}

export function returnType(f: FunctionModel): string {
  if (f.result.kind === "nothing") return "Unit";
  return f.result.kind === "record" ? f.result.name : gottenType(f.result.output.type);
}

/** Arguments in the order in which Scala lists them: by place, then by name. */
export const listed = (f: FunctionModel, skip: number): Argument[] => [...f.positional.slice(skip), ...f.named];

export function parameterText(f: FunctionModel, a: Argument, defaults = true): string {
  return `${namer.parameter(f, a)}: ${parameterType(a)}${defaults ? defaultText(a) : ""}`;
}

/** The call: `before` are the packed arguments that stand before the schema's. */
export function callText(f: FunctionModel, before: readonly string[], names: ReadonlyMap<Argument, string>): string {
  const args = f.arguments.map((a) => names.get(a) ?? packed(a, namer.parameter(f, a)));
  const run = f.blocking === "long" ? "Jobs.run" : "Engine.call";
  const call = `${run}(${[`Fn.${handleName(f)}`, ...before, ...args].join(", ")})`;
  return resultText(f, call);
}

export function resultText(f: FunctionModel, call: string): string {
  const { result } = f;
  if (result.kind === "nothing") return `${call}: Unit`;
  if (result.kind === "record") return `${result.name}.of(${call})`;
  if (result.output.type.kind === "none") return `${call}: Unit`;
  const text = converted(result.output.type, call);
  return f.keepsSelf ? `Engine.holding(${text}, this)` : text; // it stands on this one
}

/** Functions that take functions: `grad(f)(x)`, for functions of one, two and three tensors. */
function transform(f: FunctionModel): string[] {
  const [fn, ...rest] = f.arguments.filter((a) => a.required);
  if (!fn || !isFunction(fn.type)) throw new Error(`${f.name} transforms nothing`);
  const options = f.arguments.filter((a) => !a.required);
  const spread = rest.length === 1;
  const second = rest.map((a) => `${namer.parameter(f, a)}: ${spread ? "Tensor*" : parameterType(a)}`);
  const name = namer.function(f);
  return [1, 2, 3].flatMap((arity) => {
    const type = arity === 1 ? "Tensor => Tensor" : `(${Array<string>(arity).fill("Tensor").join(", ")}) => Tensor`;
    const first = [`fn: ${type}`, ...options.map((a) => parameterText(f, a, arity === 1))];
    const names = new Map<Argument, string>([
      [fn, `Functions.of${arity}(fn)`],
      ...rest.map((a): [Argument, string] => [a, `Values.pack(${namer.parameter(f, a)})`]),
    ]);
    return [
      ...(arity === 1 ? functionComment(f, f.arguments) : [`/** The same for a function of ${arity} tensors. */`]),
      ...joined(`def ${name}(`, first, `)(${second.join(", ")}): ${returnType(f)} =`),
      `  ${callText(f, [], names)}`,
      "",
      ...(arity > 1 && options.length > 0 ? withoutOptions(name, type, second, arity, returnType(f), options) : []),
    ];
  });
}

/** Of overloaded functions one alone may have defaults: the others get a form without what may be left out. */
function withoutOptions(
  name: string,
  type: string,
  second: readonly string[],
  arity: number,
  result: string,
  options: readonly Argument[],
): string[] {
  const defaults = options.map((a) => defaultText(a).replace(/^ = /, ""));
  return [
    `/** The same for a function of ${arity} tensors, with the defaults. */`,
    `def ${name}(fn: ${type})(${second.join(", ")}): ${result} =`,
    `  ${name}(fn, ${defaults.join(", ")})(${second.map((p) => p.slice(0, p.indexOf(":")) + (p.endsWith("*") ? "*" : "")).join(", ")})`,
    "",
  ];
}

function freeFunction(f: FunctionModel): string[] {
  if (f.traits.includes("transform")) return transform(f);
  const parameters = listed(f, 0);
  // A loss as a value, `nn.crossEntropy`: without what may be left out.
  const short = f.inputs.some((a) => a.name === "target") && parameters.some((a) => !a.required);
  return [
    ...functionComment(f, parameters),
    ...joined(
      `def ${namer.function(f)}(`,
      parameters.map((a) => parameterText(f, a)),
      `): ${returnType(f)} =`,
    ),
    `  ${callText(f, [], new Map())}`,
    "",
    ...(short
      ? [
          `/** ${f.summary} With the defaults, so that it can be given as a function. */`,
          ...joined(
            `def ${namer.function(f)}(`,
            parameters.filter((a) => a.required).map((a) => parameterText(f, a)),
            `): ${returnType(f)} =`,
          ),
          `  ${resultText(f, `Engine.call(${[`Fn.${handleName(f)}`, ...f.arguments.filter((a) => a.required).map((a) => packed(a, namer.parameter(f, a)))].join(", ")})`)}`,
          "",
        ]
      : []),
    ...sizes(f),
  ];
}

/** `zeros(2, 3)`: sizes one by one. */
function sizes(f: FunctionModel): string[] {
  const [shape, ...more] = f.positional.filter((a) => a.required);
  if (!shape || shape.type.kind !== "shape" || more.length > 0 || f.inputs.length > 0) return [];
  return [
    `/** ${f.summary} The sizes one by one. */`,
    `def ${namer.function(f)}(sizes: Int*): ${returnType(f)} = ${namer.function(f)}(Shape(sizes*))`,
    "",
  ];
}

export function functionsFile(namespace: string, model: Model): string {
  const functions = model.functions.filter((f) => f.namespace === namespace);
  const forms = model.classes.filter((c) => c.namespace === namespace && c.functionForm !== "");
  return file([HEAD, ...imports(namespace), ...functions.flatMap(freeFunction), ...forms.flatMap(functionForm)]);
}

/** `compile(f)`: a constructor by another name, for functions of one, two and three tensors, and of any number. */
function functionForm(c: ClassModel): string[] {
  const name = namer.class(c.name);
  const form = camelCase(c.functionForm);
  const f = c.constructorFunction;
  if (!f) return [];
  if (!f.arguments.some((a) => isVariadic(a.type))) {
    const parameters = listed(f, 0);
    return [
      ...functionComment(f, parameters),
      ...joined(
        `def ${form}(`,
        parameters.map((a) => parameterText(f, a)),
        `): ${name} =`,
      ),
      `  ${name}(${parameters.map((a) => namer.parameter(f, a)).join(", ")})`,
      "",
    ];
  }
  const some = [1, 2, 3].flatMap((arity) => {
    const type = arity === 1 ? "Tensor => Tensor" : `(${Array<string>(arity).fill("Tensor").join(", ")}) => Tensor`;
    const given = Array.from({ length: arity }, (_, i) => `x(${i})`).join(", ");
    return [
      `/** ${c.summary} Of a function of ${arity} ${arity === 1 ? "tensor" : "tensors"}. */`,
      `def ${form}(fn: ${type}): ${name} = ${name}(x => fn(${given}))`,
      "",
    ];
  });
  return [
    ...some,
    `/** ${c.summary} Of a function of any number of tensors that gives any number. */`,
    `def ${form}All(fn: Seq[Tensor] => Seq[Tensor]): ${name} = ${name}(fn.asInstanceOf[Seq[Tensor] => Tensor])`,
    "",
  ];
}

/** The engine's functions, found when they are first used. */
export function handlesFile(model: Model): string {
  const members = model.classes.flatMap(membersOf);
  const keeps = (f: FunctionModel): boolean => f.arguments.some((a) => required(a.type).kind === "callback");
  return file([
    HEAD,
    "package mixgrad.internal",
    "",
    "import io.mixgrad.internal.EngineFunction",
    "",
    "private[mixgrad] object Fn {",
    ...indent(
      [...model.functions, ...members].map(
        (f) => `val ${handleName(f)} = EngineFunction(Wrappers.own, "${f.name}", ${f.version}, ${keeps(f)})`,
      ),
    ),
    "}",
  ]);
}

const SYMBOLS: Readonly<Record<string, string>> = { "@": "@@", "==": "===", "!=": "=!=", neg: "unary_-", "**": "**" };
const ALPHANUMERIC = new Set(["getitem", "setitem", "abs"]);

/** The tensor: what the schemas call a method of it, and operators. */
export function tensorFile(model: Model): string {
  const list = model.functions.filter(isTensorMethod);
  return file([
    HEAD,
    ...imports(""),
    "/** An array of numbers of one element type, with up to 32 axes. Its elements are shared with views of it. */",
    "final class Tensor private[mixgrad] (raw: Raw) extends TensorBase(raw) {",
    ...indent(list.flatMap((f) => [...tensorMethod(f), ...tensorOperator(f)])).slice(0, -1),
    "}",
    "",
    "/** Makes tensors of what Scala has. */",
    "object Tensor extends TensorFactory {",
    "  private[mixgrad] def of(raw: Raw): Tensor = new Tensor(raw)",
    "}",
    "",
    "extension (number: Int | Long | Float | Double)",
    ...indent(list.flatMap(leftOperator)),
  ]);
}

function tensorMethod(f: FunctionModel): string[] {
  const [self] = f.arguments;
  if (!self) return [];
  const parameters = listed(f, 1);
  const signature = isBare(f, 1)
    ? [`def ${namer.method(f)}: ${returnType(f)} =`]
    : joined(
        `def ${namer.method(f)}(`,
        parameters.map((a) => parameterText(f, a)),
        `): ${returnType(f)} =`,
      );
  return [...functionComment(f, parameters), ...signature, `  ${callText(f, [], new Map([[self, "this"]]))}`, ""];
}

function tensorOperator(f: FunctionModel): string[] {
  if (f.operator === "" || ALPHANUMERIC.has(f.operator)) return [];
  const symbol = SYMBOLS[f.operator] ?? f.operator;
  const name = namer.method(f);
  if (f.arguments.filter((a) => a.required).length === 1)
    return [`/** ${f.summary} */`, `def ${symbol} : Tensor = ${name}`, ""];
  const [, other] = f.positional;
  if (!other || /^(and|or|xor|invert|not|floordiv|\/\/|%|&|\||\^|~)/.test(f.operator))
    return wordOperator(f, symbol, name);
  const result = symbol.endsWith("=") && !["<=", ">=", "===", "=!="].includes(symbol) ? "Unit" : "Tensor";
  return [
    `/** ${f.summary} */`,
    `def ${symbol}(other: ${parameterType(other)}): ${result} = ${name}(other)${result === "Unit" ? ": Unit" : ""}`,
    "",
  ];
}

function wordOperator(f: FunctionModel, symbol: string, name: string): string[] {
  const [, other] = f.positional;
  if (!other || !/^[%&|^]=?$/.test(symbol)) return [];
  const unit = symbol.endsWith("=");
  return [
    `/** ${f.summary} */`,
    `def ${symbol}(other: ${parameterType(other)}): ${unit ? "Unit" : "Tensor"} = ${name}(other)${unit ? ": Unit" : ""}`,
    "",
  ];
}

/** `2 - x`: the number first. */
function leftOperator(f: FunctionModel): string[] {
  if (!["+", "-", "*", "/", "**", "<", "<=", ">", ">="].includes(f.operator)) return [];
  return [
    `def ${f.operator}(tensor: Tensor): Tensor = Engine.call(Fn.${handleName(f)}, Values.pack(number), tensor).asInstanceOf[Tensor]`,
  ];
}

/** For the reference: how it is called. */
export function functionSignature(f: FunctionModel): string {
  const texts = listed(f, 0).map((a) => parameterText(f, a));
  if (f.member === "constructor") return joined(`${namer.class(f.owner)}(`, texts, ")").join("\n");
  if (f.member === "method")
    return joined(`${namer.class(f.owner)}.${methodName(f)}(`, texts, `): ${returnType(f)}`).join("\n");
  if (f.traits.includes("transform")) {
    const second = f.arguments
      .filter((a) => a.required)
      .slice(1)
      .map((a) => parameterText(f, a));
    return `${namer.function(f)}(fn)(${second.join(", ")}): ${returnType(f)}`;
  }
  return joined(`${namer.function(f)}(`, texts, `): ${returnType(f)}`).join("\n");
}
