// Moving elements between the axis of the channels and those of an image.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

FunctionBuilder& shuffle(FunctionBuilder& f, const char* reference, const char* shape) {
  return f.reference(reference).in_namespace("nn").tensor("x", "The images.", "any", shape);
}

// The places of the channels, the height and the width.
struct Image {
  int channels, height, width;
  explicit Image(const Shape& shape) : channels(shape.rank() - 3), height(channels + 1), width(channels + 2) {}
};

void check_rank(Infer& infer, const char* accepted) {
  if (infer.rank(0) >= 3) return;
  throw infer.error(ErrorCode::kShape, 0, "there are too few axes").given(infer.shape(0).text()).accepted(accepted);
}

int64_t divided(Infer& infer, int axis, int64_t by) {
  int64_t size = infer.shape(0)[axis];
  if (size % by == 0) return size / by;
  throw infer
      .error(ErrorCode::kShape, 0,
             "the size of axis " + number_mark(axis) + " must be a multiple of " + std::to_string(by))
      .given(std::to_string(size));
}

// Empty tensors may have any factor.
void multiply(Infer& infer, int64_t& size, int64_t by) {
  if (__builtin_mul_overflow(size, by, &size))
    throw infer.error(ErrorCode::kValue, 1, "an axis of this size can not be addressed").given(std::to_string(by));
}

Shape shuffled_shape(Infer& infer) {
  check_rank(infer, "[..., C, H, W]");
  Shape shape = infer.shape(0);
  Image at(shape);
  int64_t factor = infer.integer(1);
  shape[at.channels] = divided(infer, at.channels, factor * factor);
  multiply(infer, shape[at.height], factor);
  multiply(infer, shape[at.width], factor);
  return shape;
}

Shape unshuffled_shape(Infer& infer) {
  check_rank(infer, "[..., C, H, W]");
  Shape shape = infer.shape(0);
  Image at(shape);
  int64_t factor = infer.integer(1);
  shape[at.height] = divided(infer, at.height, factor);
  shape[at.width] = divided(infer, at.width, factor);
  multiply(infer, shape[at.channels], factor * factor);
  return shape;
}

Shape unchanged_shape(Infer& infer) {
  check_rank(infer, "[N, C, ...]");
  divided(infer, 1, infer.integer(1));
  return infer.shape(0);
}

template <Shape (*rule)(Infer&)>
void shape_by(Infer& infer) {
  infer.output(infer.dtype(0), rule(infer));
}

// A new tensor: x in the shape `apart`, its axes in another order, then in the shape `to`.
Tensor rearranged(Context& c, const Tensor& x, const Shape& apart, const Shape& order, const Shape& to) {
  Tensor moved = op<"permute_dims">(c, op<"reshape">(c, x, Value(apart)), Value(order));
  return op<"reshape">(c, op<"copy">(c, moved), Value(to));
}

int64_t product(const Shape& shape, int first, int last) {
  int64_t out = 1;
  for (int i = first; i < last; ++i) out *= shape[i];
  return out;
}

void pixel_shuffle_body(Invocation& call) {
  Tensor x = call.tensor(0);
  const Shape& shape = x.shape();
  Infer infer(call.function, call.arguments);
  Shape to = shuffled_shape(infer);
  Image at(shape);
  int64_t r = call[1].as_int();
  Shape apart{product(shape, 0, at.channels), to[at.channels], r, r, shape[at.height], shape[at.width]};
  call.result(rearranged(call.context, x, apart, Shape{0, 1, 4, 2, 5, 3}, to));
}

void pixel_unshuffle_body(Invocation& call) {
  Tensor x = call.tensor(0);
  const Shape& shape = x.shape();
  Infer infer(call.function, call.arguments);
  Shape to = unshuffled_shape(infer);
  Image at(shape);
  int64_t r = call[1].as_int();
  Shape apart{product(shape, 0, at.channels), shape[at.channels], to[at.height], r, to[at.width], r};
  call.result(rearranged(call.context, x, apart, Shape{0, 1, 3, 5, 2, 4}, to));
}

void channel_shuffle_body(Invocation& call) {
  Tensor x = call.tensor(0);
  const Shape& shape = x.shape();
  int64_t groups = call[1].as_int();
  Shape apart{shape[0], groups, shape[1] / groups, product(shape, 2, shape.rank())};
  call.result(rearranged(call.context, x, apart, Shape{0, 2, 1, 3}, shape));
}

constexpr double kLargestFactor = 2147483647;  // its square is a number of 64 bits

}  // namespace

MIXGRAD_FUNCTION(pixel_shuffle) {
  shuffle(f, "PyTorch 2.x, torch.nn.functional.pixel_shuffle", "[..., C * r * r, H, W]")
      .summary("Makes images larger: each r * r channels become one whose pixels they are.")
      .description("The reverse of pixel_unshuffle. A new tensor; r is upscale_factor.")
      .math("out_{c, h r + i, w r + j} = x_{c r^2 + i r + j, h, w}")
      .reference(
          "Shi et al., Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional "
          "Neural Network, CVPR 2016")
      .attribute("upscale_factor", types::integer, "By how much height and width grow.")
      .minimum(1)
      .maximum(kLargestFactor)
      .positional(2)
      .output("out", "The images.", "as x", "[..., C, H * r, W * r]")
      .error("shape", "x has fewer than three axes, or the channels can not be divided by the factor's square")
      .error("value", "the factor is smaller than 1, or too large")
      .shape(shape_by<shuffled_shape>)
      .composed(pixel_shuffle_body)
      .example(R"(
        let x = tensor([[[1]], [[2]], [[3]], [[4]]])
        expect pixel_shuffle(x, 2) = [[[1, 2], [3, 4]]]
      )");
}

MIXGRAD_FUNCTION(pixel_unshuffle) {
  shuffle(f, "PyTorch 2.x, torch.nn.functional.pixel_unshuffle", "[..., C, H * r, W * r]")
      .summary("Makes images smaller: each square of r * r pixels becomes as many channels.")
      .description("The reverse of pixel_shuffle. A new tensor; r is downscale_factor.")
      .math("out_{c r^2 + i r + j, h, w} = x_{c, h r + i, w r + j}")
      .attribute("downscale_factor", types::integer, "By how much height and width shrink.")
      .minimum(1)
      .maximum(kLargestFactor)
      .positional(2)
      .output("out", "The images.", "as x", "[..., C * r * r, H, W]")
      .error("shape", "x has fewer than three axes, or height or width can not be divided by the factor")
      .error("value", "the factor is smaller than 1, or too large")
      .shape(shape_by<unshuffled_shape>)
      .composed(pixel_unshuffle_body)
      .example(R"(
        let x = tensor([[[1, 2], [3, 4]]])
        expect pixel_unshuffle(x, 2) = [[[1]], [[2]], [[3]], [[4]]]
      )");
}

MIXGRAD_FUNCTION(channel_shuffle) {
  shuffle(f, "PyTorch 2.x, torch.nn.functional.channel_shuffle", "[N, C, ...]")
      .summary("Mixes groups of channels: first the first of each group, then the second of each, and so on.")
      .description("A new tensor.")
      .math("out_{n, k g + i} = x_{n, i C / g + k}")
      .reference(
          "Zhang et al., ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, "
          "CVPR 2018")
      .attribute("groups", types::integer, "How many groups the channels are in.")
      .minimum(1)
      .positional(2)
      .output("out", "The images.", "as x", "[N, C, ...]")
      .error("shape", "x has fewer than three axes, or the channels can not be divided into the groups")
      .error("value", "the number of groups is smaller than 1")
      .shape(shape_by<unchanged_shape>)
      .composed(channel_shuffle_body)
      .example(R"(
        let x = tensor([[[1], [2], [3], [4]]])
        expect channel_shuffle(x, 2) = [[[1], [3], [2], [4]]]
      )");
}

}  // namespace mixgrad
