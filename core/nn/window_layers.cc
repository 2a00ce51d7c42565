// Pooling, and what else moves windows or elements about, as layers.
#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void make_nothing(FunctionLayer&, Context&) {}

}  // namespace

MIXGRAD_CLASS(Flatten) {
  layer_of(c, {"flatten",
               [](FunctionBuilder& f) { f.attribute("start_axis", types::axis, 1, "The first of the axes to merge."); },
               nullptr, made<make_nothing>})
      .example(R"(
        let layer = new Flatten()
        expect layer.forward(tensor([[[1, 2], [3, 4]]])) = [[1, 2, 3, 4]]
      )");
}

MIXGRAD_LAYER_WITH_INDICES(MaxPool1d, max_pool1d, R"(
  let layer = new MaxPool1d(2)
  expect layer.forward(tensor([[1, 5, 2, 4]])) = [[5, 4]]
  expect layer.forward_with_indices(tensor([[1, 5, 2, 4]])).indices index = [[1, 3]]
)")
MIXGRAD_LAYER_WITH_INDICES(MaxPool2d, max_pool2d, R"(
  let layer = new MaxPool2d(2)
  expect layer.forward(tensor([[1, 5, 2, 4], [3, 0, 8, 7]])) = [[5, 8]]
)")
MIXGRAD_LAYER_WITH_INDICES(MaxPool3d, max_pool3d, R"(
  let layer = new MaxPool3d(2)
  expect layer.forward(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])) = [[[8]]]
)")
MIXGRAD_LAYER(AvgPool1d, avg_pool1d, R"(
  let layer = new AvgPool1d(2)
  expect layer.forward(tensor([[1, 5, 2, 4]])) = [[3, 3]]
)")
MIXGRAD_LAYER(AvgPool2d, avg_pool2d, R"(
  let layer = new AvgPool2d(2)
  expect layer.forward(tensor([[1, 5, 2, 4], [3, 3, 8, 6]])) = [[3, 5]]
)")
MIXGRAD_LAYER(AvgPool3d, avg_pool3d, R"(
  let layer = new AvgPool3d(2)
  expect layer.forward(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])) = [[[4.5]]]
)")
MIXGRAD_LAYER(LPPool1d, lp_pool1d, R"(
  let layer = new LPPool1d(2, 2)
  expect layer.forward(tensor([[3, 4]])) = [[5]]
)")
MIXGRAD_LAYER(LPPool2d, lp_pool2d, R"(
  let layer = new LPPool2d(1, 2)
  expect layer.forward(tensor([[1, 2], [3, 4]])) = [[10]]
)")
MIXGRAD_LAYER(LPPool3d, lp_pool3d, R"(
  let layer = new LPPool3d(2, [1, 1, 2])
  expect layer.forward(tensor([[[3, 4]]])) = [[[5]]] within 1e-5
)")
MIXGRAD_LAYER_WITH_INDICES(AdaptiveMaxPool1d, adaptive_max_pool1d, R"(
  let layer = new AdaptiveMaxPool1d(2)
  expect layer.forward(tensor([1, 5, 2, 4, 3])) = [5, 4]
)")
MIXGRAD_LAYER_WITH_INDICES(AdaptiveMaxPool2d, adaptive_max_pool2d, R"(
  let layer = new AdaptiveMaxPool2d(1)
  expect layer.forward(tensor([[1, 2], [5, 6]])) = [[6]]
)")
MIXGRAD_LAYER_WITH_INDICES(AdaptiveMaxPool3d, adaptive_max_pool3d, R"(
  let layer = new AdaptiveMaxPool3d(1)
  expect layer.forward(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])) = [[[8]]]
)")
MIXGRAD_LAYER(AdaptiveAvgPool1d, adaptive_avg_pool1d, R"(
  let layer = new AdaptiveAvgPool1d(2)
  expect layer.forward(tensor([1, 5, 3, 5])) = [3, 4]
)")
MIXGRAD_LAYER(AdaptiveAvgPool2d, adaptive_avg_pool2d, R"(
  let layer = new AdaptiveAvgPool2d(1)
  expect layer.forward(tensor([[1, 2], [5, 6]])) = [[3.5]]
)")
MIXGRAD_LAYER(AdaptiveAvgPool3d, adaptive_avg_pool3d, R"(
  let layer = new AdaptiveAvgPool3d(1)
  expect layer.forward(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])) = [[[4.5]]]
)")
MIXGRAD_LAYER_WITH_INDICES(FractionalMaxPool2d, fractional_max_pool2d, R"(
  let layer = new FractionalMaxPool2d(2, output_ratio: [0.5])
  expect layer.forward(tensor([[1, 2, 3, 4], [5, 6, 7, 8]])) shape = [1, 2]
)")
MIXGRAD_LAYER_WITH_INDICES(FractionalMaxPool3d, fractional_max_pool3d, R"(
  let layer = new FractionalMaxPool3d(1, output_size: 2)
  expect layer.forward(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])) = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
)")
MIXGRAD_LAYER(LocalResponseNorm, local_response_norm, R"(
  let layer = new LocalResponseNorm(3)
  expect layer.forward(tensor([[[1], [2]]])) shape = [1, 2, 1]
)")
MIXGRAD_LAYER(PixelShuffle, pixel_shuffle, R"(
  let layer = new PixelShuffle(2)
  expect layer.forward(tensor([[[1]], [[2]], [[3]], [[4]]])) = [[[1, 2], [3, 4]]]
)")
MIXGRAD_LAYER(PixelShuffle1d, pixel_shuffle1d, R"(
  let layer = new PixelShuffle1d(2)
  expect layer.forward(tensor([[1, 2], [3, 4]])) = [[1, 3, 2, 4]]
)")
MIXGRAD_LAYER(PixelShuffle3d, pixel_shuffle3d, R"(
  let layer = new PixelShuffle3d([2, 1, 2])
  expect layer.forward(tensor([[[[1]]], [[[2]]], [[[3]]], [[[4]]]])) = [[[[1, 2]], [[3, 4]]]]
)")
MIXGRAD_LAYER(PixelUnshuffle, pixel_unshuffle, R"(
  let layer = new PixelUnshuffle(2)
  expect layer.forward(tensor([[[1, 2], [3, 4]]])) = [[[1]], [[2]], [[3]], [[4]]]
)")
MIXGRAD_LAYER(ChannelShuffle, channel_shuffle, R"(
  let layer = new ChannelShuffle(2)
  expect layer.forward(tensor([[[[1]], [[2]], [[3]], [[4]]]])) = [[[[1]], [[3]], [[2]], [[4]]]]
)")
MIXGRAD_LAYER(Fold, fold, R"(
  let layer = new Fold([2, 2], [1, 2])
  expect layer.forward(tensor([[1, 2], [3, 4]])) = [[[1, 3], [2, 4]]]
)")
MIXGRAD_LAYER(Unfold, unfold, R"(
  let layer = new Unfold([1, 2])
  expect layer.forward(tensor([[[1, 2], [3, 4]]])) = [[1, 3], [2, 4]]
)")
MIXGRAD_LAYER(Unflatten, unflatten, R"(
  let layer = new Unflatten(1, [2, 2])
  expect layer.forward(tensor([[1, 2, 3, 4]])) = [[[1, 2], [3, 4]]]
)")

}  // namespace mixgrad
