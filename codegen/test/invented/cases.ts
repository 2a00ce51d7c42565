/** Conformance cases for the invented schemas. */
import type { CaseData, JsonObject } from "../../src/targets/conformance/cases.ts";

const tensor = (bits: string, shape: number[], tolerance = "table"): JsonObject => ({
  tensor: { dtype: "float32", shape, bits, tolerance },
});
const one = tensor("0000803f", [1]);
const two = tensor("00000040", [1]);

export const inventedCases: CaseData = {
  tolerances: { float32: { relative: 1e-6, absolute: 1e-7 } },
  results: { "add/numbers": [two] },
  files: [
    {
      subject: "add",
      cases: [
        { id: "add/tensors", arguments: { x1: one, x2: one }, equals: two },
        { id: "add/numbers", arguments: { x1: one, x2: 1 }, equals: two },
        {
          id: "add/shapes",
          arguments: { x1: one, x2: tensor("0000803f0000803f", [2]) },
          error: { code: "shape", operator: "add", argument: "x2", mentions: ["axis {0}"] },
        },
      ],
    },
    { subject: "add_", cases: [{ id: "add_/tensors", arguments: { x1: one, x2: one }, equals: two }] },
    {
      subject: "topk",
      cases: [
        {
          id: "topk/last axis",
          arguments: { x: one, k: 1, axis: -1 },
          equals: {
            record: { values: one, indices: { tensor: { dtype: "int64", shape: [1], bits: "0000000000000000" } } },
          },
        },
      ],
    },
    {
      subject: "glimmer",
      cases: [
        {
          id: "glimmer/bytes, a range and a record",
          arguments: {
            scores: one,
            labels: { tensor: { dtype: "int64", shape: [1], bits: "0000000000000000" } },
            width: 1,
            axis: 0,
            key: { bytes: "00ff" },
            window: { slice: [1, null, 2], size: 6 },
            limits: { record: { low: { float: 0.5 } } },
          },
          equals: one,
        },
      ],
    },
    {
      subject: "Linear",
      cases: [
        {
          id: "Linear/forward",
          steps: [
            { seed: 7 },
            { let: "layer", be: { new: "Linear", arguments: { in_features: 1, out_features: 1 } } },
            { expect: { get: "Linear.weight", of: { var: "layer" } }, equals: one },
          ],
        },
      ],
    },
  ],
};
