// Distances and similarities as objects: called with two tensors, they are neither layers nor losses.
#include "core/nn/function_loss.h"

namespace mixgrad {

MIXGRAD_CALLABLE(CosineSimilarity, cosine_similarity, R"(
  let similarity = new CosineSimilarity()
  expect similarity.call(tensor([[1, 0], [1, 1]]), tensor([[2, 0], [-1, -1]])) = [1, -1] within 1e-5
)")
MIXGRAD_CALLABLE(PairwiseDistance, pairwise_distance, R"(
  let distance = new PairwiseDistance(p: 1)
  expect distance.call(tensor([[1, 0]]), tensor([[3, 0]])) = [2] within 1e-5
)")

}  // namespace mixgrad
