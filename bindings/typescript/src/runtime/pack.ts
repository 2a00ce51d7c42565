/** Writes JavaScript's values into the shared buffer as packed values of the engine. */
import { KindNumber as Kind } from "../generated/numbers.ts";
import * as buffer from "./buffer.ts";
import { find } from "./call.ts";
import { fail } from "./errors.ts";
import { failDisposed, TensorHandle } from "./handle.ts";
import { hostNumber } from "./hosts.ts";
import { scan } from "./scan.ts";
import { ellipsis, newaxis, Slice } from "./subscript.ts";
import { EngineObject, objectSlot, tellOverrides } from "./wrappers.ts";

/** A function of the engine as a value. */
export interface Operator {
  readonly name: string;
  readonly version: number;
  /** Names that its options may have. */
  readonly options: readonly string[];
  /** Names of the fields of its result, if that is a record. */
  readonly outputs: readonly string[];
  readonly job: boolean;
  /** It calls functions that it got after it has returned. */
  readonly keepsFunctions: boolean;
  /** The addon's number of it; -1 before the first call. */
  number: number;
}

/** Functions of the package that stand for one of the engine's. */
export const ENGINE_FUNCTIONS = new Map<unknown, Operator>();

/** Functions of the user's among the values that are being packed. */
let functionsGiven: object[] | undefined;

/** Gives the functions met since the last exchange, and goes on with those of an outer call. */
export function exchangeFunctions(outer: object[] | undefined): object[] | undefined {
  const met = functionsGiven;
  functionsGiven = outer;
  return met;
}

export function pack(value: unknown, place: number): void {
  const at = 4 * place;
  if (value instanceof TensorHandle) {
    if (value.slot === -1) failDisposed(value);
    const { words } = buffer;
    words[at] = Kind.tensor;
    words[at + 1] = 0;
    words[at + 2] = value.slot;
    words[at + 3] = value.generation;
    return;
  }
  switch (typeof value) {
    case "number":
      return packNumber(value, place);
    case "undefined":
      return mark(place, Kind.absent);
    case "boolean":
      mark(place, Kind.bool);
      buffer.words[at + 2] = value ? 1 : 0;
      buffer.words[at + 3] = 0;
      return;
    case "string":
      return packText(value, place);
    case "bigint":
      return packBigInteger(value, place);
    case "function":
      return packFunction(value, place);
    case "symbol":
      if (value === ellipsis) return mark(place, Kind.ellipsis);
      if (value === newaxis) return mark(place, Kind.newaxis);
      return reject("a symbol");
    default:
      return packObject(value as object | null, place);
  }
}

function mark(place: number, kind: number, length = 0): void {
  buffer.words[4 * place] = kind;
  buffer.words[4 * place + 1] = length;
}

function packNumber(value: number, place: number): void {
  // Whole numbers are integers; minus zero and what a double does not hold exactly stay floats.
  if (Number.isSafeInteger(value) && !(value === 0 && 1 / value < 0)) {
    mark(place, Kind.int);
    buffer.writeInteger(place, value);
  } else {
    mark(place, Kind.float);
    buffer.writeDouble(place, value);
  }
}

function packBigInteger(value: bigint, place: number): void {
  if (BigInt.asIntN(64, value) !== value) {
    fail("value", `an integer has at most 64 bits: given ${value}`, { given: String(value), accepted: "64 bits" });
  }
  mark(place, Kind.int);
  buffer.writeBigInteger(place, value);
}

function packText(text: string, place: number): void {
  const first = buffer.writeText(text);
  mark(place, Kind.string, buffer.byteTop - first);
  buffer.writeInteger(place, first);
}

function packFunction(f: object, place: number): void {
  const known = ENGINE_FUNCTIONS.get(f);
  if (known) {
    const number = find(known);
    mark(place, Kind.function);
    buffer.writeInteger(place, number);
    return;
  }
  (functionsGiven ??= []).push(f);
  mark(place, Kind.callback);
  buffer.writeInteger(place, hostNumber(f));
}

function packObject(value: object | null, place: number): void {
  if (value === null) return mark(place, Kind.null);
  if (value instanceof EngineObject) {
    scan(value);
    const slot = objectSlot(value);
    if (value.overrides !== undefined) tellOverrides(value);
    mark(place, Kind.object);
    buffer.writeInteger(place, slot);
  } else if (Array.isArray(value)) {
    packList(value, place, Kind.list);
  } else if (value instanceof Uint8Array && !(value instanceof Uint8ClampedArray)) {
    const first = buffer.writeBytes(value);
    mark(place, Kind.bytes, value.length);
    buffer.writeInteger(place, first);
  } else if (value instanceof Slice) {
    packList([value.start, value.stop, value.step], place, Kind.slice);
  } else if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    packList([...(value as unknown as Iterable<number>)], place, Kind.list);
  } else if (value instanceof Map) {
    packList([...(value as Map<unknown, unknown>)].flat(), place, Kind.map);
  } else if (isPlain(value)) {
    packList(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .flat(),
      place,
      Kind.map,
    );
  } else if (Symbol.iterator in value) {
    packList([...(value as Iterable<unknown>)], place, Kind.list);
  } else {
    reject(`a ${value.constructor.name}`);
  }
}

function packList(items: readonly unknown[], place: number, kind: number): void {
  const first = buffer.takeValues(items.length);
  for (let i = 0; i < items.length; ++i) pack(items[i], first + i);
  mark(place, kind, kind === Kind.map ? items.length / 2 : kind === Kind.slice ? 0 : items.length);
  buffer.writeInteger(place, first);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function reject(given: string): never {
  fail("type", `${given} can't be an argument`, { given });
}
