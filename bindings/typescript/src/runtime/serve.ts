/** Answers what the engine asks of JavaScript: methods of the user's objects, functions of the user's. */
import * as buffer from "./buffer.ts";
import { errorOf, holdError, messageOf } from "./errors.ts";
import { hostOf } from "./hosts.ts";
import { native, type RequestTokens, type Tokens } from "./native.ts";
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

function answer(request: number, result: unknown): void {
  const values = buffer.valueTop;
  const bytes = buffer.byteTop;
  const outer = exchangeFunctions(undefined);
  try {
    const count = result === undefined || result === null ? 0 : 1;
    const first = buffer.takeValues(1);
    if (count === 1) pack(result, first);
    native.answer(request, first, count);
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
  request: number,
  host: number,
  method: string,
  context: number,
  tokens: Tokens,
  mayWait: boolean,
): void {
  const mine = new Context(context);
  const end = (): void => mine.release(false);
  try {
    const found = hostOf(host);
    if (found === undefined) throw errorOf("host", `the object whose ${method} is asked for is gone`);
    const body = (): unknown => {
      const result = run(found, method, unpackAll(tokens));
      if (!isPromise(result)) return answer(request, result);
      if (mayWait) return result.then((value) => answer(request, value));
      throw errorOf("type", `${method} must not be asynchronous here: only a job can wait for a promise`);
    };
    const done = runUnder({ context: mine, scope: undefined }, body);
    if (!isPromise(done)) return end();
    void done.then(end, (error: unknown) => {
      answerWithError(request, error);
      end();
    });
  } catch (error) {
    answerWithError(request, error);
    end();
  }
}

/** A request of a call: the addon waits for its answer. */
export function serve(request: number, host: number, method: string, context: number, tokens: Tokens): void {
  serveRequest(request, host, method, context, tokens, false);
}

/** A request of a job, which may be answered later. */
export function serveJob([request, host, method, context, tokens]: RequestTokens): void {
  serveRequest(request, host, method, context, tokens, true);
}
