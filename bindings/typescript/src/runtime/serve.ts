/** Answers what the engine asks of JavaScript: methods of the user's objects, functions of the user's. */
import * as buffer from "./buffer.ts";
import { errorOf, holdError, messageOf } from "./errors.ts";
import { hostOf } from "./hosts.ts";
import { native, type RequestTokens } from "./native.ts";
import { exchangeFunctions, pack } from "./pack.ts";
import { Context, isPromise, runUnder } from "./state.ts";
import { unpackAll } from "./unpack.ts";
import { factsOf } from "./wrappers.ts";

function run(host: object, method: string, args: readonly unknown[]): unknown {
  if (typeof host === "function") return (host as (...args: readonly unknown[]) => unknown)(...args);
  const name = factsOf(host)?.methods[method] ?? method;
  const member = (host as Record<string, unknown>)[name];
  return typeof member === "function"
    ? (member as (...args: readonly unknown[]) => unknown).apply(host, [...args])
    : member;
}

/** So long the calls of one request may hold up the event loop. */
const TURN_MILLISECONDS = 10;

/** Several calls, one after the other. */
async function runInTurns(
  host: object,
  method: string,
  args: readonly unknown[],
  calls: number,
): Promise<readonly unknown[]> {
  const each = args.length / calls;
  const results: unknown[] = [];
  let turn = performance.now();
  for (let i = 0; i < calls; ++i) {
    const result = run(host, method, args.slice(i * each, (i + 1) * each));
    results.push(isPromise(result) ? await result : result);
    if (performance.now() - turn < TURN_MILLISECONDS) continue;
    await new Promise(setImmediate);
    turn = performance.now();
  }
  return results;
}

/** The same without waiting. */
function runNow(host: object, method: string, args: readonly unknown[], calls: number): readonly unknown[] {
  const each = args.length / calls;
  return Array.from({ length: calls }, (_, i) => {
    const result = run(host, method, args.slice(i * each, (i + 1) * each));
    if (!isPromise(result)) return result;
    throw errorOf("type", `${method} must not be asynchronous here: only a job can wait for a promise`);
  });
}

function answer(request: number, results: readonly unknown[]): void {
  const values = buffer.valueTop;
  const bytes = buffer.byteTop;
  const outer = exchangeFunctions(undefined);
  try {
    const nothing = results.length === 1 && (results[0] === undefined || results[0] === null);
    const first = buffer.takeValues(results.length);
    if (!nothing) results.forEach((result, i) => pack(result, first + i));
    native.answer(request, first, nothing ? 0 : results.length);
  } finally {
    exchangeFunctions(outer);
    buffer.giveBack(values, bytes);
  }
}

function answerWithError(request: number, error: unknown): void {
  native.failRequest(request, holdError(error), messageOf(error));
}

/**
 * Runs a request and answers it. There is no scope: what users' code makes it may hold anywhere, in private fields and
 * closures too, so it is the collector's.
 */
function serveRequest(
  [request, host, method, context, tokens, calls]: RequestTokens,
  mayWait: boolean,
): void | Promise<void> {
  const mine = new Context(context);
  const end = (): void => mine.release(false);
  try {
    const found = hostOf(host);
    if (found === undefined) throw errorOf("host", `the object whose ${method} is asked for is gone`);
    const body = (): unknown => {
      const args = unpackAll(tokens);
      if (!mayWait) return answer(request, runNow(found, method, args, calls));
      if (calls > 1) return runInTurns(found, method, args, calls).then((results) => answer(request, results));
      const result = run(found, method, args);
      return isPromise(result) ? result.then((value) => answer(request, [value])) : answer(request, [result]);
    };
    const done = runUnder({ context: mine, scope: undefined }, body);
    if (!isPromise(done)) return end();
    return done.then(end, (error: unknown) => {
      answerWithError(request, error);
      end();
    });
  } catch (error) {
    answerWithError(request, error);
    end();
  }
}

/** A request of a call: the addon waits for its answer. */
export function serve(...request: RequestTokens): void {
  void serveRequest(request, false);
}

/** The requests of a job, which may be answered later: one after the other, in their order. */
export class JobRequests {
  readonly #waiting: RequestTokens[] = [];
  #answering = false;

  add(request: RequestTokens): void {
    this.#waiting.push(request);
    if (!this.#answering) this.#next();
  }

  /** The job has ended: nobody waits for the rest. */
  end(): void {
    for (const [request] of this.#waiting.splice(0)) native.failRequest(request, 0, "the job has ended");
  }

  #next(): void {
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      this.#answering = true;
      const answered = serveRequest(request, true);
      if (answered !== undefined) return void answered.then(() => this.#next());
    }
    this.#answering = false;
  }
}
