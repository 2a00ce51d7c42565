/** The examples of the schemas as tests. */
import type { ExampleModel, Model } from "../../model/model.ts";
import { snakeCase } from "../../lower/names.ts";
import type { GeneratedFile } from "../../target.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import { printTestLines } from "./examples.ts";

export const TESTS = "bindings/python/tests/generated";

function testsOf(name: string, examples: readonly ExampleModel[]): string[] {
  return examples.flatMap((e, i) => [
    "",
    "",
    `def test_${name}${examples.length > 1 ? `_${i + 1}` : ""}():`,
    ...indent(printTestLines(e), "    "),
  ]);
}

export function testsFile(model: Model): GeneratedFile {
  return {
    path: `${TESTS}/test_examples.py`,
    text: file([
      `# ${GENERATED}`,
      '"""The examples of the documentation."""',
      "",
      "import mixgrad as mg",
      "from expectations import expect",
      ...model.functions.flatMap((f) => testsOf(`function_${f.name}`, f.examples)),
      ...model.classes.flatMap((c) => [
        ...testsOf(`class_${snakeCase(c.name)}`, c.examples),
        ...c.methods.flatMap((m) => testsOf(`method_${snakeCase(c.name)}_${m.shortName}`, m.examples)),
      ]),
    ]),
  };
}
