// Images mirrored or cut at random: each call takes the same number of random numbers, whatever they turn out to be.
#include "core/ops/images.h"

namespace mixgrad {

namespace {

FunctionBuilder& flipped(FunctionBuilder& f, const char* name, Body body) {
  drawn(f, name)
      .description("One random number is drawn for the whole tensor.")
      .attribute("p", types::floating, 0.5, "How probable that is.")
      .minimum(0)
      .maximum(1);
  return image_generator(f)
      .positional(2)
      .output("out", "The images.", "as img", "[..., C, H, W]")
      .error("shape", "img has fewer than two axes")
      .error("value", "p is not between 0 and 1")
      .shape([](Infer& infer) {
        check_images(infer, 2);
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed(body);
}

template <int from_end>
void flip_body(Invocation& call) {
  Context& c = call.context;
  Tensor x = call.tensor(0), turns = op<"less">(c, fractions(call, 1), call[1]);
  call.result(op<"where">(c, turns, op<"flip">(c, x, whole(x.rank() - from_end)), x));
}

// Positions along an axis from a random one on.
Tensor part_of(Context& c, const Tensor& fraction, int64_t size, int64_t part) {
  Tensor start = op<"floor">(c, times(c, fraction, Value(size - part + 1)));
  start = op<"minimum">(c, start, Value(size - part));
  return plus(c, op<"arange">(c, whole(0), Value(part)), op<"astype">(c, start, Value(DType::kInt64)));
}

void random_crop_shape(Infer& infer) {
  check_images(infer, 2);
  Shape shape = infer.shape(0), size = infer.sizes(1);
  for (int i = 0; i < 2; ++i) {
    int64_t& own = shape[shape.rank() - 2 + i];
    if (size[i] < 0 || size[i] > own)
      throw infer.error(ErrorCode::kValue, 1, "the part does not lie in the images")
          .given(std::to_string(size[i]))
          .accepted("0 to " + std::to_string(own));
    own = size[i];
  }
  infer.output(infer.dtype(0), shape);
}

}  // namespace

MIXGRAD_FUNCTION(random_horizontal_flip) {
  flipped(f, "RandomHorizontalFlip", flip_body<1>).summary("Exchanges left and right at random.").example(R"(
        expect random_horizontal_flip(tensor([[[1, 2], [3, 4]]]), 1) = [[[2, 1], [4, 3]]]
      )");
}

MIXGRAD_FUNCTION(random_vertical_flip) {
  flipped(f, "RandomVerticalFlip", flip_body<2>).summary("Turns images upside down at random.").example(R"(
        expect random_vertical_flip(tensor([[[1, 2], [3, 4]]]), 1) = [[[3, 4], [1, 2]]]
      )");
}

MIXGRAD_FUNCTION(random_crop) {
  drawn(f, "RandomCrop")
      .summary("A part of images, from a random place.")
      .description("All places are equally likely; two random numbers are drawn for the whole tensor.")
      .attribute("size", types::int_or_tuple(2), "Height and width of the part, or one number for both.");
  image_generator(f)
      .positional(2)
      .output("out", "The part.", "as img", "[..., C, height, width]")
      .error("shape", "img has fewer than two axes")
      .error("value", "a size is negative, or larger than the images")
      .shape(random_crop_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0), u = fractions(call, 2);
        Shape size = call[1].as_shape();
        for (int i = 0; i < 2; ++i) {
          int axis = x.rank() - 2 + i;
          x = op<"take">(c, x, part_of(c, slice_of(c, u, 0, i, i + 1), x.shape()[axis], size[i]), whole(axis));
        }
        call.result(x);
      })
      .example(R"(
        expect random_crop(tensor([[[1, 2], [3, 4]]]), 2) = [[[1, 2], [3, 4]]]
        expect random_crop(tensor([[[5, 5, 5], [5, 5, 5]]]), [1, 2]) = [[[5, 5]]]
      )");
}

}  // namespace mixgrad
