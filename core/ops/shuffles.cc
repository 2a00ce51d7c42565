// Moving elements between the axis of the channels and those of an image.
#include "core/ops/gradients.h"
#include "core/ops/pooling.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

FunctionBuilder& shuffle(FunctionBuilder& f, const char* reference, const char* shape,
                         const char* what = "The images.") {
  return f.reference(reference).in_namespace("nn").tensor("x", what, "any", shape);
}

Error too_few_axes(Infer& infer, const char* accepted) {
  return infer.error(ErrorCode::kShape, 0, "there are too few axes").given(infer.shape(0).text()).accepted(accepted);
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

// How many elements of the channels' axis become one, and by how much each axis behind it grows.
struct Image {
  int channels;
  Shape factors;
  int64_t all = 1;
  Image(Infer& infer, int axes) : channels(infer.rank(0) - axes - 1), factors(numbers_of(infer.argument(1))) {
    if (channels < 0) {
      constexpr const char* kShapes[] = {"[..., C, L]", "[..., C, H, W]", "[..., C, D, H, W]"};
      throw too_few_axes(infer, kShapes[axes - 1]);
    }
    factors = axes == 2 ? Shape{factors[0], factors[0]} : factors;
    for (int64_t factor : factors) {
      if (factor < 1)
        throw infer.error(ErrorCode::kValue, 1, "axes grow by whole numbers of at least 1")
            .given(std::to_string(factor));
      multiply(infer, all, factor);
    }
  }
  int axis(int i) const { return channels + 1 + i; }
};

template <int kAxes>
Shape shuffled_shape(Infer& infer) {
  Image at(infer, kAxes);
  Shape shape = infer.shape(0);
  shape[at.channels] = divided(infer, at.channels, at.all);
  for (int i = 0; i < kAxes; ++i) multiply(infer, shape[at.axis(i)], at.factors[i]);
  return shape;
}

template <int kAxes>
Shape unshuffled_shape(Infer& infer) {
  Image at(infer, kAxes);
  Shape shape = infer.shape(0);
  for (int i = 0; i < kAxes; ++i) shape[at.axis(i)] = divided(infer, at.axis(i), at.factors[i]);
  multiply(infer, shape[at.channels], at.all);
  return shape;
}

Shape unchanged_shape(Infer& infer) {
  if (infer.rank(0) < 3) throw too_few_axes(infer, "[N, C, ...]");
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

template <int kAxes>
void pixel_shuffle_body(Invocation& call) {
  Tensor x = call.tensor(0);
  const Shape& shape = x.shape();
  Infer infer(call.function, call.arguments);
  Shape to = shuffled_shape<kAxes>(infer);
  Image at(infer, kAxes);
  Shape apart{product(shape, 0, at.channels), to[at.channels]}, order{0, 1};
  for (int64_t factor : at.factors) apart.push_back(factor);
  for (int i = 0; i < kAxes; ++i) {
    apart.push_back(shape[at.axis(i)]);
    order.push_back(2 + kAxes + i), order.push_back(2 + i);
  }
  call.result(rearranged(call.context, x, apart, order, to));
}

template <int kAxes>
void pixel_unshuffle_body(Invocation& call) {
  Tensor x = call.tensor(0);
  const Shape& shape = x.shape();
  Infer infer(call.function, call.arguments);
  Shape to = unshuffled_shape<kAxes>(infer);
  Image at(infer, kAxes);
  Shape apart{product(shape, 0, at.channels), shape[at.channels]}, order{0, 1};
  for (int i = 0; i < kAxes; ++i) {
    apart.push_back(to[at.axis(i)]), apart.push_back(at.factors[i]);
    order.push_back(3 + 2 * i);
  }
  for (int i = 0; i < kAxes; ++i) order.push_back(2 + 2 * i);
  call.result(rearranged(call.context, x, apart, order, to));
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
      .shape(shape_by<shuffled_shape<2>>)
      .composed(pixel_shuffle_body<2>)
      .example(R"(
        let x = tensor([[[1]], [[2]], [[3]], [[4]]])
        expect pixel_shuffle(x, 2) = [[[1, 2], [3, 4]]]
      )");
}

MIXGRAD_FUNCTION(pixel_shuffle1d) {
  shuffle(f, "MXNet 1.9, gluon.contrib.cnn.PixelShuffle1D", "[..., C * r, L]", "The sequences.")
      .summary("Makes sequences longer: each r channels become one whose elements they are.")
      .description("A new tensor; r is upscale_factor. As pixel_shuffle does with images.")
      .math("out_{c, l r + i} = x_{c r + i, l}")
      .attribute("upscale_factor", types::integer, "By how much the length grows.")
      .minimum(1)
      .maximum(kLargestFactor)
      .positional(2)
      .output("out", "The sequences.", "as x", "[..., C, L * r]")
      .error("shape", "x has fewer than two axes, or the channels can not be divided by the factor")
      .error("value", "the factor is smaller than 1, or too large")
      .shape(shape_by<shuffled_shape<1>>)
      .composed(pixel_shuffle_body<1>)
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect pixel_shuffle1d(x, 2) = [[1, 3, 2, 4]]
      )");
}

MIXGRAD_FUNCTION(pixel_shuffle3d) {
  shuffle(f, "MXNet 1.9, gluon.contrib.cnn.PixelShuffle3D", "[..., C * r1 * r2 * r3, D, H, W]", "The volumes.")
      .summary("Makes volumes larger: each r1 * r2 * r3 channels become one whose voxels they are.")
      .description("A new tensor; r1, r2 and r3 are upscale_factor. As pixel_shuffle does with images.")
      .math("out_{c, d r_1 + i, h r_2 + j, w r_3 + k} = x_{((c r_1 + i) r_2 + j) r_3 + k, d, h, w}")
      .attribute("upscale_factor", types::int_or_tuple(3),
                 "By how much depth, height and width grow; one number for all.")
      .positional(2)
      .output("out", "The volumes.", "as x", "[..., C, D * r1, H * r2, W * r3]")
      .error("shape", "x has fewer than four axes, or the channels can not be divided by the factors' product")
      .error("value", "a factor is smaller than 1, or they are too large")
      .shape(shape_by<shuffled_shape<3>>)
      .composed(pixel_shuffle_body<3>)
      .example(R"(
        let x = tensor([[[[1]]], [[[2]]], [[[3]]], [[[4]]]])
        expect pixel_shuffle3d(x, [2, 1, 2]) = [[[[1, 2]], [[3, 4]]]]
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
      .shape(shape_by<unshuffled_shape<2>>)
      .composed(pixel_unshuffle_body<2>)
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
