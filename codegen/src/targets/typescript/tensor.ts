/** Prints the class Tensor: the methods over the hand-written TensorBase. */
import type { FunctionModel, Model } from "../../model/model.ts";
import { file, GENERATED, joined } from "../../print/text.ts";
import { oneLine } from "./comments.ts";
import { namesOf } from "./functions.ts";
import { braced } from "./layout.ts";
import { namer, namespaceFile, optionsName } from "./names.ts";
import { returnType, signature } from "./signature.ts";
import { typeImports } from "./types.ts";

export function tensorFile(model: Model): string {
  const methods = model.functions.filter((f) => f.methodOfTensor);
  const namespaces = [...new Set(methods.map((f) => f.namespace))].sort();
  const body = methods.flatMap(printMethod).slice(0, -1);
  const own = new Set(["Tensor", "TensorBase"]);
  const options = methods.filter((f) => body.some((line) => new RegExp(`\\b${optionsName(f)}\\b`).test(line)));
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    'import { setTensorClass, TensorBase } from "../runtime/tensor.ts";',
    ...namespaces.map((n) => `import * as ${alias(n)} from "./functions/${namespaceFile(n)}.ts";`),
    ...namespaces.flatMap((n) => {
      const names = options.filter((f) => f.namespace === n).map(optionsName);
      return names.length === 0 ? [] : braced("import type ", names, ` from "./functions/${namespaceFile(n)}.ts";`);
    }),
    ...typeImports(body.join("\n"), "./", own, namesOf(model)),
    "",
    "/**",
    " * An array of numbers of one element type, with up to 32 axes.",
    " *",
    " * Make one with {@link tensor}, {@link fromBuffer} or a function such as `zeros`. Its elements are shared with views",
    " * of it and with other wrappers of the same tensor.",
    " */",
    "export class Tensor extends TensorBase {",
    ...body.map((line) => (line === "" ? "" : `  ${line}`)),
    "}",
    "",
    "setTensorClass(Tensor);",
  ]);
}

const alias = (namespace: string): string => `${namespaceFile(namespace)}Functions`;

function printMethod(f: FunctionModel): string[] {
  const { parameters } = signature(f);
  const [self, ...rest] = parameters;
  if (!self) throw new Error(`${f.name} is a method of Tensor without a tensor`);
  const handed = ["this", ...rest.map((p) => p.forwarded)].join(", ");
  const name = namer.method(f);
  const override = name in {} ? "override " : ""; // toString is every object's
  return [
    ...oneLine(f.summary).map((line) => line.replace(" */", ` See \`${namer.function(f)}\`. */`)),
    ...joined(
      `${override}${name}(`,
      rest.map((p) => p.text),
      `): ${returnType(f)} {`,
      118,
    ),
    `  return ${alias(f.namespace)}.${namer.function(f)}(${handed});`,
    "}",
    "",
  ];
}
