/** Prints the indexes: one file for each namespace, and the one of all that is generated. */
import { camelCase } from "../../lower/names.ts";
import { membersOf } from "../../model/members.ts";
import type { Model } from "../../model/model.ts";
import { file, GENERATED } from "../../print/text.ts";
import { braced } from "./layout.ts";
import { isByHand, namer, namespaceFile, optionsName } from "./names.ts";
import { ownOptions } from "./options.ts";

/** Below `namespace`, directly. */
function children(model: Model, namespace: string): string[] {
  const prefix = namespace === "" ? "" : `${namespace}.`;
  const below = model.namespaces.filter((n) => n !== "" && n !== namespace && n.startsWith(prefix));
  return [...new Set(below.map((n) => prefix + (n.slice(prefix.length).split(".")[0] ?? "")))].sort();
}

/** Every namespace, those included that hold nothing but others. */
export function allNamespaces(model: Model): string[] {
  const found = [""];
  for (const n of found) found.push(...children(model, n));
  return found;
}

export function namespaceIndex(namespace: string, model: Model): string {
  const classes = model.classes.filter((c) => c.namespace === namespace);
  const functions = model.functions.some((f) => f.namespace === namespace);
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    ...(functions ? [`export * from "../functions/${namespaceFile(namespace)}.ts";`] : []),
    ...classes.flatMap((c) => {
      const members = membersOf(c);
      const types = members
        .filter((f) => ownOptions(f).length > 0 && !isByHand(f))
        .map((f) => `type ${optionsName(f)}`);
      const name = namer.class(c.name);
      const forms = c.functionForm === "" ? [] : [camelCase(c.functionForm)];
      return braced("export ", [name, ...forms, ...types], ` from "../classes/${name}.ts";`);
    }),
    ...children(model, namespace).map(
      (n) => `export * as ${camelCase(n.split(".").at(-1) ?? n)} from "./${namespaceFile(n)}.ts";`,
    ),
    ...(functions || classes.length > 0 || children(model, namespace).length > 0 ? [] : ["export {};"]),
  ]);
}

export function generatedIndex(): string {
  return file([
    `// ${GENERATED} The source is c-api/schema/.`,
    'export * from "./errors.ts";',
    'export type * from "./types.ts";',
    'export { Tensor } from "./tensor.ts";',
    'export * from "./namespaces/top.ts";',
  ]);
}
