/** The R package `mixgrad`: functions, classes, tables and NAMESPACE. Its manual and tests are the target r_documents. */
import { isTransform } from "../../lower/spread.ts";
import type { FunctionModel, Model } from "../../model/model.ts";
import type { Target } from "../../target.ts";
import { file, GENERATED } from "../../print/text.ts";
import { capabilities } from "./capabilities.ts";
import { spelling } from "./spelling.ts";
import { printClass, printConstructor } from "./classes.ts";
import { classNames, printExampleLines } from "./examples.ts";
import { printFunction } from "./functions.ts";
import { className, functionName } from "./names.ts";
import { namespaceFile } from "./namespace.ts";
import { curried, parametersOf, printParameter } from "./signature.ts";
import { tablesFile } from "./tables.ts";

const FOLDER = "bindings/r/R";
const NAMESPACE = "bindings/r/NAMESPACE";

const nameOf = (namespace: string): string => (namespace === "" ? "top" : namespace.replaceAll(".", "_"));

function familyFile(model: Model, namespace: string): string {
  const classes = model.classes.filter((c) => c.namespace === namespace);
  return file([
    `# ${GENERATED} The source is c-api/schema/.`,
    "",
    ...model.functions.filter((f) => f.namespace === namespace).flatMap(printFunction),
    ...classes.flatMap((c) => [...printConstructor(c), ...printClass(c)]),
  ]);
}

export function signatureText(f: FunctionModel): string {
  if (!isTransform(f)) return `${functionName(f)}(${parametersOf(f).map(printParameter).join(", ")})`;
  const { outer, spread, inner } = curried(f);
  return `${functionName(f)}(${outer.map(printParameter).join(", ")})(${[spread, ...inner].map(printParameter).join(", ")})`;
}

const target: Target = {
  name: "r",
  capabilities,
  spelling,
  owns: [FOLDER, NAMESPACE],
  files: (model) => [
    { path: NAMESPACE, text: namespaceFile(model) },
    { path: `${FOLDER}/generated-tables.R`, text: tablesFile(model) },
    ...["", ...model.namespaces.filter((n) => n !== "")].map((namespace) => ({
      path: `${FOLDER}/generated-${nameOf(namespace)}.R`,
      text: familyFile(model, namespace),
    })),
  ],
  documentation: {
    title: "R",
    fence: "r",
    signature: (f, model) => {
      if (f.member === "function") return signatureText(f);
      const parameters = parametersOf(f).map(printParameter).join(", ");
      if (f.member === "method") return `object$${f.shortName}(${parameters})`;
      return `${classNames((name) => model.class(name))(f.owner)}(${parameters})`;
    },
    classSignature: (c) =>
      [
        `${className(c)}(${c.constructorFunction ? parametersOf(c.constructorFunction).map(printParameter).join(", ") : ""})`,
        ...c.methods.map((m) => `object$${m.shortName}(${parametersOf(m).map(printParameter).join(", ")})`),
        ...c.properties.map((p) => `object$${p.name}`),
      ].join("\n"),
    example: (e, model) =>
      printExampleLines(
        e,
        classNames((name) => model.class(name)),
      ).join("\n"),
  },
};

export default target;
