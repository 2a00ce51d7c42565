// Rows and columns of a table matched by how well they fit.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

void matching_shape(Infer& infer) {
  const Shape& scores = infer.shape(0);
  int rank = scores.rank();
  if (rank < 2)
    throw infer.error(ErrorCode::kShape, 0, "there must be rows and columns")
        .given(scores.text())
        .accepted("[..., N, M]");
  for (int axis : {rank - 1, rank - 2}) {
    Shape shape = scores;
    shape.erase(axis);
    infer.output(DType::kInt64, shape);
  }
}

}  // namespace

MIXGRAD_FUNCTION(bipartite_matching) {
  f.in_namespace("vision")
      .summary("Matches rows with columns, the pair with the best score first.")
      .description(
          "Greedy: the best of all scores makes a pair of its row and its column, then the best of those whose row and "
          "column are both free, as long as a score is better than the threshold. Of equal scores the first in "
          "row-major order is the best; a NaN makes no pair. Detectors match anchors with boxes so. Leading axes are "
          "tables of their own.")
      .reference("Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016, section 2.2")
      .reference("MXNet 1.9.1, contrib.bipartite_matching, which makes one pair more than topk")
      .tensor("scores", "How well each row fits each column.", "floating", "[..., N, M]")
      .attribute("threshold", types::floating, "What a score must be better than.")
      .attribute("descending", types::boolean, true,
                 "Whether large scores are the better ones; otherwise small ones are, such as distances.")
      .attribute("top_k", types::optional(types::integer), Value::null(),
                 "How many pairs there are at most; all that there can be, if it is left out.")
      .minimum(0)
      .positional(2)
      .output("columns", "For each row its column, -1 for none.", "int64", "[..., N]")
      .carries_indices()
      .output("rows", "For each column its row, -1 for none.", "int64", "[..., M]")
      .carries_indices()
      .record("BipartiteMatching")
      .error("shape", "scores has fewer than two axes")
      .error("value", "top_k is negative")
      .no_gradient("positions are whole numbers")
      .batching("axis")  // leading axes are tables of their own
      .shape(matching_shape)
      .example(R"(
        let scores = tensor([[0.5, 0.6], [0.1, 0.2], [0.3, 0.4]])
        let found = bipartite_matching(scores, 0.0)
        expect found.columns index = [1, -1, 0]
        expect found.rows index = [2, 0]
        let near = bipartite_matching(scores, 0.5, descending: false)
        expect near.columns index = [-1, 0, 1]
      )");
}

}  // namespace mixgrad
