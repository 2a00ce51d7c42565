/**
 * The buffer that JavaScript and the addon share: arguments are written here as packed values, results are read from it.
 * The places are those of native/layout.h.
 */
import { native } from "./native.ts";

/** Places in 32-bit words. */
export const CONTEXT = 0;
export const FUNCTION = 1;
export const FIRST = 2;
export const COUNT = 3;
export const FREED = 4;
export const RESULT_KIND = 5;
export const RESULT_SLOT = 8;
export const RESULT_GENERATION = 9;
export const DTYPE = 10;
export const RANK = 11;
export const REQUIRES_GRAD = 12;
export const IS_LEAF = 13;
export const IS_TRACED = 14;
export const IS_CONTIGUOUS = 15;
export const IS_READ_ONLY = 152;
export const FREE_LIST = 160;
export const FREE_LIST_ROOM = 512;

/** Places in 64-bit floats. */
export const RESULT_NUMBER = 4;
export const SHAPE = 8;
export const STRIDES = 40;
export const SIZE = 72;
export const DEVICE = 73;
export const VERSION = 74;
export const ITEM_BYTES = 75;

export const NOTHING = -1;
export const RETURNED = -2;

const FIRST_VALUE = (FREE_LIST + 2 * FREE_LIST_ROOM) / 4;
const WORDS_OF_VALUE = 4;
const BYTES_OF_VALUE = 16;

const LARGE = 1 << 20;
const USUAL = 1 << 16;

let room = 0;
let bytesRoom = 0;

export let words = new Int32Array(0);
export let doubles = new Float64Array(0);
export let bytes: Buffer = Buffer.alloc(0);
let integers = new BigInt64Array(0);

/** The first value and byte that no running call uses. Calls nest: what they take they give back in reverse order. */
export let valueTop = FIRST_VALUE;
export let byteTop = 0;

function grow(values: number, byteCount: number): void {
  const [first, second] = native.grow(values, byteCount);
  room = values;
  bytesRoom = byteCount;
  words = new Int32Array(first);
  doubles = new Float64Array(first);
  integers = new BigInt64Array(first);
  bytes = Buffer.from(second);
}
grow(1024, 4096);

/** Takes `count` values; gives the number of the first. */
export function takeValues(count: number): number {
  const first = valueTop;
  valueTop += count;
  if (valueTop > room) grow(Math.max(2 * room, valueTop), bytesRoom);
  return first;
}

export function giveBack(values: number, byteCount: number): void {
  valueTop = values;
  byteTop = byteCount;
  // One call with a large piece of bytes does not keep their room for good.
  if (bytesRoom > LARGE && byteCount < USUAL) grow(room, USUAL);
}

/** The word at which a value begins: kind, length, then eight bytes. */
export function wordOf(value: number): number {
  return value * WORDS_OF_VALUE;
}

export function writeInteger(value: number, integer: number): void {
  const at = value * WORDS_OF_VALUE + 2;
  words[at] = integer;
  words[at + 1] = Math.floor(integer / 4294967296);
}

export function writeBigInteger(value: number, integer: bigint): void {
  integers[(value * BYTES_OF_VALUE) / 8 + 1] = integer;
}

export function writeDouble(value: number, number: number): void {
  doubles[(value * BYTES_OF_VALUE) / 8 + 1] = number;
}

/** Takes bytes for a text; gives where it begins. Its end is `byteTop`. */
export function writeText(text: string): number {
  const first = byteTop;
  takeBytes(3 * text.length);
  byteTop = first + bytes.write(text, first, "utf8");
  return first;
}

export function writeBytes(data: Uint8Array): number {
  const first = byteTop;
  takeBytes(data.length);
  bytes.set(data, first);
  return first;
}

function takeBytes(count: number): void {
  byteTop += count;
  if (byteTop > bytesRoom) grow(room, Math.max(2 * bytesRoom, byteTop));
}
