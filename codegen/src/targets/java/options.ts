/** Builders of options: a class nested in the one that has the function. */
import type { Argument, FunctionModel } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import { blockComment, indent } from "../../print/text.ts";
import { hasOptions, optionArguments } from "./form.ts";
import { describedArgument, prose } from "./javadoc.ts";
import { namer, optionsName } from "./names.ts";
import { boxed, callable, givenType } from "./types.ts";

/** Where in the builder's values an argument is. */
export function place(f: FunctionModel, a: Argument): number {
  return optionArguments(f).indexOf(a);
}

export function optionsClass(f: FunctionModel): string[] {
  if (!hasOptions(f)) return [];
  const name = optionsName(f);
  const list = optionArguments(f);
  const what =
    f.member === "constructor"
      ? `{@link ${namer.class(f.owner)}}`
      : `{@code ${f.member === "method" ? namer.method(f) : namer.function(f)}}`;
  return [
    `/** Options of ${what}. */`,
    `public static final class ${name} {`,
    ...indent([
      `private final Object[] given = {${list.map(() => "ABSENT").join(", ")}};`,
      "",
      `private ${name}() {}`,
      "",
      `private static Object[] of(Consumer<${name}> options) {`,
      `  ${name} made = new ${name}();`,
      "  options.accept(made);",
      "  return made.given;",
      "}",
      ...list.flatMap((a, i) => setters(f, a, i, name)),
    ]),
    "}",
    "",
  ];
}

function setters(f: FunctionModel, a: Argument, i: number, owner: string): string[] {
  const name = namer.parameter(f, a);
  const comment = blockComment(prose(describedArgument(a)), 110);
  const set = (parameters: string, value: string, method = name): string[] => [
    "",
    ...comment,
    `public ${owner} ${method}(${parameters}) {`,
    `  given[${i}] = ${value};`,
    "  return this;",
    "}",
  ];
  const type = required(a.type);
  const one = name.endsWith("s") ? name.slice(0, -1) : "";
  switch (type.kind) {
    case "function":
    case "callback": {
      const { type: text, pack } = callable(type.signature);
      return set(`${text} ${name}`, `Functions.${pack}(${name})`);
    }
    case "tensor_or_number":
      return [...set(`Tensor ${name}`, name), ...set(`Number ${name}`, name)];
    case "axes":
    case "permutation":
      return set(`int... ${name}`, name);
    case "int_or_tuple":
      return [...set(`long ${name}`, name), ...set(`long... ${name}`, name)];
    case "shape":
      return [...set(`Shape ${name}`, name), ...set(`long... ${name}`, name)];
    case "subscript":
      return set(`Index... ${name}`, name);
    case "list": {
      const element = givenType(type.of);
      const adder =
        type.of.kind === "object" && one !== ""
          ? set(`${element} ${one}`, `Results.add(given[${i}], ${one})`, one)
          : [];
      return [
        ...set(`List<${boxed(element)}> ${name}`, name),
        ...(element.includes("<") ? [] : set(`${element}... ${name}`, name)),
        ...adder,
      ];
    }
    case "map": {
      const element = givenType(type.of);
      const adder =
        type.of.kind === "object" && one !== ""
          ? set(`String name, ${element} ${one}`, `Results.put(given[${i}], name, ${one})`, one)
          : [];
      return [...set(`${givenType(type)} ${name}`, name), ...adder];
    }
    default:
      return set(`${givenType(type)} ${name}`, name);
  }
}
