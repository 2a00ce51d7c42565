/** Ties the addon to the runtime; imported before anything that calls it. */
import { makeError } from "./errors.ts";
import { native } from "./native.ts";
import { serve } from "./serve.ts";

native.start(makeError, serve);
