/** Mistakes in the input are collected, never thrown one by one: whoever edits a schema sees all of them at once. */
export interface Problem {
  /** Path of the file from the repository's root. */
  readonly file: string;
  /** Path inside the file, such as `/attributes/0/description`. */
  readonly path: string;
  readonly message: string;
}

export class Problems {
  readonly #list: Problem[] = [];

  add(file: string, path: string, message: string): void {
    this.#list.push({ file, path, message });
  }

  get list(): readonly Problem[] {
    return this.#list;
  }

  throwIfAny(): void {
    if (this.#list.length > 0) throw new InputError(this.#list);
  }
}

/** Everything that is wrong with the input. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => `${p.file}: ${p.path === "" ? "/" : p.path}: ${p.message}`).join("\n"));
    this.name = "InputError";
    this.problems = problems;
  }
}
