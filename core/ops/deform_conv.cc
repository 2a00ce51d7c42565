// Convolution whose windows take their elements from places that move.
#include "core/ops/convolution.h"
#include "core/ops/sampling.h"

namespace mixgrad {

namespace {

enum { kImages, kOffset, kWeight, kMask, kBias, kStride, kPadding, kDilation };

struct Layout {
  int64_t n, channels, out_channels, window, places, groups, offset_groups;
  Shape kernel, out;
};

void must_be(Infer& infer, int i, const Shape& expected, const char* what) {
  if (infer.shape(i) == expected) return;
  throw infer.error(ErrorCode::kShape, i, what).given(infer.shape(i).text()).accepted(expected.text());
}

Layout layout_of(Infer& infer) {
  for (int i : {kImages, kOffset, kWeight}) {
    if (infer.rank(i) != 4)
      throw infer.error(ErrorCode::kShape, i, "the tensor has another number of axes")
          .given(infer.shape(i).text())
          .accepted("4 axes");
  }
  const Shape &x = infer.shape(kImages), &weight = infer.shape(kWeight), &offset = infer.shape(kOffset);
  auto counted = [&](int i, __int128 a, __int128 b) { return addressable(infer, i, a * b); };
  int64_t each = counted(kWeight, weight[2], 2 * static_cast<__int128>(weight[3]));
  Layout out{x[0], x[1], weight[0], each / 2, 1, 1, 1, Shape{weight[2], weight[3]}, {}};
  Shape stride = window_sizes(infer, kStride, 2, 1), padding = window_sizes(infer, kPadding, 2, 0),
        dilation = window_sizes(infer, kDilation, 2, 1);
  if (weight[1] < 1 || x[1] % weight[1] != 0 || x[1] == 0 || weight[0] % (x[1] / weight[1]) != 0 || out.window == 0)
    throw infer.error(ErrorCode::kShape, kWeight, "the weights do not fit the channels of the images")
        .given(weight.text())
        .accepted("[O, C / groups, kH, kW], of C = " + std::to_string(x[1]));
  out.groups = x[1] / weight[1];
  for (int i = 0; i < 2; ++i) {
    __int128 room = x[i + 2] + 2 * static_cast<__int128>(padding[i]) - reach_of(weight[i + 2], dilation[i]);
    if (room < 0 || x[i + 2] == 0)
      throw infer.error(ErrorCode::kShape, kImages, "the window does not fit into the images").given(x.text());
    out.out.push_back(addressable(infer, kImages, room / stride[i] + 1));
  }
  out.places = counted(kImages, out.out[0], out.out[1]);
  counted(kOffset, out.places, out.window);
  if (offset[1] == 0 || offset[1] % each != 0 || x[1] % (offset[1] / each) != 0)
    throw infer
        .error(ErrorCode::kShape, kOffset,
               "there must be two numbers for each element of a window and group of channels")
        .given(offset.text())
        .accepted("a multiple of " + std::to_string(each) + " channels, whose number divides those of the images");
  out.offset_groups = offset[1] / each;
  must_be(infer, kOffset, Shape{x[0], offset[1], out.out[0], out.out[1]}, "there must be an offset for each place");
  if (infer.has(kMask))
    must_be(infer, kMask, Shape{x[0], offset[1] / 2, out.out[0], out.out[1]},
            "there must be a factor for each element");
  if (infer.has(kBias)) must_be(infer, kBias, Shape{weight[0]}, "there must be an offset for each channel");
  return out;
}

void deform_shape(Infer& infer) {
  Layout k = layout_of(infer);
  infer.output(infer.promoted(0, 5), Shape{k.n, k.out_channels, k.out[0], k.out[1]});
}

// Where the windows' elements lie along one axis if nothing moves: [kernel, 1, out, 1], or its mirror along the other.
Tensor still(Context& c, const Layout& k, int axis, const Value (&moves)[3], DType dtype) {
  auto counted = [&](int64_t n, int64_t step, int64_t start) {
    Tensor at = op<"arange">(c, whole(0), Value(n));
    return plus(c, times(c, as_dtype(c, at, dtype), Value(step)), Value(start));
  };
  auto number = [&](int i) { return moves[i].as_list()[static_cast<size_t>(axis)].as_int(); };
  Shape window{1, 1, 1, 1}, place{1, 1, 1, 1};
  window[axis] = k.kernel[axis], place[axis + 2] = k.out[axis];
  Tensor first = as_shape(c, counted(k.out[axis], number(0), -number(1)), place);
  return plus(c, first, as_shape(c, counted(k.kernel[axis], number(2), 0), window));
}

void deform_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Layout k = layout_of(infer);
  DType dtype = infer.promoted(0, 5), wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  auto input = [&](int i) { return as_dtype(c, call.tensor(i), wide); };
  int64_t lots = k.n * k.offset_groups, elements = k.window * k.places;
  Tensor moved = as_shape(c, input(kOffset), Shape{lots, k.kernel[0], k.kernel[1], 2, k.out[0], k.out[1]});
  const Value moves[] = {call[kStride], call[kPadding], call[kDilation]};
  std::vector<Taps> taps;
  for (int axis = 0; axis < 2; ++axis) {
    Tensor by = op<"squeeze">(c, slice_of(c, moved, 3, axis, axis + 1), whole(3));
    Tensor at = plus(c, by, still(c, k, axis, moves, wide));
    taps.push_back(taps_along(c, as_shape(c, at, Shape{lots, elements}), infer.shape(kImages)[axis + 2], {}));
  }
  Shape images = infer.shape(kImages);
  Tensor x = as_shape(c, input(kImages), Shape{lots, k.channels / k.offset_groups, images[2], images[3]});
  Tensor columns = sampled(c, x, taps);
  if (call.has(kMask)) columns = times(c, columns, as_shape(c, input(kMask), Shape{lots, 1, elements}));
  columns = as_shape(c, columns, Shape{k.n, k.groups, k.channels / k.groups * k.window, k.places});
  Tensor weight =
      as_shape(c, input(kWeight), Shape{k.groups, k.out_channels / k.groups, k.channels / k.groups * k.window});
  Tensor out = as_shape(c, op<"matmul">(c, weight, columns), Shape{k.n, k.out_channels, k.out[0], k.out[1]});
  if (call.has(kBias)) out = plus(c, out, as_shape(c, input(kBias), Shape{k.out_channels, 1, 1}));
  call.result(as_dtype(c, out, dtype));
}

}  // namespace

MIXGRAD_FUNCTION(deform_conv2d) {
  f.summary("Convolution of images whose windows take each element from a place that moves.")
      .description(
          "Between elements the four neighbours count by their distances; outside the images are zeros. With a mask "
          "each element of a window is multiplied by a factor of its own. Channels fall into as many groups as their "
          "number is a multiple of the weights'; those of offset and mask are told by theirs. float16 and bfloat16 "
          "compute in float32.")
      .math("out_{no,p} = bias_o + \\sum_{ck} weight_{ock} \\, mask_{nkp} \\, x_{nc}(p + k + offset_{nkp})")
      .reference("torchvision 0.2x, torchvision.ops.deform_conv2d")
      .reference(
          "Dai et al., Deformable Convolutional Networks, ICCV 2017; Zhu et al., Deformable ConvNets v2, CVPR 2019")
      .in_namespace("vision")
      .tensor("x", "The images.", "floating", "[N, C, H, W]")
      .tensor("offset", "By how much each element's place moves, down and to the right, for each group of channels.",
              "floating", "[N, offset_groups * kH * kW * 2, oH, oW]")
      .tensor("weight", "The windows.", "floating", "[O, C / groups, kH, kW]")
      .optional_tensor("mask", "The factors.", "floating", "[N, offset_groups * kH * kW, oH, oW]")
      .optional_tensor("bias", "What is added to each channel of the result.", "floating", "[O]")
      .attribute("stride", types::int_or_tuple(2), 1, "Steps between windows; one number for both axes.")
      .attribute("padding", types::int_or_tuple(2), 0,
                 "How far windows begin and end outside the images; one number for both axes.")
      .attribute("dilation", types::int_or_tuple(2), 1,
                 "Steps between the elements of a window; one number for both axes.")
      .positional(3)
      .output("out", "The images' channels after the convolution.", "promoted(x, offset, weight, mask, bias)",
              "[N, O, oH, oW]")
      .error("shape",
             "a tensor has another number of axes, the tensors do not fit each other, or a window does not fit into "
             "the images")
      .error("value", "a step is smaller than 1, or the padding negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape(deform_shape)
      .composed(deform_body)
      .bits(Bits::kBounded)
      .example(R"(
        let x = tensor([[[[1, 2, 3], [4, 5, 6]]]])
        let offset = tensor([[[[0, 0], [0, 0]], [[0.5, 1], [0, 0]]]])
        let weight = tensor([[[[10]]]])
        expect deform_conv2d(x, offset, weight, stride: [1, 2]) = [[[[15, 0], [40, 60]]]]
      )");
}

}  // namespace mixgrad
