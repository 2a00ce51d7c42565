/** What the suite reports, by the names of its tests, and the list of those that mixgrad leaves out. */

export interface Outcome {
  readonly how: "passed" | "failed" | "skipped";
  readonly message: string;
}

/** Of a report in JUnit's form. */
export function outcomes(xml: string): Map<string, Outcome> {
  const found = new Map<string, Outcome>();
  for (const [text] of xml.matchAll(/<testcase\b[^>]*?(\/>|>[\s\S]*?<\/testcase>)/g)) {
    const [file = "", ...classes] = attribute(text, "classname")
      .replace(/^array_api_tests\./, "")
      .split(".");
    const failure = /<(failure|error)\b[^>]*>/.exec(text);
    const how = failure ? "failed" : /<skipped\b/.test(text) ? "skipped" : "passed";
    const message = failure ? (attribute(failure[0], "message").split("\n")[0] ?? "") : "";
    found.set([`${file}.py`, ...classes, attribute(text, "name")].join("::"), { how, message });
  }
  return found;
}

/** `# reason`, and under it the tests that it is the reason for. */
export function leftOut(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let reason = "";
  for (const row of text.split("\n")) {
    if (row.startsWith("# ")) reason = row.slice(2);
    else if (row !== "") found.set(row, reason);
  }
  return found;
}

const MARKS: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function attribute(element: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? "";
  return value.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (all, decimal?: string, hex?: string, word?: string) => {
    if (word !== undefined) return MARKS[word] ?? all;
    return String.fromCodePoint(decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal));
  });
}
