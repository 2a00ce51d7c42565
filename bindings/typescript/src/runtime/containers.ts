/** What makes an object of the engine a sequence, or a map, of JavaScript's. */
import { isOverridden } from "./wrappers.ts";

/** `(a, b)` of `new F(a, b)` and of `new F([a, b])`. */
export function listed<T>(given: readonly T[] | readonly [readonly T[]]): readonly T[] {
  const [only] = given;
  return given.length === 1 && Array.isArray(only) ? (only as readonly T[]) : (given as readonly T[]);
}

/** One after the other, with those that are added meanwhile. */
export function* itemsOf<T>(made: { readonly length: number; get(index: number): T }): IterableIterator<T> {
  for (let i = 0; i < made.length; i++) yield made.get(i);
}

/** Names with what they name, in their order. */
export function* entriesOf<T>(made: { names(): string[]; get(name: string): T }): IterableIterator<[string, T]> {
  for (const name of made.names()) yield [name, made.get(name)];
}

/** The elements of an engine's container by their names, or by their places; undefined if it is none. */
export function elementsOf(made: object): [string, unknown][] | undefined {
  if (!(Symbol.iterator in made) || isOverridden(made, Symbol.iterator)) return undefined;
  const all = [...(made as Iterable<unknown>)];
  return "at" in made ? all.map((element, i) => [String(i), element]) : (all as [string, unknown][]);
}
