/** Finds the argument lists of calls in printed text, in any of the languages, and changes them. */
const OPEN = new Set(["(", "[", "{"]);
const CLOSE = new Set([")", "]", "}"]);

/** Every list that follows a match of `call` is replaced by what `change` makes of its items. */
export function changedCalls(
  text: string,
  call: RegExp,
  change: (items: readonly string[]) => readonly string[],
): string {
  let out = "";
  let from = 0;
  for (const found of text.matchAll(call)) {
    const start = found.index + found[0].length;
    const { items, end } = itemsAt(text, start);
    out += text.slice(from, start) + change(items).join(", ");
    from = end;
  }
  return out + text.slice(from);
}

/** The items between commas up to the bracket that closes the list. */
export function itemsAt(text: string, start: number): { items: string[]; end: number } {
  const items: string[] = [];
  let depth = 0;
  let from = start;
  let quoted = false;
  for (let i = start; i < text.length; i += 1) {
    const letter = text[i] as string;
    if (letter === '"' && text[i - 1] !== "\\") quoted = !quoted;
    if (quoted) continue;
    if (OPEN.has(letter)) depth += 1;
    else if (CLOSE.has(letter) && depth > 0) depth -= 1;
    else if (CLOSE.has(letter) || (letter === "," && depth === 0)) {
      items.push(text.slice(from, i).trim());
      from = i + 1;
      if (CLOSE.has(letter)) return { items: items.filter((item) => item !== ""), end: i };
    }
  }
  throw new Error(`an argument list does not end: ${text.slice(start, start + 60)}`);
}
