/** Calls of every function and class that a compiler has to accept, and the same calls with one mistake each. */
import type { Typing, WrongValue } from "../../lower/typing.ts";
import type { Argument, FunctionModel, Model } from "../../model/model.ts";
import { required } from "../../model/types.ts";
import type { PrintedArgument } from "../../print/example.ts";

export interface TypedCall {
  readonly subject: string;
  readonly what: string;
  readonly compiles: boolean;
  readonly text: string;
}

/** An option that no function has. */
const UNKNOWN: Argument = {
  role: "attribute",
  name: "no_such_option",
  description: "",
  type: { kind: "bool" },
  position: 0,
  required: false,
  default: { given: false },
  positional: false,
  dtypes: "",
  dtypeVariable: "",
  shape: "",
  carries: "nothing",
  fixed: false,
  range: { minimum: -Infinity, maximum: Infinity, exclusiveMinimum: false, exclusiveMaximum: false },
  sentinel: null,
};

export function typedCalls(model: Model, typing: Typing): TypedCall[] {
  const members = model.classes.flatMap((c) => [
    ...(c.constructorFunction ? [c.constructorFunction] : []),
    ...c.methods,
  ]);
  return [...model.functions, ...members].flatMap((f) => {
    const form = new Form(typing, model, f, false);
    const onTensor = f.member === "function" && f.methodOfTensor && typing.spelling.method(f) !== "";
    return [...form.calls(), ...(onTensor ? new Form(typing, model, f, true).calls() : [])];
  });
}

/** A function as it is called in one way: freely, or on its first tensor. */
class Form {
  readonly #typing: Typing;
  readonly #model: Model;
  readonly #function: FunctionModel;
  readonly #onTensor: boolean;
  readonly #arguments: readonly Argument[];

  constructor(typing: Typing, model: Model, f: FunctionModel, onTensor: boolean) {
    this.#typing = typing;
    this.#model = model;
    this.#function = f;
    this.#onTensor = onTensor;
    const [self] = f.inputs;
    this.#arguments = f.arguments.filter((a) => !onTensor || a !== self);
  }

  calls(): TypedCall[] {
    const given = this.#arguments.filter((a) => a.required);
    const whole = this.#arguments.length > given.length ? [this.#call("everything", true, this.#arguments)] : [];
    const { mayLack, unseen, open } = this.#typing;
    const seen = this.#arguments.filter((a) => unseen?.(this.#function, a) !== true);
    const spread = this.#arguments.some((a) => this.#typing.spelling.form(this.#function, a) === "spread");
    return [
      this.#call("what is required", true, given),
      ...whole,
      ...seen.flatMap((a) => this.#mistaken(given, a)),
      ...seen.filter((a) => a.required && !mayLack(this.#function, a)).map((a) => this.#lacking(given, a)),
      ...(spread || open?.(this.#function)
        ? []
        : [this.#call("an option that there is not", false, [...given, UNKNOWN])]),
    ];
  }

  #mistaken(given: readonly Argument[], a: Argument): TypedCall[] {
    const list = this.#arguments.filter((b) => b === a || given.includes(b));
    return this.#typing
      .wrong(required(a.type))
      .map((wrong) => this.#call(`${a.name}: ${wrong.what}`, false, list, a, wrong));
  }

  #lacking(given: readonly Argument[], a: Argument): TypedCall {
    return this.#call(
      `without ${a.name}`,
      false,
      given.filter((b) => b !== a),
    );
  }

  #call(what: string, compiles: boolean, given: readonly Argument[], at?: Argument, wrong?: WrongValue): TypedCall {
    const { printer, right } = this.#typing;
    const args = given.map((a): PrintedArgument => ({
      argument: a,
      text: a === at && wrong ? wrong.text : right(required(a.type), this.#function),
      value: { kind: "variable", name: "", type: a.type },
    }));
    const subject = this.#function.name;
    const form = this.#onTensor ? "on the tensor, " : "";
    return { subject, what: form + what, compiles, text: printer.do(this.#printed(args)).join(" ") };
  }

  #printed(args: readonly PrintedArgument[]): string {
    const { printer, right, object } = this.#typing;
    const f = args.some((a) => a.argument === UNKNOWN) ? withUnknown(this.#function) : this.#function;
    if (this.#onTensor) return printer.method(right({ kind: "tensor" }, f), f, args);
    if (f.member === "function") return printer.call(f, args);
    if (f.member === "constructor") return printer.construct(f.owner, f, args);
    const owner = this.#model.class(f.owner);
    if (!owner) throw new Error(`${f.name} is of no class`);
    return printer.method(object(owner), f, args);
  }
}

const withUnknown = (f: FunctionModel): FunctionModel => ({
  ...f,
  arguments: [...f.arguments, UNKNOWN],
  named: [...f.named, UNKNOWN],
});
