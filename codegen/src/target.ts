/** What a target is: a folder `targets/<name>/` whose index.ts exports one of these as its default. */
import type { Capabilities } from "./lower/capabilities.ts";
import type { Spelling } from "./lower/spelling.ts";
import type { Typing } from "./lower/typing.ts";
import type { ClassModel, ExampleModel, FunctionModel, Model } from "./model/model.ts";

export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** How the reference shows a language: a tab with its signature and its examples. */
export interface Documentation {
  /** The tab's title, such as `TypeScript`. */
  readonly title: string;
  /** The word after the fence of a Markdown code block. */
  readonly fence: string;
  signature(fn: FunctionModel, model: Model): string;
  /** The class's constructor and members as a user writes them. */
  classSignature?(cls: ClassModel, model: Model): string;
  example(example: ExampleModel, model: Model): string;
}

export interface Target {
  /** The folder's name. */
  readonly name: string;
  /** Absent for targets that print no functions of a language. */
  readonly capabilities?: Capabilities;
  /** Folders (or single files) whose generated files are all this target's; one that it no longer prints is deleted. */
  readonly owns: readonly string[];
  /** Built into build/, so neither committed nor checked for drift. Only `generate --target` and `make docs` write it. */
  readonly built?: boolean;
  files(model: Model): readonly GeneratedFile[];
  readonly documentation?: Documentation;
  /** Of languages: what their conformance plans are printed with. */
  readonly spelling?: Spelling;
  /** Of languages with types: what the calls that must, or must not, compile are printed with. */
  readonly typing?: Typing;
}
