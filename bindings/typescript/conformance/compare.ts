/** Values of the plan against what was found: what differs, or nothing. Nothing here is computed by the package. */
import * as mg from "mixgrad";
import { bytesIn, bytesOf, numbersOf } from "./elements.ts";
import { list, map, number, type Fields, type Json, type TensorSpec } from "./plan.ts";

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
  readonly exact: boolean;
}

function toleranceOf(fields: Fields): Tolerance {
  const exact = fields["relative"] === undefined && fields["absolute"] === undefined;
  return { relative: number(fields["relative"]), absolute: number(fields["absolute"]), exact };
}

function near(found: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(found);
  if (found === expected) return true;
  return Number.isFinite(found) && Math.abs(found - expected) <= absolute + relative * Math.abs(expected);
}

export function differs(found: unknown, expected: Json, at = "value"): string | undefined {
  const fields = expected as Fields;
  const kind = Object.keys(fields).find((key) => key !== "relative" && key !== "absolute") ?? "";
  const wanted = fields[kind] as Json;
  const tell = (what: unknown = wanted, is: unknown = found): string =>
    `${at}: expected ${typeof what === "string" ? what : JSON.stringify(what)}, found ${String(is)}`;
  switch (kind) {
    case "tensor":
      return differsTensor(found, wanted as unknown as TensorSpec, { ...toleranceOf(wanted as Fields) }, tell);
    case "float": {
      const tolerance = toleranceOf(fields);
      const same = tolerance.exact ? Object.is(found, number(wanted)) : near(Number(found), number(wanted), tolerance);
      return typeof found === "number" && same ? undefined : tell();
    }
    case "int":
      return typeof found === "number" && found === number(wanted) ? undefined : tell();
    case "bool":
    case "string":
      return found === wanted ? undefined : tell();
    case "bytes":
      return found instanceof Uint8Array && Buffer.from(found).toString("hex") === wanted ? undefined : tell();
    case "null":
      return found === null || found === undefined ? undefined : tell("null");
    case "list":
      return differsList(found, list(wanted), at, tell);
    case "map":
    case "record":
      return differsFields(found, map(wanted), at, tell);
    case "contains": {
      const missing = list(wanted).find((text) => typeof found !== "string" || !found.includes(text as string));
      return missing === undefined ? undefined : tell(`a text with ${String(missing)}`);
    }
    default:
      return `${at}: a value that this runner does not know: ${kind}`;
  }
}

type Tell = (what?: unknown, is?: unknown) => string;

function differsTensor(found: unknown, spec: TensorSpec, tolerance: Tolerance, tell: Tell): string | undefined {
  if (!(found instanceof mg.Tensor)) return tell("a tensor");
  if (found.dtype !== spec.dtype) return tell(spec.dtype, found.dtype);
  if (found.shape.join() !== spec.shape.join()) return tell(`the shape ${spec.shape.join()}`, found.shape.join());
  const own = bytesIn(found.dataSync());
  const wanted = bytesOf(spec.bits);
  if (Buffer.compare(own, wanted) === 0) return undefined;
  const a = numbersOf(own, spec.dtype);
  const b = numbersOf(wanted, spec.dtype);
  const size = wanted.length / b.length;
  const equalBits = (i: number): boolean =>
    Buffer.compare(own.subarray(i * size, (i + 1) * size), wanted.subarray(i * size, (i + 1) * size)) === 0;
  const bad = a.findIndex((x, i) => {
    const y = b[i] as number;
    return tolerance.exact ? !equalBits(i) && !(Number.isNaN(x) && Number.isNaN(y)) : !near(x, y, tolerance);
  });
  return bad < 0 ? undefined : tell(`${b[bad]} at element ${bad} of ${b.length}`, a[bad]);
}

function differsList(found: unknown, wanted: readonly Json[], at: string, tell: Tell): string | undefined {
  if (!Array.isArray(found) || found.length !== wanted.length) return tell(`${wanted.length} elements`);
  for (const [i, item] of wanted.entries()) {
    const bad = differs(found[i], item, `${at}[${i}]`);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function differsFields(found: unknown, wanted: Fields, at: string, tell: Tell): string | undefined {
  const own = typeof found === "object" && found !== null ? Object.keys(found).sort() : [];
  const names = Object.keys(wanted).sort();
  if (own.join() !== names.join()) return tell(names.join(", "), own.join(", "));
  for (const name of names) {
    const bad = differs((found as Record<string, unknown>)[name], wanted[name] as Json, `${at}.${name}`);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** An error against what the step says of it. */
export function differsError(error: unknown, step: Fields): string | undefined {
  if (error === undefined) return "expected an error, found none";
  if (!(error instanceof mg.MgError) || error.code !== step["code"]) {
    return `expected the error ${String(step["code"])}, found ${String(error)}`;
  }
  const fields = { operator: error.op, argument: error.argument };
  for (const [name, is] of Object.entries(fields)) {
    const wanted = step[name];
    if (wanted !== null && wanted !== undefined && is !== wanted) {
      return `expected the ${name} ${String(wanted)}, found ${String(is)}`;
    }
  }
  const missing = list(step["message"]).find((text) => !error.message.includes(text as string));
  return missing === undefined ? undefined : `expected a message with "${String(missing)}", found: ${error.message}`;
}
