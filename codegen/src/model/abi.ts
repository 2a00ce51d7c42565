/** The C ABI as the targets see it: everything of abi.yml, with nothing absent. */
import type { Lifecycle } from "../read/abi_record.ts";

/** What a word of abi.yml names. `elements` is a pointer to some of another type, `constant` when they are only read. */
export type AbiType =
  | { readonly kind: "scalar"; readonly name: "void" | "bool" | "int32" | "uint32" | "int64" | "size" | "double" }
  | { readonly kind: "pointer" }
  | { readonly kind: "string" }
  | { readonly kind: "handle"; readonly name: string }
  | { readonly kind: "struct"; readonly name: string }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "callback"; readonly name: string }
  | { readonly kind: "elements"; readonly of: AbiType; readonly constant: boolean };

export interface AbiParameter {
  readonly name: string;
  readonly type: AbiType;
  readonly doc: string;
  readonly direction: "in" | "out" | "in_out";
  readonly mayBeNull: boolean;
  /** The parameter that counts the elements; "" if it is not an array. */
  readonly countedBy: string;
  readonly ownership: "borrowed" | "transferred";
}

export interface AbiFunction {
  /** Without the prefix: `tensor_describe`. */
  readonly name: string;
  /** With it: `mixgrad_tensor_describe`. */
  readonly symbol: string;
  readonly group: string;
  readonly doc: string;
  readonly fallible: boolean;
  readonly returns: AbiType;
  readonly since: string;
  readonly lifecycle: Lifecycle;
  readonly errors: readonly string[];
  readonly parameters: readonly AbiParameter[];
}

export interface AbiField {
  readonly name: string;
  readonly doc: string;
  readonly type: AbiType;
  /** Length of a fixed array; 1 if it is none. */
  readonly count: number;
  /** The members, if the field is a union. */
  readonly union: readonly { readonly name: string; readonly type: AbiType }[];
}

export interface AbiStruct {
  readonly name: string;
  readonly doc: string;
  readonly sized: boolean;
  readonly fields: readonly AbiField[];
}

export interface AbiEnum {
  readonly name: string;
  readonly doc: string;
  readonly values: readonly { readonly name: string; readonly value: number; readonly doc: string }[];
}

export interface AbiHandle {
  readonly name: string;
  readonly doc: string;
  readonly retain: boolean;
  readonly release: boolean;
}

export interface AbiCallback {
  readonly name: string;
  readonly doc: string;
  readonly parameters: readonly AbiParameter[];
}

/** One error of the closed hierarchy; `parent` is "" for the root. */
export interface ErrorModel {
  readonly name: string;
  readonly code: number;
  readonly parent: string;
  readonly doc: string;
}

export interface AbiModel {
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  readonly prefix: string;
  readonly doc: string;
  readonly enums: readonly AbiEnum[];
  readonly handles: readonly AbiHandle[];
  readonly structs: readonly AbiStruct[];
  readonly callbacks: readonly AbiCallback[];
  /** As written in abi.yml, in its order; retain and release of the handles are not among them. */
  readonly functions: readonly AbiFunction[];
  readonly errors: readonly ErrorModel[];
  /** Every exported symbol, sorted. */
  readonly symbols: readonly string[];
}
