/** The C headers and what the linker needs. */
import type { Target } from "../../target.ts";
import { errorCodes, functionList, symbolList, versionScript } from "./exports.ts";
import { header } from "./header.ts";
import { operatorHeader } from "./operators.ts";

const target: Target = {
  name: "c",
  owns: [
    "c-api/include/mixgrad",
    "c-api/generated/mixgrad.map",
    "c-api/generated/symbols.txt",
    "c-api/generated/errors.inc",
    "c-api/generated/functions.inc",
  ],
  files: (model) => [
    { path: "c-api/include/mixgrad/mixgrad.h", text: header(model.abi) },
    { path: "c-api/include/mixgrad/ops.h", text: operatorHeader(model) },
    { path: "c-api/generated/mixgrad.map", text: versionScript(model.abi) },
    { path: "c-api/generated/symbols.txt", text: symbolList(model.abi) },
    { path: "c-api/generated/errors.inc", text: errorCodes(model.abi) },
    { path: "c-api/generated/functions.inc", text: functionList(model.abi) },
  ],
};

export default target;
