/** How each language's printed functions call the engine: where the packed arguments stand, and how to write a fault. */
import { handleName } from "../../codegen/src/lower/names.ts";
import type { FunctionModel } from "../../codegen/src/model/model.ts";
import { cName } from "../../codegen/src/targets/c/operator_types.ts";
import { handleOf as juliaHandle } from "../../codegen/src/targets/julia/names.ts";
import { handleOf as pythonHandle } from "../../codegen/src/targets/python/names.ts";
import { keyOf } from "../../codegen/src/targets/r/signature.ts";

export interface Bindings {
  /** Everything of a call up to its first packed argument. */
  call(f: FunctionModel): RegExp;
  /** What stands for an argument that is not given. */
  readonly absent: string;
  /** One more than an axis that may be absent. */
  next(text: string): string;
  /** The value, or another where none is given; undefined where defaults are printed, and all values are there. */
  readonly unlessGiven?: (text: string, other: string) => string;
}

const plain = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g");
const increased = (text: string): string => text.replace(/\b(axis|dims?)\b/, "$1 + 1");

export const BINDINGS: Readonly<Record<string, Bindings>> = {
  c: {
    call: (f) => new RegExp(`mixgrad_op_${cName(f)}\\([^]*?arguments_\\[\\] = \\{\\s*`, "g"),
    absent: "mixgrad_absent()",
    next: increased,
  },
  java: {
    call: (f) => plain(`Engine.call(${handleName(f)}, `),
    absent: "ABSENT",
    next: increased,
    unlessGiven: (text, other) => (text === "ABSENT" ? other : `(${text} == ABSENT ? (Object) ${other} : ${text})`),
  },
  julia: { call: (f) => plain(`invoke(${juliaHandle(f)}, `), absent: "absent", next: increased },
  python: { call: (f) => plain(`${pythonHandle(f)}(`), absent: "ABSENT", next: increased },
  r: { call: (f) => plain(`.External(C_engine, ${keyOf(f)}, `), absent: "absent", next: increased },
  scala: {
    call: (f) => plain(`Engine.call(Fn.${handleName(f)}, `),
    absent: "io.mixgrad.internal.Absent.ABSENT",
    next: increased,
  },
  typescript: {
    call: (f) => plain(`(${handleName(f)}, [`),
    absent: "undefined",
    next: (text) => `(${text} === undefined ? ${text} : Number(${text}) + 1)`,
    unlessGiven: (text, other) => `(${text} ?? ${other})`,
  },
};
