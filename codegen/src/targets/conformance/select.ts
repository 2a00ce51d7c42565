/** Which cases of a function a language runs: few that exercise every argument, kind of value, dtype class and option. */
import type { FunctionModel } from "../../model/model.ts";
import { isObject, tensorIn, type CaseRecord, type Json } from "./cases.ts";

const MOST = 8;

/** What a case exercises. */
function features(f: FunctionModel, one: CaseRecord): string[] {
  const given = one.arguments ?? {};
  return f.arguments.flatMap((a) => {
    const value = given[a.name];
    if (value === undefined) return [`${a.name} absent`];
    return [`${a.name} ${kindOf(value)}`, ...(a.type.kind === "enum" ? [`${a.name} ${JSON.stringify(value)}`] : [])];
  });
}

function kindOf(value: Json): string {
  const tensor = tensorIn(value);
  if (tensor) {
    const size = tensor.shape.includes(0) ? "empty" : tensor.shape.length === 0 ? "rank 0" : "tensor";
    return /^(float32|float64)$/.test(tensor.dtype) ? size : `${size} ${tensor.dtype.replace(/\d+$/, "")}`;
  }
  if (typeof value === "number") return value < 0 ? "negative" : value === 0 ? "zero" : "number";
  if (isObject(value)) {
    const [key = ""] = Object.keys(value);
    const items = value[key];
    if (key === "subscript") return `subscript of ${(items as readonly Json[]).map(itemKind).join()}`;
    return key === "list" && Array.isArray(items) ? `list of ${items.length > 1 ? "several" : items.length}` : key;
  }
  return `${typeof value} ${typeof value === "string" ? "" : String(value)}`;
}

function itemKind(item: Json): string {
  const tensor = tensorIn(item);
  if (tensor) return `${kindOf(item)} of ${tensor.shape.length}`;
  if (isObject(item)) return "slice";
  return typeof item === "number" ? (item < 0 ? "from the end" : "at") : String(item);
}

/** Valid calls, the oracle's first; then one that adds most, and so on. */
export function selected(f: FunctionModel, cases: readonly CaseRecord[]): CaseRecord[] {
  const valid = cases.filter((one) => one.equals !== undefined);
  const seen = new Set<string>();
  const chosen: CaseRecord[] = [];
  const most = f.attributes.some((a) => a.type.kind === "subscript") ? 6 * MOST : MOST; // as many as there are forms
  while (chosen.length < most) {
    const news = (one: CaseRecord): number => features(f, one).filter((feature) => !seen.has(feature)).length;
    const rest = valid.filter((one) => !chosen.includes(one));
    const best = rest.reduce<CaseRecord | undefined>((a, b) => (a && news(a) >= news(b) ? a : b), undefined);
    if (!best || news(best) === 0) break;
    chosen.push(best);
    for (const feature of features(f, best)) seen.add(feature);
  }
  return chosen;
}
