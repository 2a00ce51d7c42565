// Losses as objects.
#include "core/nn/function_loss.h"

namespace mixgrad {

MIXGRAD_LOSS(BCELoss, binary_cross_entropy, R"(
  let loss = new BCELoss()
  expect loss.call(tensor([0.5, 0.5]), tensor([0, 1])) = 0.693147 within 1e-5
)")
MIXGRAD_LOSS(BCEWithLogitsLoss, binary_cross_entropy_with_logits, R"(
  let loss = new BCEWithLogitsLoss()
  expect loss.call(tensor([0, 0]), tensor([0, 1])) = 0.693147 within 1e-5
)")
MIXGRAD_LOSS(CTCLoss, ctc_loss, R"(
  let loss = new CTCLoss()
  let targets = argmax(tensor([[[0, 1]]]), axis: 2)
  let one = tensor([1], dtype: int64)
  expect loss.call(tensor([[[-2, -3]]]), targets, one, one) = 3 within 1e-5
)")
MIXGRAD_LOSS(CosineEmbeddingLoss, cosine_embedding_loss, R"(
  let loss = new CosineEmbeddingLoss()
  expect loss.call(tensor([[1, 0]]), tensor([[0, 1]]), tensor([1])) = 1 within 1e-5
)")
MIXGRAD_LOSS(CrossEntropyLoss, cross_entropy, R"(
  let loss = new CrossEntropyLoss()
  let classes = argmax(tensor([[1, 0]]), axis: 1)
  expect loss.call(tensor([[2, 2]]), classes) = 0.693147 within 1e-5
)")
MIXGRAD_LOSS(GaussianNLLLoss, gaussian_nll_loss, R"(
  let loss = new GaussianNLLLoss()
  expect loss.call(tensor([1]), tensor([3]), tensor([1])) = 2
)")
MIXGRAD_LOSS(HingeEmbeddingLoss, hinge_embedding_loss, R"(
  let loss = new HingeEmbeddingLoss()
  expect loss.call(tensor([2, 0.5]), tensor([1, -1])) = 1.25
)")
MIXGRAD_LOSS(HingeLoss, hinge_loss, R"(
  let loss = new HingeLoss(p: 2)
  expect loss.call(tensor([0.5, -1]), tensor([1, -1])) = 0.125
)")
MIXGRAD_LOSS(HuberLoss, huber_loss, R"(
  let loss = new HuberLoss()
  expect loss.call(tensor([1]), tensor([4])) = 2.5
)")
MIXGRAD_LOSS(KLDivLoss, kl_div, R"(
  let loss = new KLDivLoss()
  expect loss.call(tensor([0, 0]), tensor([1, 1])) = 0
)")
MIXGRAD_LOSS(L1Loss, l1_loss, R"(
  let loss = new L1Loss()
  expect loss.call(tensor([1, 2]), tensor([2, 5])) = 2
)")
MIXGRAD_LOSS(MSELoss, mse_loss, R"(
  let loss = new MSELoss()
  expect loss.call(tensor([1, 2]), tensor([2, 5])) = 5
)")
MIXGRAD_LOSS(MarginRankingLoss, margin_ranking_loss, R"(
  let loss = new MarginRankingLoss()
  expect loss.call(tensor([1]), tensor([3]), tensor([1])) = 2
)")
MIXGRAD_LOSS(MultiLabelMarginLoss, multilabel_margin_loss, R"(
  let loss = new MultiLabelMarginLoss()
  let classes = argmax(tensor([[[1, 0], [1, 0]]]), axis: 2)
  expect loss.call(tensor([[1, 0.5]]), classes) = 0.5 within 1e-6
)")
MIXGRAD_LOSS(MultiLabelSoftMarginLoss, multilabel_soft_margin_loss, R"(
  let loss = new MultiLabelSoftMarginLoss()
  expect loss.call(tensor([[0, 0]]), tensor([[0, 1]])) = 0.693147 within 1e-5
)")
MIXGRAD_LOSS(MultiMarginLoss, multi_margin_loss, R"(
  let loss = new MultiMarginLoss()
  let classes = argmax(tensor([[1, 0]]), axis: 1)
  expect loss.call(tensor([[1, 0.5]]), classes) = 0.25
)")
MIXGRAD_LOSS(NLLLoss, nll_loss, R"(
  let loss = new NLLLoss()
  let classes = argmax(tensor([[1, 0]]), axis: 1)
  expect loss.call(tensor([[-2, -3]]), classes) = 2
)")
MIXGRAD_LOSS(PoissonNLLLoss, poisson_nll_loss, R"(
  let loss = new PoissonNLLLoss()
  expect loss.call(tensor([0]), tensor([3])) = 1
)")
MIXGRAD_LOSS(SDMLLoss, sdml_loss, R"(
  let loss = new SDMLLoss(smoothing_parameter: 0)
  expect loss.call(tensor([[0, 0], [9, 0]]), tensor([[0, 0], [9, 0]])) = 0 within 1e-6
)")
MIXGRAD_LOSS(SmoothL1Loss, smooth_l1_loss, R"(
  let loss = new SmoothL1Loss()
  expect loss.call(tensor([1]), tensor([4])) = 2.5
)")
MIXGRAD_LOSS(SoftMarginLoss, soft_margin_loss, R"(
  let loss = new SoftMarginLoss()
  expect loss.call(tensor([0]), tensor([1])) = 0.693147 within 1e-5
)")
MIXGRAD_LOSS(TripletMarginWithDistanceLoss, triplet_margin_with_distance_loss, R"(
  let loss = new TripletMarginWithDistanceLoss((a, b) => sum(abs(subtract(a, b)), axis: 1))
  expect loss.call(tensor([[1, 0]]), tensor([[1, 0]]), tensor([[1, 0.5]])) = 0.5
)")
MIXGRAD_LOSS(TripletMarginLoss, triplet_margin_loss, R"(
  let loss = new TripletMarginLoss()
  expect loss.call(tensor([[1, 0]]), tensor([[1, 0]]), tensor([[9, 0]])) = 0 within 1e-5
)")

}  // namespace mixgrad
