/** The results as a table for `docs/measurements.md`, with the machine and the date. */
import { cpus } from "node:os";
import type { Line } from "./line.ts";

const cell = (x: number | null, unit = ""): string =>
  x === null ? "" : `${String(x)}${unit === "" ? "" : ` ${unit}`}`;

function goalOf(line: Line): string {
  if (line.goal === null) return "";
  const isTime = line.bench.startsWith("call") || line.bench.startsWith("install");
  return isTime ? `at most ${cell(line.goal, line.unit)}` : `at least ${String(line.goal)} ×`;
}

function row(line: Line): string {
  const peer = line.peer === null ? "" : `${line.peer} ${line.peer_version ?? ""}`.trim();
  const met = line.met === null ? "" : line.met ? "met" : "missed";
  const cells = [
    `\`${line.bench}\``,
    cell(line.value, line.unit),
    peer,
    cell(line.peer_value, line.peer_value === null ? "" : line.unit),
    cell(line.ratio),
    `${(100 * line.spread).toFixed(0)} %`,
    goalOf(line),
    met,
  ];
  return `| ${cells.join(" | ")} |`;
}

export function markdown(lines: readonly Line[]): string {
  const processors = cpus();
  return [
    `${processors[0]?.model ?? "unknown processor"}, ${String(processors.length)} cores, ${new Date().toISOString().slice(0, 10)}.`,
    "",
    "| bench | mixgrad | peer | its value | ratio | spread | goal | |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map(row),
    "",
  ].join("\n");
}
