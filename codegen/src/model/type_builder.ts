/** Types of records with what they name resolved: the namespace of a class, the words of a signature. */
import type { ClassRecord, TypeRecord } from "../read/record.ts";
import type { Signature, Type } from "./types.ts";

export class TypeBuilder {
  readonly #namespaces: ReadonlyMap<string, string>;

  constructor(classes: readonly ClassRecord[]) {
    this.#namespaces = new Map(classes.map((c) => [c.name, c.namespace]));
  }

  build(record: TypeRecord): Type {
    switch (record.kind) {
      case "list":
      case "map":
      case "optional":
        return { kind: record.kind, of: this.build(record.of) };
      case "record":
        return { ...record, fields: record.fields.map((f) => ({ ...f, type: this.build(f.type) })) };
      case "function":
      case "callback":
        return { kind: record.kind, signature: signature(record.signature) };
      case "object": // a class that is not there is reported when the model is complete
        return { ...record, namespace: this.#namespaces.get(record.class) ?? "" };
      default:
        return record;
    }
  }
}

/** `(Tensor, Tensor) -> Tensor` into its words. */
function signature(text: string): Signature {
  const [left = "", right = ""] = text.split("->");
  const inside = left.trim().replace(/^\(|\)$/g, "");
  const parameters = inside === "" ? [] : inside.split(",").map((word) => word.trim());
  return { text, parameters, result: right.trim() };
}
