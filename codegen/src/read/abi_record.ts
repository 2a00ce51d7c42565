/** The form of `c-api/abi.yml` and `c-api/errors.yml`. What the words mean stands at the top of abi.yml. */

export type Lifecycle = "unstable" | "stable" | "deprecated";

export interface EnumRecord {
  name: string;
  doc: string;
  /** The values stand in another file. */
  from?: "errors.yml";
  values?: { name: string; value: number; doc: string }[];
}

export interface HandleRecord {
  name: string;
  doc: string;
  retain?: boolean;
  release?: boolean;
}

export interface FieldRecord {
  name: string;
  doc?: string;
  type?: string;
  /** A fixed array of that many. */
  count?: number;
  union?: { name: string; type: string }[];
}

export interface StructRecord {
  name: string;
  doc: string;
  /** Begins with its own size. */
  sized: boolean;
  fields: FieldRecord[];
}

export interface ParameterRecord {
  name: string;
  type: string;
  doc?: string;
  direction?: "in" | "out" | "in_out";
  null?: boolean;
  array?: string;
  ownership?: "borrowed" | "transferred";
}

export interface CallbackRecord {
  name: string;
  doc: string;
  parameters: ParameterRecord[];
}

export interface AbiFunctionRecord {
  name: string;
  group: string;
  doc: string;
  returns?: string;
  since: string;
  lifecycle?: Lifecycle;
  /** Names of errors.yml that it can give beside `type`, `out_of_memory` and `internal`, which any may give. */
  errors?: string[];
  parameters: ParameterRecord[];
}

export interface AbiRecord {
  version: { major: number; minor: number; patch: number };
  prefix: string;
  doc: string;
  enums: EnumRecord[];
  handles: HandleRecord[];
  structs: StructRecord[];
  callbacks: CallbackRecord[];
  functions: AbiFunctionRecord[];
}

export interface ErrorsRecord {
  errors: { name: string; code: number; parent?: string; doc: string }[];
}
