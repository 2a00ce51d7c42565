/** A function as a language with certain capabilities offers it: which names, which arguments where, which signatures. */
import type { Argument, FunctionModel } from "../model/model.ts";
import { isTensor, required, type Type } from "../model/types.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Namer } from "./names.ts";

export interface LoweredArgument {
  readonly argument: Argument;
  /** In the language. */
  readonly name: string;
  /** What this signature takes: a member of a union where signatures are overloaded, else the argument's type. */
  readonly type: Type;
}

/** One way of calling a function. */
export interface LoweredSignature {
  readonly positional: readonly LoweredArgument[];
  /** By name, in the options object or by the builder; empty if a signature is the short one without them. */
  readonly named: readonly LoweredArgument[];
}

export interface LoweredFunction {
  readonly function: FunctionModel;
  readonly name: string;
  /** As a method of Tensor, whose first input is self; "" if it is none. */
  readonly methodName: string;
  readonly aliases: readonly string[];
  /** One, or with `overloads` one for each form; the first is the fullest. */
  readonly signatures: readonly LoweredSignature[];
  /** The operator, if the function has one and the language lets a library define it; else "". */
  readonly operator: string;
  readonly asynchronous: boolean;
  readonly inPlace: boolean;
}

export function lower(f: FunctionModel, capabilities: Capabilities, namer: Namer): LoweredFunction {
  const lowered = (argument: Argument): LoweredArgument => ({
    argument,
    name: namer.parameter(f, argument),
    type: argument.type,
  });
  const full: LoweredSignature = { positional: f.positional.map(lowered), named: f.named.map(lowered) };
  return {
    function: f,
    name: f.member === "method" ? namer.method(f) : namer.function(f),
    methodName: f.methodOfTensor || f.member === "method" ? namer.method(f) : "",
    aliases: capabilities.aliases ? f.aliases : [],
    signatures: capabilities.overloads ? overloads(full) : [full],
    operator: capabilities.operators.includes(f.operator) ? f.operator : "",
    asynchronous: (capabilities.asynchronous as readonly string[]).includes(f.blocking),
    inPlace: f.traits.includes("in_place"),
  };
}

/**
 * Every combination of union members, with and without the optional positional argument, and with and without the named
 * ones if all of those are optional.
 */
function overloads(full: LoweredSignature): LoweredSignature[] {
  const lists = combinations(full.positional.map((a) => members(a.type).map((type) => ({ ...a, type }))));
  const last = full.positional.at(-1);
  const shorter = last && !last.argument.required ? unique(lists.map((list) => list.slice(0, -1))) : [];
  const namedOptional = full.named.length > 0 && full.named.every((a) => !a.argument.required);
  return [...lists, ...shorter].flatMap((positional) => [
    { positional, named: full.named },
    ...(namedOptional ? [{ positional, named: [] }] : []),
  ]);
}

/** The members of a closed union; a type that is none is its own only member. */
export function members(type: Type): Type[] {
  if (type.kind === "tensor_or_number") return [{ kind: "tensor" }, { kind: "number" }];
  if (type.kind === "int_or_tuple") return [{ kind: "int" }, { kind: "list", of: { kind: "int" } }];
  if (type.kind === "axes") return [{ kind: "list", of: { kind: "axis" } }, { kind: "axis" }];
  return [type];
}

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);
}

function unique(lists: LoweredArgument[][]): LoweredArgument[][] {
  const key = (list: LoweredArgument[]): string => JSON.stringify(list.map((a) => a.type));
  return lists.filter((list, i) => lists.findIndex((other) => key(other) === key(list)) === i);
}

/** The arguments after self, when the function is called as a method of Tensor. */
export function withoutSelf(signature: LoweredSignature): LoweredSignature {
  const [self, ...rest] = signature.positional;
  const type = self && required(self.type);
  if (!type || !isTensor(type)) throw new Error("a method of Tensor needs a tensor first");
  return { ...signature, positional: rest };
}
