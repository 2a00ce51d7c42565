/** Target `r_documents`: the R package's manual, and the examples of the schemas as testthat tests. */
import { membersOf } from "../../model/members.ts";
import type { ClassModel, ExampleModel, FunctionModel, Model } from "../../model/model.ts";
import type { GeneratedFile, Target } from "../../target.ts";
import { file, GENERATED, indent } from "../../print/text.ts";
import { classNames, printTestLines, type ClassNames } from "../r/examples.ts";
import { classPage, FOLDER, functionPage } from "./pages.ts";

const TESTS = "build/r/documents/tests";

const testsOf = (owner: FunctionModel | ClassModel, classes: ClassNames): string[] =>
  owner.examples.flatMap((example: ExampleModel, i) => [
    "",
    `test_that(${JSON.stringify(`${owner.name} ${example.title === "" ? i + 1 : example.title}`)}, {`,
    ...indent(printTestLines(example, classes)),
    ...(example.statements.some((s) => s.kind === "expect") ? [] : ["  expect_true(TRUE)"]),
    "})",
  ]);

function testsFile(model: Model, namespace: string, classes: ClassNames): GeneratedFile[] {
  const owners = [
    ...model.functions.filter((f) => f.namespace === namespace),
    ...model.classes.filter((c) => c.namespace === namespace).flatMap((c) => [c, ...membersOf(c)]),
  ];
  const lines = owners.flatMap((owner) => testsOf(owner, classes));
  const name = namespace === "" ? "top" : namespace.replaceAll(".", "_");
  const text = file([`# ${GENERATED} The source is c-api/schema/.`, ...lines]);
  return lines.length === 0 ? [] : [{ path: `${TESTS}/test-examples-${name}.R`, text }];
}

const target: Target = {
  name: "r_documents",
  owns: [FOLDER, TESTS],
  built: true,
  files(model) {
    const classes = classNames((name) => model.class(name));
    return [
      ...model.functions.map((f) => functionPage(f, classes)),
      ...model.classes.map((c) => classPage(c, classes)),
      ...["", ...model.namespaces.filter((n) => n !== "")].flatMap((n) => testsFile(model, n, classes)),
    ];
  },
};

export default target;
