/** Tables that the runtime reads: errors, spellings of messages, methods and operators of tensors. */
import { isTransform } from "../../lower/spread.ts";
import { everyFunction } from "../../model/members.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import { file, GENERATED } from "../../print/text.ts";
import { reservedWords } from "../../read/reserved_words.ts";
import { bodyOf } from "./functions.ts";
import { functionName } from "./names.ts";
import { keyOf, packed, parametersOf, printHead } from "./signature.ts";

/** As a name of a list: R's own words need backticks. */
const quotedName = (name: string): string => (reservedWords("R").has(name) ? `\`${name}\`` : name);
const pairs = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, value]) => `  ${quotedName(name)} = ${JSON.stringify(value)}`).join(",\n");

/** Ancestors of each error by its number, itself first. */
function errors(model: Model): string[] {
  const chain = (name: string): string[] => {
    const found = model.abi.errors.find((e) => e.name === name);
    return !found || found.parent === "" ? [] : [name, ...chain(found.parent)];
  };
  const entries = model.abi.errors.map((e) => {
    const names = e.parent === "" ? [e.name] : chain(e.name);
    return `  \`${e.code}\` = c(${names.map((n) => JSON.stringify(n)).join(", ")})`;
  });
  return ["error_names <- list(", entries.join(",\n"), ")"];
}

/** What the engine's messages call otherwise: functions as R names them, unless an argument has that name. */
function spellings(model: Model): string[] {
  const everything = everyFunction(model);
  const argumentNames = new Map(
    everything.flatMap((f) => parametersOf(f).map((p) => [p.argument.name, p.name] as const)),
  );
  const lines = new Map<string, string>();
  for (const [name, spelled] of argumentNames)
    if (name !== spelled) lines.set(name, spelled === "..." ? name : spelled);
  for (const f of model.functions) if (!argumentNames.has(f.name)) lines.set(f.name, functionName(f));
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  return ["spellings <- c(", pairs(sorted), ")"];
}

/** Functions of this package that are an argument as the engine's own. */
function engineFunctions(model: Model): string[] {
  const entries = model.functions
    .filter((f) => !isTransform(f) && f.blocking !== "long")
    .map((f) => [functionName(f), f.name] as const);
  return ["engine_functions <- c(", pairs(entries), ")"];
}

function tensorMethods(model: Model): string[] {
  const entries = model.functions
    .filter((f) => f.methodOfTensor && !isTransform(f))
    .flatMap((f) => [f.name, ...f.aliases].map((name) => [name, functionName(f)] as const));
  return ["tensor_methods <- c(", pairs(entries), ")"];
}

/** R's operators, by the schemas'. */
const OPERATORS: Readonly<Record<string, string>> = {
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "/",
  "**": "^",
  "<": "<",
  "<=": "<=",
  "==": "==",
  "!=": "!=",
  ">": ">",
  ">=": ">=",
};
/** Operators of R for which the schemas name no operator of a language, but have a function. */
const BY_FUNCTION: Readonly<Record<string, string>> = {
  remainder: "%%",
  floor_divide: "%/%",
  logical_and: "&",
  logical_or: "|",
};

const operatorOf = (f: FunctionModel): string => OPERATORS[f.operator] ?? BY_FUNCTION[f.name] ?? "";

export const operators = (model: Model): { symbol: string; fn: FunctionModel }[] =>
  model.functions.flatMap((fn) => {
    const symbol = operatorOf(fn);
    return symbol === "" ? [] : [{ symbol, fn }];
  });

function operatorMethods(model: Model): string[] {
  const negative = model.functions.find((f) => f.operator === "neg");
  return operators(model).flatMap(({ symbol, fn }) => {
    const call = `.External(C_engine, ${keyOf(fn)}, e1, e2)`;
    const unary =
      symbol === "-" && negative ? `if (missing(e2)) .External(C_engine, ${keyOf(negative)}, e1) else ` : "";
    const plus = symbol === "+" ? "if (missing(e2)) e1 else " : "";
    return [`\`${symbol}.mg_tensor\` <- function(e1, e2) ${plus}${unary}${call}`];
  });
}

/** Members of R's group Math that the schemas have. */
const MATH =
  "abs sign sqrt floor ceiling trunc exp expm1 log1p cos sin tan cosh sinh tanh acos asin atan gamma lgamma".split(" ");
export const mathFunctions = (model: Model): FunctionModel[] =>
  model.functions.filter((f) => f.namespace === "" && MATH.includes(f.name) && f.inputs.length === 1);

function mathMethods(model: Model): string[] {
  return mathFunctions(model).map(
    (f) => `${f.name}.mg_tensor <- ${printHead(parametersOf(f))} ${bodyOf(f, packed(f))}`,
  );
}

export function tablesFile(model: Model): string {
  return file([
    `# ${GENERATED} The source is c-api/schema/ and c-api/errors.yml.`,
    "",
    "# Names of each error, its own first.",
    ...errors(model),
    "",
    "# How the engine spells names in messages.",
    ...spellings(model),
    "",
    "# What stands for a function of the engine when it is an argument.",
    ...engineFunctions(model),
    "",
    "# What `$` finds in a tensor.",
    ...tensorMethods(model),
    "",
    "# Operators and mathematical functions of R.",
    ...operatorMethods(model),
    ...mathMethods(model),
  ]);
}
