// Dropout of elements and of channels, and dropout that keeps mean and variance, as layers.
#include "core/nn/function_layer.h"

namespace mixgrad {

MIXGRAD_LAYER(Dropout, dropout, R"(
  let layer = new Dropout(0.5)
  do layer.eval()
  expect layer.forward(tensor([1, 2])) = [1, 2]
)")
MIXGRAD_LAYER(Dropout1d, dropout1d, R"(
  let layer = new Dropout1d(0.25)
  do layer.eval()
  expect layer.forward(tensor([[1, 2]])) = [[1, 2]]
)")
MIXGRAD_LAYER(Dropout2d, dropout2d, R"(
  let layer = new Dropout2d()
  do layer.eval()
  expect layer.forward(tensor([[[1, 2]]])) = [[[1, 2]]]
)")
MIXGRAD_LAYER(Dropout3d, dropout3d, R"(
  let layer = new Dropout3d()
  do layer.eval()
  expect layer.forward(tensor([[[[1, 2]]]])) = [[[[1, 2]]]]
)")
MIXGRAD_LAYER(AlphaDropout, alpha_dropout, R"(
  let layer = new AlphaDropout(0)
  expect layer.forward(tensor([1, 2])) = [1, 2]
)")
MIXGRAD_LAYER(FeatureAlphaDropout, feature_alpha_dropout, R"(
  let layer = new FeatureAlphaDropout(0)
  expect layer.forward(tensor([[[1, 2]]])) = [[[1, 2]]]
)")

}  // namespace mixgrad
