/** Names: from the schemas' snake_case and PascalCase to a language's own, with a table for what it calls otherwise. */
import type { Argument, ClassModel, FunctionModel } from "../model/model.ts";
import { reservedWords } from "../read/reserved_words.ts";

export type Case = "snake" | "camel" | "pascal" | "upper";

export interface NamingStyle {
  readonly function: Case;
  readonly parameter: Case;
  readonly class: Case;
  readonly property: Case;
  /** Values of enums. */
  readonly constant: Case;
  /** What becomes of a trailing underscore: kept (`add_`), a word (`addInPlace`), or Julia's mark (`add!`). */
  readonly inPlace: "underscore" | "word" | "bang";
}

/** `targets/<name>/names.ts` exports one: the language's exceptions. Keys are the schemas' names. */
export interface NameTable {
  /** Free functions, by name. */
  readonly functions?: Readonly<Record<string, string>>;
  /** Methods: of Tensor by the function's name, of classes by `Class.method`. */
  readonly methods?: Readonly<Record<string, string>>;
  /** Parameters, by `name` or, stronger, by `function.name`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly classes?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly namespaces?: Readonly<Record<string, string>>;
  /** Put before free functions, by namespace (R: `mg_`, `nn_`, …). */
  readonly prefix?: (namespace: string) => string;
  /** More words that functions, methods or parameters can't have. */
  readonly reservedFunctions?: readonly string[];
  readonly reservedMethods?: readonly string[];
  readonly reservedParameters?: readonly string[];
}

/** Words of a name: `batch_norm2d` and `BatchNorm2d` give `batch`, `norm2d`. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((word) => word !== "");
}

export const snakeCase = (name: string): string => words(name).join("_");
export const upperCase = (name: string): string => words(name).join("_").toUpperCase();
export const pascalCase = (name: string): string => words(name).map(capital).join("");
export function camelCase(name: string): string {
  const text = pascalCase(name);
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const CASES: Record<Case, (name: string) => string> = {
  snake: snakeCase,
  camel: camelCase,
  pascal: pascalCase,
  upper: upperCase,
};

/** The constant that holds a function of the engine: `CROSS_ENTROPY`, `TRAINER_FIT`. */
export const handleName = (f: { readonly name: string }): string =>
  f.name
    .replace(".", "_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase();

/** A name that a language can't have and that its table does not rename. */
export class NameError extends Error {}

/** Gives every name of a language. */
export class Namer {
  readonly #language: string;
  readonly #style: NamingStyle;
  readonly #table: NameTable;
  readonly #reserved: ReadonlySet<string>;

  constructor(language: string, style: NamingStyle, table: NameTable = {}) {
    this.#language = language;
    this.#style = style;
    this.#table = table;
    this.#reserved = reservedWords(language);
  }

  /** A free function, or the constructor's class. */
  function(f: FunctionModel): string {
    if (f.member === "constructor") return this.class(f.owner);
    const prefix = this.#table.prefix?.(f.namespace) ?? "";
    const name = this.#table.functions?.[f.name] ?? prefix + this.#cased(f.shortName, this.#style.function);
    return this.#free(name, f.name, "functions", this.#table.reservedFunctions);
  }

  /** A method, of Tensor or of a class. */
  method(f: FunctionModel): string {
    const name = this.#table.methods?.[f.name] ?? this.#cased(f.shortName, this.#style.function);
    // Members may have most reserved words as names; what a language forbids stands in its table.
    const taken = this.#table.reservedMethods ?? [];
    if (taken.includes(name)) throw this.#error(name, f.name, "methods");
    return name;
  }

  /** An overridable method, which has no function of its own. */
  hostMethod(owner: string, name: string): string {
    return this.#table.methods?.[`${owner}.${name}`] ?? this.#cased(name, this.#style.function);
  }

  parameter(f: FunctionModel, argument: Pick<Argument, "name">): string {
    const table = this.#table.parameters;
    const name =
      table?.[`${f.name}.${argument.name}`] ??
      table?.[argument.name] ??
      this.#cased(argument.name, this.#style.parameter);
    return this.#free(name, `${f.name}.${argument.name}`, "parameters", this.#table.reservedParameters);
  }

  class(name: string): string {
    return this.#table.classes?.[name] ?? (this.#style.class === "pascal" ? name : CASES[this.#style.class](name));
  }

  constructorOf(cls: ClassModel): string {
    const prefix = this.#table.prefix?.(cls.namespace) ?? "";
    return this.#table.functions?.[`${cls.name}.new`] ?? prefix + this.class(cls.name);
  }

  property(owner: string, name: string): string {
    const table = this.#table.properties;
    return table?.[`${owner}.${name}`] ?? table?.[name] ?? CASES[this.#style.property](name);
  }

  constant(name: string): string {
    return CASES[this.#style.constant](name);
  }

  namespace(name: string): string {
    return this.#table.namespaces?.[name] ?? name;
  }

  /** A variable of an example. */
  variable(name: string): string {
    const text = CASES[this.#style.parameter](name);
    return this.#reserved.has(text) ? `${text}_` : text;
  }

  #cased(name: string, style: Case): string {
    const text = CASES[style](name);
    if (!name.endsWith("_")) return text;
    if (this.#style.inPlace !== "word") return text + (this.#style.inPlace === "bang" ? "!" : "_");
    return CASES[style](`${name}in_place`);
  }

  #free(name: string, of: string, section: string, more: readonly string[] = []): string {
    if (this.#reserved.has(name) || more.includes(name)) throw this.#error(name, of, section);
    return name;
  }

  #error(name: string, of: string, section: string): NameError {
    return new NameError(
      `${this.#language} can't have the name "${name}" (of ${of}): add ${of} to \`${section}\` in the target's names.ts`,
    );
  }
}
