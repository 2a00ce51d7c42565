// Transposed convolutions: what a convolution takes from, they add to.
#include <algorithm>

#include "core/ops/convolution.h"

namespace mixgrad {

namespace {

enum { kInput, kWeight, kBias, kStride, kPadding, kOutputPadding, kGroups, kDilation };

std::string weight_text(int n) {
  return std::string("[C, O / groups, ") + (n == 1 ? "k]" : n == 2 ? "k1, k2]" : "k1, k2, k3]");
}

void check_weight(Infer& infer, int n, int64_t channels, int64_t groups) {
  const Shape& weight = infer.shape(kWeight);
  bool empty = false;
  for (int i = 2; i < weight.rank(); ++i) empty = empty || weight[i] == 0;
  if (weight.rank() != n + 2 || empty) {
    throw infer.error(ErrorCode::kShape, kWeight, "the weights need windows of at least one element")
        .given(weight.text())
        .accepted(weight_text(n));
  }
  if (channels != weight[0] || channels % groups != 0) {
    throw infer
        .error(ErrorCode::kShape, kInput,
               "there are " + std::to_string(channels) +
                   " channels, which must be as many as the weights have on "
                   "their first axis, and fall into " +
                   std::to_string(groups) + (groups == 1 ? " group" : " groups"))
        .given(infer.shape(kInput).text())
        .accepted(std::to_string(weight[0]) + " channels");
  }
  Shape offsets{addressable(infer, kGroups, static_cast<__int128>(weight[1]) * groups)};
  if (infer.has(kBias) && !(infer.shape(kBias) == offsets)) {
    throw infer.error(ErrorCode::kShape, kBias, "there must be one offset for each channel of the result")
        .given(infer.shape(kBias).text())
        .accepted(offsets.text());
  }
}

Shape transposed_shape(Infer& infer) {
  int n = infer.function().arguments[kStride].type.length;
  check_images(infer, kInput, n + 2, images_text(n));
  Shape stride = window_sizes(infer, kStride, n, 1), padding = window_sizes(infer, kPadding, n, 0),
        more = window_sizes(infer, kOutputPadding, n, 0), dilation = window_sizes(infer, kDilation, n, 1);
  Shape out = infer.shape(kInput);
  int channel = out.rank() - n - 1;
  check_weight(infer, n, out[channel], infer.integer(kGroups));
  const Shape& weight = infer.shape(kWeight);
  out[channel] = weight[1] * infer.integer(kGroups);
  for (int i = 0; i < n; ++i) {
    int axis = channel + 1 + i;
    int64_t most = std::max(stride[i], dilation[i]) - 1;
    if (more[i] > most) {
      throw infer
          .error(ErrorCode::kValue, kOutputPadding,
                 name_mark("output_padding") + " must be smaller than the stride or the dilation")
          .given(std::to_string(more[i]))
          .accepted("at most " + std::to_string(most));
    }
    if (out[axis] == 0) {
      throw infer.error(ErrorCode::kShape, kInput, "axis " + number_mark(axis) + " has no elements")
          .given(infer.shape(kInput).text());
    }
    __int128 size = static_cast<__int128>(out[axis] - 1) * stride[i] - 2 * padding[i] +
                    reach_of(weight[i + 2], dilation[i]) + more[i];
    if (size < 0) {
      throw infer
          .error(ErrorCode::kShape, kPadding,
                 "so much padding would leave less than nothing along axis " + number_mark(axis))
          .given(std::to_string(padding[i]));
    }
    out[axis] = addressable(infer, kStride, size);
  }
  return out;
}

void transposed_gradient(Backward& b) {
  Context& c = b.context;
  Moves m{b.argument(kStride), b.argument(kPadding), b.argument(kDilation), b.argument(kGroups)};
  if (b.needs(kInput)) {
    Tensor d = convolution_like(c, b.grad(), b.input(kWeight), m, b.shape(kInput));
    b.set(kInput, as_dtype(c, d, b.dtype(kInput)));
  }
  if (b.needs(kWeight)) {
    Tensor d = op<"conv_weight_gradient">(c, b.input(kInput), b.grad(), Value(b.shape(kWeight)), m.stride, m.padding,
                                          m.dilation, m.groups);
    b.set(kWeight, as_dtype(c, d, b.dtype(kWeight)));
  }
  if (b.needs(kBias)) set_bias(b, kBias, m.axes());
}

FunctionBuilder& transposed_convolution(FunctionBuilder& f, int n) {
  std::string text = std::to_string(n), one = n == 1 ? "axis" : text + " axes", out = "[N, O";
  for (int i = 0; i < n; ++i) {
    std::string axis(1, n == 1 ? 'L' : "DHW"[3 - n + i]);
    out += ", (" + axis + " - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1";
  }
  return f
      .summary("Transposed convolution along the last " + one +
               ": each element, times weights, is added to a window of the result.")
      .description(
          "The gradient of a convolution with regard to its input, and the way back to its input's sizes. Several "
          "sizes "
          "convolve to the same one; output_padding says which of them comes out. The axis of the examples may be "
          "missing, in the result too. float16 and bfloat16 are added in float32. The result is the same for any "
          "number "
          "of threads; between machines it may differ by rounding.")
      .math(
          "out_{o,j} = bias_o + \\sum_{c,i,a : j = i \\cdot stride + a \\cdot dilation - padding} weight_{c,o,a} \\, "
          "input_{c,i}")
      .reference("PyTorch 2.x, torch.nn.functional.conv_transpose" + text + "d")
      .reference("Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016")
      .in_namespace("nn")
      .tensor("input", "The images; or one of them, without the first axis.", "floating", images_text(n))
      .tensor("weight", "The windows' weights: for each channel of the input those of its group's results.", "floating",
              weight_text(n))
      .optional_tensor("bias", "What to add to each channel of the result.", "floating", "[O]")
      .attribute("stride", types::int_or_tuple(n), 1, "Steps between windows; one number for all axes.")
      .attribute("padding", types::int_or_tuple(n), 0,
                 "How many elements are left out at each end of the result; one number for all axes.")
      .attribute("output_padding", types::int_or_tuple(n), 0,
                 "How many elements the result has more at its end; one number for all axes.")
      .attribute("groups", types::integer, 1, "Into how many groups the channels fall.")
      .minimum(1)
      .attribute("dilation", types::int_or_tuple(n), 1,
                 "Steps between the elements of a window; one number for all axes.")
      .output("out", "The images' channels after the transposed convolution.", "promoted(input, weight, bias)",
              out + "]")
      .error("shape",
             "a tensor has another number of axes, the channels do not fit the weights or the groups, bias has not an "
             "element for each channel of the result, or the padding leaves out more than there is")
      .error("value",
             "a step or groups is smaller than 1, a padding is negative, or output_padding is as large as both the "
             "stride and the dilation")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        Shape shape = transposed_shape(infer);
        infer.output(infer.promoted(kInput, kBias + 1), shape);
      })
      .batching("convolution", [](Batching& b) { images_batching(b, b.function.arguments[kStride].type.length + 2); })
      .bits(Bits::kBounded)
      .gradient({"input", "weight"}, transposed_gradient);
}

}  // namespace

MIXGRAD_FUNCTION(conv_transpose1d) {
  transposed_convolution(f, 1).example(R"(
    let x = tensor([[[1, 2, 3]]])
    let weight = tensor([[[1, 10]]])
    expect conv_transpose1d(x, weight) = [[[1, 12, 23, 30]]]
    expect conv_transpose1d(x, weight, tensor([0.5]), stride: 2, padding: 1) = [[[10.5, 2.5, 20.5, 3.5]]]
  )");
}

MIXGRAD_FUNCTION(conv_transpose2d) {
  transposed_convolution(f, 2).example(R"(
    let x = tensor([[[[1, 2]]]])
    let weight = tensor([[[[1, 0], [0, 10]]]])
    expect conv_transpose2d(x, weight) = [[[[1, 2, 0], [0, 10, 20]]]]
    expect conv_transpose2d(x, weight, stride: [1, 2]) = [[[[1, 0, 2, 0], [0, 10, 0, 20]]]]
  )");
}

MIXGRAD_FUNCTION(conv_transpose3d) {
  transposed_convolution(f, 3).example(R"(
    let x = tensor([[[[[1, 2]]]]])
    let weight = tensor([[[[[1]], [[10]]]]])
    expect conv_transpose3d(x, weight) = [[[[[1, 2]], [[10, 20]]]]]
    expect conv_transpose3d(x, weight, stride: [1, 1, 2]) = [[[[[1, 0, 2]], [[10, 0, 20]]]]]
  )");
}

}  // namespace mixgrad
