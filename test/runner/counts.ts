/** The one line that every test target ends with. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** What programs put between the letters to colour them. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The last such line of an output; undefined if there is none. */
export function parse(output: string): Counts | undefined {
  const found = [...output.replace(COLOURS, "").matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]) };
}
