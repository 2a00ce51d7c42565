/** The closed set of argument and result types, and a visitor over it: a target that forgets a kind does not compile. */

type Plain<K extends string> = K extends string ? { readonly kind: K } : never;

export interface EnumValue {
  readonly name: string;
  readonly value: number;
  readonly description: string;
}
export interface Field {
  readonly name: string;
  readonly description: string;
  readonly type: Type;
}
/** `(Tensor, Tensor) -> Tensor`, taken apart; `text` is the whole. */
export interface Signature {
  readonly text: string;
  readonly parameters: readonly string[];
  readonly result: string;
}

export type Type =
  | Plain<"tensor" | "tensor_or_number" | "tensors">
  | Plain<"bool" | "int" | "float" | "complex" | "number" | "string" | "bytes" | "path" | "dtype" | "device">
  | Plain<"generator" | "axis" | "axes" | "index" | "slice" | "size" | "count" | "shape" | "permutation" | "subscript">
  | Plain<"none">
  | { readonly kind: "enum"; readonly name: string; readonly values: readonly EnumValue[] }
  | { readonly kind: "int_or_tuple"; readonly length: number }
  | { readonly kind: "object"; readonly class: string; readonly namespace: string }
  | { readonly kind: "function"; readonly signature: Signature }
  | { readonly kind: "callback"; readonly signature: Signature }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "map"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "record"; readonly name: string; readonly fields: readonly Field[] };

export type TypeKind = Type["kind"];
export type TypeOf<K extends TypeKind> = Extract<Type, { readonly kind: K }>;

/** One method for each kind. */
export type TypeVisitor<R> = { readonly [K in TypeKind]: (type: TypeOf<K>) => R };

export function visitType<R>(type: Type, visitor: TypeVisitor<R>): R {
  return (visitor[type.kind] as (type: Type) => R)(type);
}

/** Calls `visit` with the type and everything inside it. */
export function walkType(type: Type, visit: (type: Type) => void): void {
  visit(type);
  if (type.kind === "list" || type.kind === "map" || type.kind === "optional") walkType(type.of, visit);
  if (type.kind === "record") for (const field of type.fields) walkType(field.type, visit);
}

function holds(type: Type, kinds: readonly TypeKind[]): boolean {
  let found = false;
  walkType(type, (t) => (found ||= kinds.includes(t.kind)));
  return found;
}

/** True if a value of the type is, or may hold, tensors. */
export const holdsTensors = (type: Type): boolean => holds(type, ["tensor", "tensors", "tensor_or_number"]);

/** True if a value of the type is, or may hold, something of the host's: who is given one must keep it alive. */
export const holdsHost = (type: Type): boolean => holds(type, ["object", "function", "callback"]);

/** True for what holds a tensor and so is an input, not an attribute. */
export function isTensor(type: Type): boolean {
  return type.kind === "tensor" || type.kind === "tensor_or_number" || type.kind === "tensors";
}

/** True for numbers that the engine shifts to the caller's counting. */
export function isIndex(type: Type): boolean {
  if (type.kind === "optional" || type.kind === "list") return isIndex(type.of);
  return ["axis", "axes", "index", "permutation", "slice", "subscript"].includes(type.kind);
}

/** The type without `optional` around it. */
export function required(type: Type): Type {
  return type.kind === "optional" ? required(type.of) : type;
}
