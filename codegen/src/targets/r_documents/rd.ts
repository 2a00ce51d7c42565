/** Text in R's documentation format. */
import { sentence, wrap } from "../../print/text.ts";

const WIDTH = 90;

/** Prose: what the format reads as markup is escaped; `code` becomes code. */
export function prose(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "\\%")
    .replaceAll("{", "\\{")
    .replaceAll("}", "\\}")
    .replace(/`([^`]*)`/g, "\\code{$1}");
}

/** Code: only the backslash and the comment sign are special. */
export const code = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("%", "\\%");

export const paragraphs = (text: string): string[] => wrap(prose(text), WIDTH);

export function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`\\${name}{`, ...lines, "}"];
}

export function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`\\section{${title}}{`, ...lines, "}"];
}

export function item(head: string, text: string): string[] {
  return [`\\item{${head}}{${wrap(prose(text === "" ? "See the details." : text), WIDTH).join("\n")}}`];
}

export function described(items: readonly (readonly [string, string])[]): string[] {
  if (items.length === 0) return [];
  return ["\\describe{", ...items.flatMap(([head, text]) => item(`\\code{${code(head)}}`, sentence(text))), "}"];
}
