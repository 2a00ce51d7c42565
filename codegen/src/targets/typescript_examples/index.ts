/** Target `typescript_examples`: the schemas' examples as vitest tests over the public package. */
import { membersOf } from "../../model/members.ts";
import type { ClassModel, ExampleModel, FunctionModel, Model } from "../../model/model.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import type { Target } from "../../target.ts";
import { testLines } from "../typescript/examples.ts";
import { namespaceFile } from "../typescript/names.ts";

const ROOT = "build/typescript/examples";

interface Case {
  readonly title: string;
  readonly example: ExampleModel;
}

function casesOf(owner: FunctionModel | ClassModel): Case[] {
  return owner.examples.map((example, i) => ({
    title: `${owner.name} ${example.title === "" ? i + 1 : example.title}`,
    example,
  }));
}

function testFile(cases: readonly Case[]): string {
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    'import { test } from "vitest";',
    'import * as mg from "mixgrad";',
    'import { check } from "mixgrad-test-support";',
    ...cases.flatMap(({ title, example }) => [
      "",
      `test(${JSON.stringify(title)}, async () => {`,
      ...indent(testLines(example)),
      "});",
    ]),
  ]);
}

function files(model: Model): { path: string; text: string }[] {
  return model.namespaces.flatMap((namespace) => {
    const functions = model.functions.filter((f) => f.namespace === namespace);
    const classes = model.classes.filter((c) => c.namespace === namespace);
    const members = classes.flatMap((c) => [c, ...membersOf(c)]);
    const cases = [...functions, ...members].flatMap(casesOf);
    return cases.length === 0 ? [] : [{ path: `${ROOT}/${namespaceFile(namespace)}.test.ts`, text: testFile(cases) }];
  });
}

const target: Target = { name: "typescript_examples", owns: [ROOT], built: true, files };

export default target;
