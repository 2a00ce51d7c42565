/** The base of the errors; the classes below it are generated from c-api/errors.yml. */
import { SPELLINGS } from "../generated/spellings.ts";

/** What an error says beside its message. */
export interface ErrorFields {
  /** The function that was called, such as `matmul`. */
  readonly op?: string;
  /** The argument that was not accepted. */
  readonly argument?: string;
  /** Path of the layer in which it happened, such as `head.0`. */
  readonly layer?: string;
  /** What may help. */
  readonly hint?: string;
  /** What was given. */
  readonly given?: string;
  /** What would have been accepted. */
  readonly accepted?: string;
  /** The shapes that were involved. */
  readonly shapes?: string;
}

/** An error of mixgrad. Its fields say what the message says. */
export class MgError extends Error {
  override name = "MgError";
  /** Name of the error in the hierarchy that all languages share, such as `shape`. */
  readonly code: string = "error";
  /** The function that was called, such as `matmul`. */
  readonly op: string | undefined;
  /** The argument that was not accepted. */
  readonly argument: string | undefined;
  /** Path of the layer in which it happened, such as `head.0`. */
  layer: string | undefined;
  /** What may help. */
  readonly hint: string | undefined;
  /** What was given. */
  readonly given: string | undefined;
  /** What would have been accepted. */
  readonly accepted: string | undefined;
  /** The shapes that were involved. */
  readonly shapes: string | undefined;

  /** Errors are made by mixgrad. */
  constructor(message: string, fields: ErrorFields = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = CODES.get(new.target) ?? "error";
    this.op = fields.op;
    this.argument = fields.argument;
    this.layer = fields.layer;
    this.hint = fields.hint;
    this.given = fields.given;
    this.accepted = fields.accepted;
    this.shapes = fields.shapes;
    // What is not there is not shown when the error is printed.
    for (const name of ["op", "argument", "layer", "hint", "given", "accepted", "shapes"] as const) {
      if (this[name] === undefined) Object.defineProperty(this, name, { enumerable: false, writable: true });
    }
  }
}

type ErrorClass = new (message: string, fields?: ErrorFields, options?: ErrorOptions) => MgError;

const CODES = new Map<unknown, string>();
const BY_NUMBER = new Map<number, ErrorClass>();
const BY_NAME = new Map<string, ErrorClass>();

/** Makes a generated class the one for a code of the engine. */
export function registerError(number: number, name: string, errorClass: ErrorClass): void {
  CODES.set(errorClass, name);
  BY_NUMBER.set(number, errorClass);
  BY_NAME.set(name, errorClass);
}

/** The error of a name of errors.yml, for what the runtime finds wrong itself. */
export function errorOf(name: string, message: string, fields: ErrorFields = {}, cause?: unknown): MgError {
  const made = new (BY_NAME.get(name) ?? MgError)(message, fields, cause === undefined ? undefined : { cause });
  Error.captureStackTrace(made, errorOf);
  return made;
}

/** Throws the error of a name of errors.yml. */
export function fail(name: string, message: string, fields: ErrorFields = {}): never {
  throw errorOf(name, message, fields);
}

/** Errors of the user's code on their way through the engine: it carries a number, and its caller throws the error again. */
const TICKETS = new Map<number, unknown>();
const MOST_TICKETS = 1024;
let lastTicket = 0;

export function holdError(error: unknown): number {
  TICKETS.set(++lastTicket, error);
  for (const oldest of TICKETS.keys()) {
    if (TICKETS.size <= MOST_TICKETS) break;
    TICKETS.delete(oldest);
  }
  return lastTicket;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const SPELLED = new Map(SPELLINGS.split("\n").map((line) => line.split("=") as [string, string]));
const spelled = (name: string): string => SPELLED.get(name) ?? name;

/** Called by the addon for a status of the engine. */
export function makeError(
  code: number,
  message: string,
  ticket: number,
  op: string,
  argument: string,
  layer: string,
  hint: string,
  given: string,
  accepted: string,
  shapes: string,
): unknown {
  if (ticket !== 0 && TICKETS.has(ticket)) {
    const held = TICKETS.get(ticket);
    TICKETS.delete(ticket);
    return held;
  }
  const texts = { op: spelled(op), argument: spelled(argument), layer, hint, given, accepted, shapes };
  const fields = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
  return new (BY_NUMBER.get(code) ?? MgError)(message, fields);
}

/** Puts the name of a layer before the path that an error has already. */
export function addLayer(error: unknown, name: string): void {
  if (error instanceof MgError && name !== "")
    error.layer = error.layer === undefined ? name : `${name}.${error.layer}`;
}
