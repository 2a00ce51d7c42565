/** Results of single samples, and what they say of the operator or variant that they belong to. */
export interface Result {
  readonly id: string | null;
  readonly status: "passed" | "failed" | "skipped";
  readonly message?: string;
}
export interface Found {
  readonly passed: number;
  readonly faults: readonly string[];
  readonly summary: string;
}

/** The share of its samples that must pass, of each. */
const SHARE = 0.99;

export class Judge<R extends Result> {
  #passed = 0;
  readonly #faults: string[] = [];
  readonly #ran = new Set<string>();
  readonly #unmapped = new Set<string>();

  /** Every name's results of one run; `where` is said of those that failed. */
  hear(results: readonly R[], name: (result: R) => string, where: string): void {
    const groups = new Map<string, R[]>();
    for (const result of results) groups.set(name(result), [...(groups.get(name(result)) ?? []), result]);
    for (const [of, group] of groups) {
      const failed = group.filter(({ status }) => status === "failed");
      const right = group.filter(({ status }) => status === "passed").length;
      this.#passed += right;
      if (right > 0) this.#ran.add(of);
      if (group.some(({ status }) => status === "skipped")) this.#unmapped.add(of);
      if (right >= SHARE * (right + failed.length)) continue;
      this.#unmapped.add(of);
      this.#faults.push(...failed.map(({ id, message }) => `${of} ${id}${where}: ${message}`));
    }
  }

  /** Mapped is what ran, and of which nothing was skipped. */
  verdict(least: number, what: string): Found {
    const mapped = [...this.#ran].filter((name) => !this.#unmapped.has(name)).length;
    const fewer = mapped < least ? [`${mapped} ${what} are mapped, at least ${least} were`] : [];
    return { passed: this.#passed, faults: [...this.#faults, ...fewer], summary: `${mapped} ${what} are mapped` };
  }
}
