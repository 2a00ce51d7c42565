/** Reads abi.yml and errors.yml into the model, collecting every mistake. */
import type { AbiField, AbiFunction, AbiModel, AbiParameter, AbiType, ErrorModel } from "../model/abi.ts";
import type { AbiRecord, ErrorsRecord, ParameterRecord } from "./abi_record.ts";
import { readYaml } from "./files.ts";
import type { Problems } from "./problems.ts";
import { validator } from "./validate.ts";

const ABI = "c-api/abi.yml";
const ERRORS = "c-api/errors.yml";
const SCALARS = ["void", "bool", "int32", "uint32", "int64", "size", "double"] as const;

export function readAbi(root: string, problems: Problems): AbiModel | undefined {
  const abi = readYaml(root, ABI, problems);
  const errors = readYaml(root, ERRORS, problems);
  const sound = validator("AbiRecord")(abi, ABI, problems) && validator("ErrorsRecord")(errors, ERRORS, problems);
  return sound ? buildAbi(abi as AbiRecord, errors as ErrorsRecord, problems) : undefined;
}

/** Turns one word of abi.yml into a type; undefined if it names nothing. */
function typeOf(word: string, abi: AbiRecord): AbiType | undefined {
  const has = (list: readonly { name: string }[]): boolean => list.some((entry) => entry.name === word);
  const scalar = SCALARS.find((name) => name === word);
  if (scalar) return { kind: "scalar", name: scalar };
  if (word === "pointer") return { kind: "pointer" };
  if (word === "string" || word === "char const*") return { kind: "string" };
  if (word === "void const*") return { kind: "elements", of: { kind: "scalar", name: "void" }, constant: true };
  if (has(abi.handles)) return { kind: "handle", name: word };
  if (has(abi.structs)) return { kind: "struct", name: word };
  if (has(abi.enums)) return { kind: "enum", name: word };
  if (has(abi.callbacks)) return { kind: "callback", name: word };
  const elements = /^(.*?)( const)?\*$/.exec(word);
  const of = elements?.[1] === undefined ? undefined : typeOf(elements[1], abi);
  return of && { kind: "elements", of, constant: elements?.[2] !== undefined };
}

function buildAbi(abi: AbiRecord, errorsRecord: ErrorsRecord, problems: Problems): AbiModel {
  const type = (word: string, path: string): AbiType => {
    const found = typeOf(word, abi);
    if (!found) problems.add(ABI, path, `unknown type "${word}"`);
    return found ?? { kind: "pointer" };
  };
  const parameters = (list: ParameterRecord[], path: string): AbiParameter[] =>
    list.map((p, i) => {
      if (p.array !== undefined && !list.some((other) => other.name === p.array)) {
        problems.add(ABI, `${path}/${i}/array`, `no parameter "${p.array}" counts it`);
      }
      if (p.direction === "out" && !p.name.startsWith("out_")) {
        problems.add(ABI, `${path}/${i}/name`, `out parameter "${p.name}" must begin with "out_"`);
      }
      return {
        name: p.name,
        type: type(p.type, `${path}/${i}/type`),
        doc: p.doc ?? "",
        direction: p.direction ?? "in",
        mayBeNull: p.null ?? false,
        countedBy: p.array ?? "",
        ownership: p.ownership ?? "borrowed",
      };
    });
  const errors: ErrorModel[] = errorsRecord.errors.map((e) => ({ ...e, parent: e.parent ?? "" }));
  checkErrors(errors, problems);
  const functions = abi.functions.map((f, i): AbiFunction => {
    const fallible = f.returns === undefined || f.returns === "status";
    for (const [j, name] of (f.errors ?? []).entries()) {
      if (!errors.some((e) => e.name === name)) problems.add(ABI, `/functions/${i}/errors/${j}`, `no error "${name}"`);
    }
    return {
      name: f.name,
      symbol: `${abi.prefix}_${f.name}`,
      group: f.group,
      doc: f.doc,
      fallible,
      returns: fallible ? { kind: "handle", name: "status" } : type(f.returns ?? "", `/functions/${i}/returns`),
      since: f.since,
      lifecycle: f.lifecycle ?? "unstable",
      errors: f.errors ?? [],
      parameters: parameters(f.parameters, `/functions/${i}/parameters`),
    };
  });
  const handles = abi.handles.map((h) => ({ ...h, retain: h.retain ?? true, release: h.release ?? true }));
  const symbols = [
    ...functions.map((f) => f.symbol),
    ...handles.flatMap((h) => [
      ...(h.retain ? [`${abi.prefix}_${h.name}_retain`] : []),
      ...(h.release ? [`${abi.prefix}_${h.name}_release`] : []),
    ]),
  ].sort();
  for (const [i, symbol] of symbols.entries()) {
    if (symbols[i - 1] === symbol) problems.add(ABI, "/functions", `"${symbol}" is declared twice`);
  }
  return {
    version: abi.version,
    prefix: abi.prefix,
    doc: abi.doc,
    enums: abi.enums.map((e) => ({
      name: e.name,
      doc: e.doc,
      values: e.from
        ? errors.map((error) => ({ name: error.name, value: error.code, doc: error.doc }))
        : (e.values ?? []),
    })),
    handles,
    structs: abi.structs.map((s, i) => ({
      ...s,
      fields: s.fields.map((f, j): AbiField => ({
        name: f.name,
        doc: f.doc ?? "",
        type: f.union ? { kind: "pointer" } : type(f.type ?? "", `/structs/${i}/fields/${j}/type`),
        count: f.count ?? 1,
        union: (f.union ?? []).map((m, k) => ({
          name: m.name,
          type: type(m.type, `/structs/${i}/fields/${j}/union/${k}/type`),
        })),
      })),
    })),
    callbacks: abi.callbacks.map((c, i) => ({
      ...c,
      parameters: parameters(c.parameters, `/callbacks/${i}/parameters`),
    })),
    functions,
    errors,
    symbols,
  };
}

function checkErrors(errors: readonly ErrorModel[], problems: Problems): void {
  for (const [i, error] of errors.entries()) {
    const earlier = errors.slice(0, i);
    if (earlier.some((e) => e.name === error.name))
      problems.add(ERRORS, `/errors/${i}/name`, `duplicate "${error.name}"`);
    if (earlier.some((e) => e.code === error.code))
      problems.add(ERRORS, `/errors/${i}/code`, `duplicate ${error.code}`);
    if (error.parent !== "" && !earlier.some((e) => e.name === error.parent)) {
      problems.add(ERRORS, `/errors/${i}/parent`, `no error "${error.parent}" stands before it`);
    }
  }
}
