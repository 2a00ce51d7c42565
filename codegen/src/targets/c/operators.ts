/** Prints ops.h: typed static inline wrappers over the packed call, for people who write C and C++. */
import type { Argument, FunctionModel, Model, Output } from "../../model/model.ts";
import { snakeCase } from "../../lower/names.ts";
import { membersOf } from "../../model/members.ts";
import { blockComment, file, GENERATED, joined, sentence, wrap } from "../../print/text.ts";
import { argumentKind, cName, defaultText, enumConstant, resultKind } from "./operator_types.ts";
import { PRELUDE } from "./prelude.ts";

const WIDTH = 120;

export function operatorHeader(model: Model): string {
  const members = model.classes.flatMap(membersOf);
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    ...PRELUDE,
    ...model.enums.flatMap((e) =>
      joined(
        `enum mixgrad_op_${snakeCase(e.name)} {`,
        e.values.map((v) => `${enumConstant(e.name, v.name)} = ${v.value}`),
        "};",
      ),
    ),
    "",
    ...[...model.functions, ...members].flatMap(wrapper),
    "#endif  // MIXGRAD_OPS_H",
  ]);
}

function wrapper(f: FunctionModel): string[] {
  const name = `mixgrad_op_${cName(f)}`;
  const options = f.attributes.filter((a) => !a.required);
  const given = f.arguments.filter((a) => !options.includes(a));
  const parameters = [
    "mixgrad_context* context",
    ...(f.member === "method" ? ["mixgrad_object* self"] : []),
    ...given.map((a) => `${argumentKind(a).type} ${argumentName(a)}`),
    ...(options.length > 0 ? [`const ${name}_options* options`] : []),
    ...results(f).map((o) => `${resultKind(o.type).type}* out_${o.name}`),
  ];
  return [
    ...(options.length > 0 ? optionsStruct(name, options) : []),
    ...documentation(f, given, options),
    ...joined(`static inline mixgrad_status* ${name}(`, parameters, ") {", WIDTH, "    "),
    ...body(f, name, options).map((line) => `  ${line}`),
    "}",
    "",
  ];
}

function results(f: FunctionModel): readonly Output[] {
  return f.result.kind === "nothing" ? [] : f.outputs;
}

function body(f: FunctionModel, name: string, options: readonly Argument[]): string[] {
  const values = f.arguments.map((a) =>
    argumentKind(a).pack(options.includes(a) ? `options_.${argumentName(a)}` : argumentName(a)),
  );
  const all = f.member === "method" ? ["mixgrad_of_object(self)", ...values] : values;
  const outputs = results(f);
  const call = [
    "context",
    "&function_",
    `"${f.name}"`,
    String(f.version),
    all.length > 0 ? "arguments_" : "NULL",
    String(all.length),
    outputs.length > 0 ? "results_" : "NULL",
    String(outputs.length),
  ].join(", ");
  return [
    "static mixgrad_function* function_;",
    ...(options.length > 0 ? [`const ${name}_options options_ = options ? *options : ${name}_default();`] : []),
    ...(all.length > 0 ? joined("const mixgrad_value arguments_[] = {", all, "};", WIDTH - 2, "    ") : []),
    ...(outputs.length > 0 ? [`mixgrad_value results_[${outputs.length}];`] : []),
    ...(outputs.length === 0
      ? [`return mixgrad_op_call(${call});`]
      : [
          `mixgrad_status* status_ = mixgrad_op_call(${call});`,
          "if (status_ != NULL) return status_;",
          ...outputs.map((o, i) => `*out_${o.name} = ${resultKind(o.type).unpack(`results_[${i}]`)};`),
          "return NULL;",
        ]),
  ];
}

function optionsStruct(name: string, options: readonly Argument[]): string[] {
  const members = options.map((a) => `  ${argumentKind(a).type} ${argumentName(a)};`);
  return [
    `typedef struct ${name}_options {`,
    ...members,
    `} ${name}_options;`,
    `static inline ${name}_options ${name}_default(void) {`,
    ...joined(`${name}_options options = {`, options.map(defaultText), "};", WIDTH - 2, "    ").map((l) => `  ${l}`),
    "  return options;",
    "}",
  ];
}

/** Words that C or C++ keeps, or that the wrappers themselves use. */
const TAKEN = new Set(
  "auto extern inline register restrict signed sizeof struct typedef union unsigned template operator friend mutable namespace typename context options self".split(
    " ",
  ),
);

export function argumentName(a: Argument): string {
  return TAKEN.has(a.name) ? `${a.name}_` : a.name;
}

function documentation(f: FunctionModel, given: readonly Argument[], options: readonly Argument[]): string[] {
  const shown = (a: Argument): string => {
    const facts = [sentence(a.description), a.dtypes && `dtype ${a.dtypes}.`, a.shape && `Shape ${a.shape}.`];
    const absent = a.required ? "" : a.role === "input" ? "May be null." : "";
    return [...facts, absent].filter((s) => s !== "").join(" ");
  };
  const describe = (label: string, text: string): string[] => wrap(`@param ${label} ${text}`, WIDTH - 4);
  return blockComment([
    ...wrap(sentence(f.summary), WIDTH - 4),
    ...given.flatMap((a) => describe(argumentName(a), shown(a))),
    ...(options.length > 0
      ? describe(
          "options",
          `null for all defaults; ${options.map((a) => `${argumentName(a)}: ${sentence(a.description)}`).join(" ")}`,
        )
      : []),
    ...results(f).flatMap((o) => describe(`out_${o.name}`, `${sentence(o.description)} The caller's to release.`)),
    ...(f.errors.length > 0 ? wrap(`Errors: ${[...new Set(f.errors.map((e) => e.code))].join(", ")}.`, WIDTH - 4) : []),
  ]);
}
