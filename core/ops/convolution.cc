// Convolutions along one, two and three axes, and the gradient of their weights.
#include "core/ops/convolution.h"

#include <algorithm>

namespace mixgrad {

namespace {

enum { kInput, kWeight, kBias, kStride, kPadding, kDilation, kGroups };  // arguments of a convolution

constexpr const char* kBits =
    " float16 and bfloat16 are added in float32. The result is the same for any number of threads; between machines it "
    "may differ by rounding.";

int axes_of(const Infer& infer) { return infer.function().arguments[kStride].type.length; }

std::string weight_text(int n) {
  return std::string("[O, C / groups, ") + (n == 1 ? "k]" : n == 2 ? "k1, k2]" : "k1, k2, k3]");
}

// Windows as large as the weights, and all channels of a group.
void check_weight(Infer& infer, int axes, int64_t channels, int64_t groups) {
  const Shape& weight = infer.shape(kWeight);
  bool empty = false;
  for (int i = 2; i < weight.rank(); ++i) empty = empty || weight[i] == 0;
  if (weight.rank() != axes + 2 || empty) {
    throw infer.error(ErrorCode::kShape, kWeight, "the weights need windows of at least one element")
        .given(weight.text())
        .accepted(weight_text(axes));
  }
  if (weight[0] % groups != 0) {
    throw infer
        .error(ErrorCode::kShape, kWeight,
               "the weights' first axis does not fall into " + std::to_string(groups) + " groups")
        .given(weight.text());
  }
  if (channels % groups != 0 || channels / groups != weight[1]) {
    throw infer
        .error(ErrorCode::kShape, kInput,
               "there are " + std::to_string(channels) + " channels where the weights are for " +
                   std::to_string(weight[1]) + " in each of " + std::to_string(groups) +
                   (groups == 1 ? " group" : " groups"))
        .given(infer.shape(kInput).text());
  }
}

Shape convolved_shape(Infer& infer) {
  int n = axes_of(infer);
  check_images(infer, kInput, n + 2, images_text(n));
  Shape stride = window_sizes(infer, kStride, n, 1), padding = window_sizes(infer, kPadding, n, 0),
        dilation = window_sizes(infer, kDilation, n, 1);
  Shape out = infer.shape(kInput);
  int channel = out.rank() - n - 1;
  check_weight(infer, n, out[channel], infer.integer(kGroups));
  const Shape& weight = infer.shape(kWeight);
  if (infer.has(kBias) && !(infer.shape(kBias) == Shape{weight[0]})) {
    throw infer.error(ErrorCode::kShape, kBias, "there must be one offset for each channel of the result")
        .given(infer.shape(kBias).text())
        .accepted("[" + std::to_string(weight[0]) + "]");
  }
  out[channel] = weight[0];
  for (int i = 0; i < n; ++i) {
    int axis = channel + 1 + i;
    __int128 padded = static_cast<__int128>(out[axis]) + 2 * padding[i], reach = reach_of(weight[i + 2], dilation[i]);
    if (reach > padded) {
      throw infer
          .error(ErrorCode::kShape, kWeight, "a window reaches beyond the padded input along axis " + number_mark(axis))
          .given(std::to_string(static_cast<int64_t>(std::min<__int128>(reach, INT64_MAX))))
          .accepted("at most " + std::to_string(static_cast<int64_t>(std::min<__int128>(padded, INT64_MAX))));
    }
    out[axis] = addressable(infer, kPadding, (padded - reach) / stride[i] + 1);
  }
  return out;
}

Moves moves_of(const Backward& b) {
  return {b.argument(kStride), b.argument(kPadding), b.argument(kDilation), b.argument(kGroups)};
}

void convolution_gradient(Backward& b) {
  Context& c = b.context;
  Moves m = moves_of(b);
  if (b.needs(kInput)) {
    Tensor d = transposed_convolution_like(c, b.grad(), b.input(kWeight), m, b.shape(kInput));
    b.set(kInput, as_dtype(c, d, b.dtype(kInput)));
  }
  if (b.needs(kWeight)) {
    Tensor d = op<"conv_weight_gradient">(c, b.grad(), b.input(kInput), Value(b.shape(kWeight)), m.stride, m.padding,
                                          m.dilation, m.groups);
    b.set(kWeight, as_dtype(c, d, b.dtype(kWeight)));
  }
  if (b.needs(kBias)) set_bias(b, kBias, m.axes());
}

FunctionBuilder& convolution(FunctionBuilder& f, int n) {
  std::string text = std::to_string(n), one = n == 1 ? "axis" : text + " axes";
  std::string out = "[N, O";
  for (int i = 0; i < n; ++i) {
    std::string axis(1, n == 1 ? 'L' : "DHW"[3 - n + i]);
    out += ", (" + axis + " + 2 padding - dilation (k - 1) - 1) / stride + 1";
  }
  return f.summary("Convolution along the last " + one + ": windows that move over images, multiplied with weights.")
      .description(std::string("Windows are not turned round: it is a cross-correlation. Channels fall into groups, "
                               "each with its own part of the weights and of the result's channels. Windows that would "
                               "reach beyond the padded input at its end are left out. The axis of the examples may be "
                               "missing, in the result too.") +
                   kBits)
      .math(
          "out_{o,i} = bias_o + \\sum_{c,a} weight_{o,c,a} \\, input_{c, i \\cdot stride + a \\cdot dilation - "
          "padding}")
      .reference("PyTorch 2.x, torch.nn.functional.conv" + text + "d")
      .reference("Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016")
      .in_namespace("nn")
      .tensor("input", "The images; or one of them, without the first axis.", "floating", images_text(n))
      .tensor("weight", "The windows' weights: for each channel of the result those of its group's channels.",
              "floating", weight_text(n))
      .optional_tensor("bias", "What to add to each channel of the result.", "floating", "[O]")
      .attribute("stride", types::int_or_tuple(n), 1, "Steps between windows; one number for all axes.")
      .attribute("padding", types::int_or_tuple(n), 0,
                 "How many zeros come before and after the input's elements; one number for all axes.")
      .attribute("dilation", types::int_or_tuple(n), 1,
                 "Steps between the elements of a window; one number for all axes.")
      .attribute("groups", types::integer, 1, "Into how many groups the channels fall.")
      .minimum(1)
      .output("out", "The images' channels after the convolution.", "promoted(input, weight, bias)", out + "]")
      .error("shape",
             "a tensor has another number of axes, the channels do not fit the groups, bias has not an element for "
             "each channel of the result, or a window is larger than the padded input")
      .error("value", "a step or groups is smaller than 1, or the padding is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        Shape shape = convolved_shape(infer);
        infer.output(infer.promoted(kInput, kBias + 1), shape);
      })
      .batching("convolution", [](Batching& b) { images_batching(b, b.function.arguments[kStride].type.length + 2); })
      .bits(Bits::kBounded)
      .gradient({"input", "weight"}, convolution_gradient);
}

}  // namespace

MIXGRAD_FUNCTION(conv1d) {
  convolution(f, 1).example(R"(
    let x = tensor([[[1, 2, 3, 4]]])
    let weight = tensor([[[1, 10]]])
    expect conv1d(x, weight) = [[[21, 32, 43]]]
    expect conv1d(x, weight, tensor([0.5]), stride: 2, padding: 1) = [[[10.5, 32.5, 4.5]]]
  )");
}

MIXGRAD_FUNCTION(conv2d) {
  convolution(f, 2).example(R"(
    let x = tensor([[[[1, 2, 3], [4, 5, 6]]]])
    let weight = tensor([[[[1, 0], [0, 10]]]])
    expect conv2d(x, weight) = [[[[51, 62]]]]
    expect conv2d(x, weight, stride: 2, padding: [0, 1]) = [[[[40, 62]]]]
  )");
}

MIXGRAD_FUNCTION(conv3d) {
  convolution(f, 3).example(R"(
    let x = tensor([[[[[1, 2, 3]], [[4, 5, 6]]]]])
    let weight = tensor([[[[[1]], [[10]]]]])
    expect conv3d(x, weight) = [[[[[41, 52, 63]]]]]
    expect conv3d(x, weight, stride: [1, 1, 2]) = [[[[[41, 63]]]]]
  )");
}

namespace {

enum { kGrad, kImages, kShape };  // then kStride and on, as a convolution has them

// The gradient has as many positions as a convolution gives, or as a transposed one takes.
void check_positions(Infer& infer, const Shape& weight, int n) {
  Shape stride = window_sizes(infer, kStride, n, 1), padding = window_sizes(infer, kPadding, n, 0),
        dilation = window_sizes(infer, kDilation, n, 1);
  const Shape &grad = infer.shape(kGrad), &images = infer.shape(kImages);
  int channel = images.rank() - n - 1;
  int64_t groups = infer.integer(kGroups);
  Shape like = images;
  like[channel] = weight[0];
  bool fits = grad.rank() == images.rank() && weight[0] % groups == 0 && images[channel] % groups == 0 &&
              images[channel] / groups == weight[1];
  for (int i = 0; fits && i < images.rank(); ++i) {
    if (i <= channel) {
      fits = grad[i] == like[i];
      continue;
    }
    int k = i - channel - 1;
    __int128 rest = static_cast<__int128>(images[i]) + 2 * padding[k] - reach_of(weight[k + 2], dilation[k]) -
                    static_cast<__int128>(grad[i] - 1) * stride[k];
    fits = grad[i] > 0 && rest >= 0 && rest < std::max(stride[k], dilation[k]);
  }
  if (fits) return;
  throw infer
      .error(ErrorCode::kShape, kGrad,
             "the gradient does not have the shape that a convolution of " + name_mark("input") +
                 " with such weights and groups has")
      .given(grad.text());
}

void weight_gradient_shape(Infer& infer) {
  Shape weight = infer.sizes(kShape);
  int n = weight.rank() - 2;
  bool fits = n >= 1 && n <= 3;
  for (int i = 0; i < weight.rank(); ++i) fits = fits && weight[i] >= (i < 2 ? 0 : 1);
  if (!fits) {
    throw infer.error(ErrorCode::kShape, kShape, "this is no shape of a convolution's weights")
        .given(weight.text())
        .accepted(weight_text(1) + ", " + weight_text(2) + " or " + weight_text(3));
  }
  check_images(infer, kImages, n + 2, images_text(n));
  check_positions(infer, weight, n);
  infer.output(infer.promoted(kGrad, kImages + 1), weight);
}

}  // namespace

MIXGRAD_FUNCTION(conv_weight_gradient) {
  f.summary("The gradient of a convolution with regard to its weights.")
      .description(
          std::string("What each weight is multiplied with, times the gradient of where it goes, summed over positions "
                      "and examples. Windows move along as many axes as weight_shape has behind the second.") +
          kBits)
      .math("out_{o,c,a} = \\sum_{n,i} grad_{n,o,i} \\, input_{n, c, i \\cdot stride + a \\cdot dilation - padding}")
      .reference("PyTorch 2.x, torch.nn.grad.conv2d_weight")
      .in_namespace("nn")
      .tensor("grad", "The gradient with regard to the convolution's result.", "floating", "[N, O, ...]")
      .tensor("input", "The images that were convolved; or one of them, without the first axis.", "floating",
              "[N, C, ...]")
      .attribute("weight_shape", types::shape, "The weights' shape.")
      .attribute("stride", types::list(types::integer), "Steps between windows: a number for each axis.")
      .attribute("padding", types::list(types::integer),
                 "How many zeros come before and after the input's elements: a number for each axis.")
      .attribute("dilation", types::list(types::integer),
                 "Steps between the elements of a window: a number for each axis.")
      .attribute("groups", types::integer, 1, "Into how many groups the channels fall.")
      .minimum(1)
      .output("out", "The gradient, of the weights' shape.", "promoted(grad, input)", "weight_shape")
      .error("shape",
             "weight_shape has fewer than three axes or more than five, input has another number of axes than it, or "
             "grad does not have the shape that the convolution gives")
      .error("value",
             "a step or groups is smaller than 1, the padding is negative, or there is not a number for each axis")
      .shape(weight_gradient_shape)
      .batching("each")
      .bits(Bits::kBounded)
      .gradient({"grad", "input"},
                [](Backward& b) {
                  Context& c = b.context;
                  Moves m = moves_of(b);
                  if (b.needs(kGrad)) {
                    Tensor d = convolution_like(c, b.input(kImages), b.grad(), m, b.shape(kGrad));
                    b.set(kGrad, as_dtype(c, d, b.dtype(kGrad)));
                  }
                  if (b.needs(kImages)) {
                    Tensor d = transposed_convolution_like(c, b.input(kGrad), b.grad(), m, b.shape(kImages));
                    b.set(kImages, as_dtype(c, d, b.dtype(kImages)));
                  }
                })
      .example(R"(
        let x = tensor([[[1, 2, 3, 4]]])
        let grad = tensor([[[1, 0, 10]]])
        expect conv_weight_gradient(grad, x, [1, 1, 2], [1], [0], [1]) = [[[31, 42]]]
      )");
}

}  // namespace mixgrad
