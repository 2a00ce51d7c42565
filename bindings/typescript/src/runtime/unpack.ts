/** Reads what the engine gave: from the shared buffer if it is one simple value, else from the addon's tokens. */
import { KindNumber as Kind } from "../generated/numbers.ts";
import * as buffer from "./buffer.ts";
import { makeTensor } from "./handle.ts";
import { dtypeOf } from "./info.ts";
import type { Tokens } from "./native.ts";
import { Slice } from "./subscript.ts";
import { wrapperOf } from "./wrappers.ts";

class Reader {
  readonly #tokens: Tokens;
  #next = 0;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length;
  }

  #number(): number {
    return this.#tokens[this.#next++] as number;
  }

  value(): unknown {
    const kind = this.#number();
    switch (kind) {
      case Kind.null:
        return null;
      case Kind.bool:
        return this.#number() !== 0;
      case Kind.int:
      case Kind.float:
      case Kind.enum:
      case Kind.callback:
      case Kind.string:
      case Kind.bytes:
      case Kind.function:
        return this.#tokens[this.#next++];
      case Kind.dtype:
        return dtypeOf(this.#number());
      case Kind.device:
        return this.#number() === 0 ? "cpu" : `device ${this.#tokens[this.#next - 1]}`;
      case Kind.tensor:
        return makeTensor(this.#number(), this.#number());
      case Kind.object:
        return wrapperOf(this.#number());
      case Kind.slice: {
        const [start, stop, step] = this.#list(this.#number()) as (number | undefined)[];
        return new Slice(start ?? undefined, stop ?? undefined, step ?? undefined);
      }
      case Kind.list:
        return this.#list(this.#number());
      case Kind.map: {
        const flat = this.#list(2 * this.#number());
        const made: Record<string, unknown> = {};
        for (let i = 0; i < flat.length; i += 2) made[flat[i] as string] = flat[i + 1];
        return made;
      }
      default:
        return undefined;
    }
  }

  #list(length: number): unknown[] {
    const made = new Array<unknown>(length);
    for (let i = 0; i < length; ++i) made[i] = this.value();
    return made;
  }
}

export function unpackAll(tokens: Tokens): unknown[] {
  const reader = new Reader(tokens);
  const values: unknown[] = [];
  while (!reader.done) values.push(reader.value());
  return values;
}

/** The result of a call. Several are a record with the fields `outputs`, which `using` can dispose. */
export function readResult(returned: Tokens | undefined, outputs: readonly string[]): unknown {
  const { words } = buffer;
  switch (words[buffer.RESULT_KIND]) {
    case Kind.tensor:
      return makeTensor(words[buffer.RESULT_SLOT] as number, words[buffer.RESULT_GENERATION] as number);
    case Kind.float:
      return buffer.doubles[buffer.RESULT_NUMBER];
    case Kind.bool:
      return words[buffer.RESULT_SLOT] !== 0;
    case Kind.null:
      return null;
    case buffer.RETURNED:
      return recordOf(unpackAll(returned ?? []), outputs);
    default:
      return undefined;
  }
}

function recordOf(values: unknown[], outputs: readonly string[]): unknown {
  if (outputs.length < 2) return values.length === 1 ? values[0] : values;
  const record: Record<string | symbol, unknown> = {};
  outputs.forEach((name, i) => (record[name] = values[i]));
  Object.defineProperty(record, Symbol.dispose, { value: () => disposeAll(values), enumerable: false });
  return record;
}

function disposeAll(values: readonly unknown[]): void {
  for (const value of values) (value as Partial<Disposable> | undefined)?.[Symbol.dispose]?.();
}
