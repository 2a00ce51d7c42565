/** The SWIG interface: Java's control plane, with handles as long and statuses as exceptions. */
import type { Target } from "../../target.ts";
import { swigInterface } from "./interface.ts";

const target: Target = {
  name: "swig",
  owns: ["c-api/generated/mixgrad.i"],
  files: (model) => [{ path: "c-api/generated/mixgrad.i", text: swigInterface(model.abi) }],
};

export default target;
