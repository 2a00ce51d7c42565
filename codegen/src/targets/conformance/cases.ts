/** The case files: neutral, counting from 0, with arguments by the schemas' names. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface TensorRecord {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bits: string;
  readonly counts?: "indices" | "classes";
  readonly sentinel?: number;
  readonly tolerance?: "table" | "gradient" | "exact";
}

export interface ErrorRecord {
  readonly code: string;
  readonly operator: string | null;
  readonly argument: string | null;
  readonly mentions: readonly string[];
}

export interface CaseRecord {
  readonly id: string;
  readonly arguments?: JsonObject;
  readonly equals?: JsonObject;
  readonly error?: ErrorRecord;
  readonly steps?: readonly JsonObject[];
  /** By argument, of a call that the engine's own run differentiates; no language does. */
  readonly gradients?: JsonObject;
  /** The rank that a negative axis counts from, if it is not the first tensor's. */
  readonly axis_rank?: number;
  /** false: an argument is of a kind that typed languages refuse when they compile. */
  readonly typed?: false;
  /** true: an error of the engine comes out of a function of the host, where C has one of its own making. */
  readonly through_host?: true;
}

/** An error that no case can cause, such as one that takes two threads: the test that causes it. */
export interface Elsewhere {
  readonly function: string;
  readonly code: string;
  readonly file: string;
  readonly test: string;
  readonly why: string;
}

export interface CaseFile {
  readonly subject: string;
  readonly elsewhere?: readonly Elsewhere[];
  readonly cases: readonly CaseRecord[];
}

export interface Limits {
  readonly relative: number;
  readonly absolute: number;
}

/** What the target reads beside the schemas. */
export interface CaseData {
  readonly files: readonly CaseFile[];
  readonly tolerances: Readonly<Record<string, Limits>>;
  /** What the engine's own run found, by case: every expectation in order. Empty before that run. */
  readonly results: Readonly<Record<string, readonly JsonObject[]>>;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const tensorIn = (value: Json | undefined): TensorRecord | undefined =>
  isObject(value) && "tensor" in value ? (value["tensor"] as unknown as TensorRecord) : undefined;
