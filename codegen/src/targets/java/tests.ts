/** The examples of the schemas as JUnit tests, a class for each namespace. */
import { camelCase, pascalCase } from "../../lower/names.ts";
import { membersOf } from "../../model/members.ts";
import type { ExampleModel, Model } from "../../model/model.ts";
import { indent } from "../../print/text.ts";
import { printTestLines } from "./examples.ts";
import type { Source } from "./source.ts";

function testsOf(name: string, examples: readonly ExampleModel[]): string[] {
  return examples.flatMap((e, i) => [
    "@Test",
    `void ${camelCase(name)}Example${examples.length > 1 ? i + 1 : ""}() {`,
    ...indent(printTestLines(e)),
    "}",
    "",
  ]);
}

export function testSources(model: Model): Source[] {
  return model.namespaces.flatMap((namespace) => {
    const classes = model.classes.filter((c) => c.namespace === namespace);
    const members = classes.flatMap(membersOf);
    const cases = [
      ...model.functions.filter((f) => f.namespace === namespace).flatMap((f) => testsOf(f.name, f.examples)),
      ...classes.flatMap((c) => testsOf(`class_${c.name}`, c.examples)),
      ...members.flatMap((m) => testsOf(`method_${m.name.replace(".", "_")}`, m.examples)),
    ];
    if (cases.length === 0) return [];
    return [
      {
        package: "io.mixgrad.examples",
        name: `${pascalCase(namespace === "" ? "top" : namespace.replaceAll(".", "_"))}ExamplesTest`,
        lines: [
          "/** The examples of the documentation. */",
          `class ${pascalCase(namespace === "" ? "top" : namespace.replaceAll(".", "_"))}ExamplesTest {`,
          ...indent(cases).slice(0, -1),
          "}",
        ],
      },
    ];
  });
}
