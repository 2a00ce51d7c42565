/** What may not change within a major version: the rules of the ABI's evolution, each with what mends it. */
import { parse } from "yaml";

interface Named {
  readonly name: string;
}
export interface Parameter extends Named {
  readonly type: string;
  readonly direction?: string;
}
export interface AbiFunction extends Named {
  readonly returns?: string;
  readonly lifecycle?: string;
  readonly parameters?: readonly Parameter[];
}
export interface Spec {
  readonly version: { readonly major: number };
  readonly enums: readonly (Named & { readonly values?: readonly (Named & { readonly value: number })[] })[];
  readonly structs: readonly (Named & { readonly fields: readonly Parameter[] })[];
  readonly functions: readonly AbiFunction[];
}

export interface Argument extends Named {
  readonly type: unknown;
  readonly default?: unknown;
}
export interface FunctionSchema extends Named {
  readonly lifecycle: string;
  readonly inputs: readonly Argument[];
  readonly attributes: readonly Argument[];
  readonly outputs: readonly Argument[];
}

export function readSpec(text: string): Spec {
  return parse(text) as Spec;
}

const isStable = (f: { readonly lifecycle?: string }): boolean => f.lifecycle === "stable";
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const shape = (p: Parameter): string => `${p.name}: ${p.type} ${p.direction ?? "in"}`;

/** Broken promises, one line each; none is well. */
export function abiViolations(released: Spec, today: Spec): string[] {
  if (today.version.major !== released.version.major) return [];
  return [
    ...released.functions.filter(isStable).flatMap((f) => functionViolations(f, today)),
    ...released.enums.flatMap((e) => {
      const now = today.enums.find((other) => other.name === e.name);
      if (!now) return [`enum ${e.name} was removed: bring it back`];
      return (e.values ?? []).flatMap((v) => {
        const found = now.values?.find((other) => other.name === v.name);
        if (!found) return [`enum ${e.name}: value ${v.name} was removed: bring it back and deprecate it`];
        return found.value === v.value
          ? []
          : [`enum ${e.name}: ${v.name} was ${v.value}, now ${found.value}: numbers stay`];
      });
    }),
    ...released.structs.flatMap((s) => {
      const now = today.structs.find((other) => other.name === s.name);
      if (!now) return [`struct ${s.name} was removed: bring it back`];
      return s.fields.flatMap((field, i) =>
        same(field, now.fields[i]) || same({ ...field, doc: "" }, { ...now.fields[i], doc: "" })
          ? []
          : [`struct ${s.name}: field ${i + 1} was ${field.name}: add new fields at the end only`],
      );
    }),
  ];
}

function functionViolations(f: AbiFunction, today: Spec): string[] {
  const now = today.functions.find((other) => other.name === f.name);
  if (!now) return [`function ${f.name} was removed: bring it back and deprecate it`];
  const [was, is] = [f, now].map((g) => [g.returns ?? "status", ...(g.parameters ?? []).map(shape)].join(", "));
  if (was !== is) return [`function ${f.name}: was (${was}), now (${is}): add a function of another name`];
  return isStable(now) || now.lifecycle === "deprecated" ? [] : [`function ${f.name} was stable: it stays so`];
}

/** The same for what schemas promise. */
export function schemaViolations(released: readonly FunctionSchema[], today: readonly FunctionSchema[]): string[] {
  return released.filter(isStable).flatMap((f) => {
    const now = today.find((other) => other.name === f.name);
    if (!now) return [`${f.name} was removed: bring it back and deprecate it`];
    const before = [...f.inputs, ...f.attributes];
    const after = [...now.inputs, ...now.attributes];
    return [
      ...before.flatMap((argument, i) => {
        const other = after[i];
        if (other?.name !== argument.name)
          return [`${f.name}: argument ${i + 1} was ${argument.name}: order and names stay`];
        if (!same(other.type, argument.type))
          return [`${f.name}: ${argument.name} has another type: add an argument instead`];
        return same(other.default, argument.default)
          ? []
          : [`${f.name}: ${argument.name} has another default: it stays`];
      }),
      ...after
        .slice(before.length)
        .filter((argument) => argument.default === undefined)
        .map((argument) => `${f.name}: new argument ${argument.name} needs a default`),
      ...(f.outputs.length === now.outputs.length ? [] : [`${f.name}: the number of results changed`]),
    ];
  });
}
