/** Ties the addon to the runtime; imported before anything that calls it. */
import { ABI } from "../generated/numbers.ts";
import { makeError } from "./errors.ts";
import { native } from "./native.ts";
import { serve } from "./serve.ts";

native.start(makeError, serve);
if (native.abi() < ABI) {
  throw new Error(
    `mixgrad's library is too old: its ABI is ${native.abi()}, this package needs ${ABI}; build or install them together`,
  );
}
