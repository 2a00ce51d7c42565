/** What a language can do. A target declares it; lowering decides by it, so that printers need not. */
import type { NamingStyle } from "./names.ts";

export interface Capabilities {
  /** As in reserved_words.ts: TypeScript, Python, R, Julia, Java, Scala. */
  readonly language: string;
  /**
   * How arguments that are not positional are given: `named` (Python, R, Julia, Scala), in an `options` object
   * (TypeScript), by a `builder` (Java).
   */
  readonly optional: "named" | "options" | "builder";
  /** One name may have several signatures: unions such as tensor_or_number and optional arguments are expanded. */
  readonly overloads: boolean;
  /** Operators of the schemas that the language lets a library define. */
  readonly operators: readonly string[];
  /** What the first index, axis and class number is. */
  readonly indexBase: 0 | 1;
  readonly slices: "half_open" | "inclusive";
  readonly naming: NamingStyle;
  /** Aliases of the schemas are offered too. */
  readonly aliases: boolean;
  /** Functions whose `blocking` is among these return a promise or future. */
  readonly asynchronous: readonly ("io" | "long")[];
}
