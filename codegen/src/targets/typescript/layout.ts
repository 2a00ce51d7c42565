/** Lists in braces and brackets that break into lines where they are long. */
import { joined } from "../../print/text.ts";

/** `import { a, b } from "c";` or one name a line. */
export function braced(open: string, items: readonly string[], close: string, width = 120): string[] {
  const line = `${open}{ ${items.join(", ")} }${close}`;
  return line.length <= width ? [line] : [`${open}{`, ...items.map((item) => `  ${item},`), `}${close}`];
}

/** `f(a, [b, c]);` or the last list with one item a line. */
export function called(open: string, items: readonly string[], close: string, width = 118): string[] {
  return joined(`${open}[`, items, `]${close}`, width);
}
