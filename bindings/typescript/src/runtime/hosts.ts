/** Numbers by which the engine knows objects and functions of JavaScript. It holds nothing alive: the numbers are weak. */

const NUMBERS = new WeakMap<object, number>();
const HOSTS = new Map<number, WeakRef<object>>();
const gone = new FinalizationRegistry<number>((number) => HOSTS.delete(number));
let last = 0;

/** The number of an object or function, the same every time. */
export function hostNumber(host: object): number {
  const known = NUMBERS.get(host);
  if (known !== undefined) return known;
  const number = ++last;
  NUMBERS.set(host, number);
  HOSTS.set(number, new WeakRef(host));
  gone.register(host, number);
  return number;
}

export function hostOf(number: number): object | undefined {
  return HOSTS.get(number)?.deref();
}

/**
 * Functions that the engine calls after the call that got them, such as the gradient of a custom operator. It does not say
 * when it is done with them, so the newest are kept.
 */
const MOST_KEPT = 4096;
const KEPT = new Set<object>();

export function keepFunction(f: object): void {
  KEPT.delete(f);
  KEPT.add(f);
  if (KEPT.size <= MOST_KEPT) return;
  for (const oldest of KEPT) {
    KEPT.delete(oldest);
    break;
  }
}
