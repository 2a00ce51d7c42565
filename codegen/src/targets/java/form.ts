/** The forms in which a function can be called: which parameters, and what they become in the packed call. */
import type { Argument, FunctionModel } from "../../model/model.ts";
import { required, type Signature, type Type } from "../../model/types.ts";
import { namer, optionsName } from "./names.ts";
import { boxed, callable, givenType, givesList, isCallable, isFunction } from "./types.ts";

export interface Parameter {
  /** As declared: `int... axis`. */
  readonly text: string;
  readonly name: string;
  readonly argument: Argument | undefined;
}

export interface Form {
  readonly parameters: readonly Parameter[];
  /** What stands for each argument of the schema; undefined for what the options hold or what is not given. */
  readonly packed: ReadonlyMap<Argument, string>;
  /** Its last parameter sets options. */
  readonly options: boolean;
}

/** One way of giving an argument. */
interface Way {
  readonly parameters: readonly Omit<Parameter, "argument">[];
  readonly packed: string;
}

const way = (type: string, name: string, packed = name): Way => ({
  parameters: [{ text: `${type} ${name}`, name }],
  packed,
});

const isNumberOrTensor = (a: Argument | undefined): boolean =>
  a !== undefined && required(a.type).kind === "tensor_or_number";

/** `...Tensor` in a function's parameters, or a list of tensors: what comes in a form for one and for two. */
const takesAny = (type: Type): boolean => {
  const inner = required(type);
  return (inner.kind === "function" || inner.kind === "callback") && inner.signature.parameters.includes("...Tensor");
};
/** A function of tensors alone, as many as the call has. */
export const takesOnlyAny = (type: Type): boolean => {
  const inner = required(type);
  return (inner.kind === "function" || inner.kind === "callback") && inner.signature.parameters.join() === "...Tensor";
};
export const isTensorList = (type: Type): boolean =>
  type.kind === "tensors" || (type.kind === "list" && type.of.kind === "tensor");

/** May a list at the end be given item by item? A lambda could be meant for a function of one tensor as well. */
export const spreads = (f: FunctionModel, type: Type): boolean =>
  type.kind !== "list" || (!givenType(type.of).includes("<") && !f.arguments.some((b) => takesAny(b.type)));

/** The ways of giving an argument by place; `last` if nothing follows, `arity` if the number of tensors is fixed. */
function ways(f: FunctionModel, a: Argument, last: boolean, arity: number | undefined): Way[] {
  const name = namer.parameter(f, a);
  const type = required(a.type);
  if (type.kind === "function" || type.kind === "callback") {
    const { type: text, pack } = callable(type.signature, arity);
    return [way(text, name, `Functions.${pack}(${name})`)];
  }
  if (arity !== undefined && isTensorList(type)) {
    const singular = name.endsWith("s") ? name.slice(0, -1) : name;
    const each = Array.from({ length: arity }, (_, i) => (arity === 1 ? singular : `${singular}${i + 1}`));
    return [
      { parameters: each.map((one) => ({ text: `Tensor ${one}`, name: one })), packed: `List.of(${each.join(", ")})` },
    ];
  }
  switch (type.kind) {
    case "tensor_or_number":
      return [way("Tensor", name), way("Number", name)];
    case "int_or_tuple":
      return [way("long", name), way("long[]", name)];
    case "axes":
    case "permutation":
      return last ? [way("int...", name)] : [...(type.kind === "axes" ? [way("int", name)] : []), way("int[]", name)];
    case "shape":
      return [way("Shape", name), ...(last ? [way("long...", name)] : [])];
    case "subscript":
      return last ? [way("Index...", name)] : [way("List<Index>", name)];
    case "tensors":
      return [way("List<Tensor>", name), ...(last ? [way("Tensor...", name)] : [])];
    case "list": {
      const element = givenType(type.of);
      const spread = last && spreads(f, type);
      return [way(`List<${boxed(element)}>`, name), ...(spread ? [way(`${element}...`, name)] : [])];
    }
    default:
      return [way(givenType(type), name)];
  }
}

/** All forms of a function, the fullest of each kind first. `self` leaves out the first argument, a method's tensor. */
export function forms(f: FunctionModel, self = false): Form[] {
  const positional = self ? f.positional.slice(1) : f.positional;
  const needed = positional.filter((a) => a.required);
  const options = hasOptions(f);
  const arities = aritiesOf(f);
  const out = arities.flatMap((arity) => [
    ...(options ? place(f, needed, true, arity) : []),
    ...(options && needed.length < positional.length ? place(f, positional, true, arity) : []),
    ...(f.named.some((a) => a.required)
      ? []
      : [
          ...place(f, needed, false, arity),
          ...(needed.length < positional.length ? place(f, positional, false, arity) : []),
        ]),
  ]);
  // Numbers alone are Java's own business, but for random ones.
  const numbers = (form: Form): boolean =>
    !f.traits.includes("random") &&
    form.parameters.some((p) => p.text.startsWith("Number ") && isNumberOrTensor(p.argument)) &&
    !self &&
    !form.parameters.some((p) => p.text.startsWith("Tensor "));
  return [...out.filter((form) => !numbers(form)), ...axisFirst(f, self)];
}

/** A step of a loop: from all the lists of tensors that are given to new ones. */
const isStep = (type: Type): boolean => {
  const inner = required(type);
  return takesOnlyAny(type) && (inner.kind === "function" || inner.kind === "callback") && givesList(inner.signature);
};

/** Any number of tensors, one, two. A form for two would be ambiguous where two lists of tensors are taken. */
export function aritiesOf(f: FunctionModel): (number | undefined)[] {
  if (!f.arguments.some((a) => takesOnlyAny(a.type))) return [undefined];
  const lists = f.arguments.filter((a) => isTensorList(a.type)).length;
  if (lists > 1 && f.arguments.some((a) => isStep(a.type))) return [undefined];
  const fits = (arity: number): boolean =>
    f.arguments.every((a) => {
      const type = required(a.type);
      return !isFunction(type) || isCallable((type as { signature: Signature }).signature, arity);
    });
  return [undefined, ...(lists > 0 && fits(1) ? [1] : []), ...(lists === 1 && fits(2) ? [2] : [])];
}

/**
 * Forms of a constructor whose function takes any number of tensors, for functions of one and of two; by place only, since
 * options are the constructor's own.
 */
export function fixedForms(f: FunctionModel): Form[] {
  if (f.named.some((a) => a.required)) return [];
  const needed = f.positional.filter((a) => a.required);
  return [1, 2].flatMap((arity) => [
    ...place(f, needed, false, arity),
    ...(needed.length < f.positional.length ? place(f, f.positional, false, arity) : []),
  ]);
}

export function hasOptions(f: FunctionModel): boolean {
  return f.named.length > 0;
}

/** What the builder sets: what is not required by place. */
export function optionArguments(f: FunctionModel): readonly Argument[] {
  return hasOptions(f) ? [...f.positional.filter((a) => !a.required), ...f.named] : [];
}

function place(f: FunctionModel, list: readonly Argument[], options: boolean, arity: number | undefined): Form[] {
  let partial: { parameters: Parameter[]; packed: Map<Argument, string> }[] = [{ parameters: [], packed: new Map() }];
  for (const [i, a] of list.entries()) {
    const last = i === list.length - 1 && !options;
    partial = partial.flatMap((p) =>
      ways(f, a, last, arity).map((w) => ({
        parameters: [...p.parameters, ...w.parameters.map((one) => ({ ...one, argument: a }))],
        packed: new Map([...p.packed, [a, w.packed]]),
      })),
    );
  }
  return partial.map(({ parameters, packed }) => ({
    parameters: options
      ? [...parameters, { text: `Consumer<${optionsName(f)}> options`, name: "options", argument: undefined }]
      : parameters,
    packed,
    options,
  }));
}

/** `concat(0, a, b)`: the axis first, so that the tensors can follow one by one. */
function axisFirst(f: FunctionModel, self: boolean): Form[] {
  const [tensors, axis, ...more] = f.positional;
  if (self || !tensors || !axis || more.length > 0 || tensors.type.kind !== "tensors" || axis.type.kind !== "axis")
    return [];
  const [first, second] = [namer.parameter(f, axis), namer.parameter(f, tensors)];
  return [
    {
      parameters: [
        { text: `int ${first}`, name: first, argument: axis },
        { text: `Tensor... ${second}`, name: second, argument: tensors },
      ],
      packed: new Map([
        [axis, first],
        [tensors, second],
      ]),
      options: false,
    },
  ];
}
