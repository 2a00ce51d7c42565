// Parts of images, named by boxes, in one size.
#include "core/ops/losses.h"
#include "core/ops/pooling.h"

namespace mixgrad {

namespace {

constexpr int kBoxes = 1, kImages = 2, kSize = 3, kScale = 4, kRatio = 5, kAligned = 6;

FunctionBuilder& boxed(FunctionBuilder& f, const char* x, const char* text, const char* shape) {
  return f.in_namespace("vision")
      .tensor(x, text, "floating", shape)
      .tensor("boxes", "The corners x1, y1, x2 and y2 of each box, in elements divided by spatial_scale.", "floating",
              "[K, 4]")
      .without_gradient()
      .tensor("batch_indices", "For each box the number of its image.", "integer", "[K]")
      .carries_indices()
      .batching("each");
}

FunctionBuilder& scaled(FunctionBuilder& f) {
  return f.attribute("spatial_scale", types::floating, 1.0,
                     "What coordinates are multiplied by: 1 / 16 where images have become 16 times smaller.");
}
FunctionBuilder& sampled(FunctionBuilder& f) {
  return scaled(f)
      .attribute("sampling_ratio", types::integer, -1,
                 "How many samples a part averages along each axis. 0 or less: as many as a part has elements, rounded "
                 "up.")
      .maximum(1024)
      .attribute("aligned", types::boolean, false,
                 "Whether coordinates are those of the outer edges of elements, half an element before their middles. "
                 "Otherwise a box has at least the size of one element.");
}
FunctionBuilder& sized(FunctionBuilder& f) {
  return f.attribute("output_size", types::int_or_tuple(2), "Height and width of the result, or one number for both.");
}
FunctionBuilder& checked(FunctionBuilder& f) {
  return f.error("shape", "x has not four axes, or boxes not four columns, or there is not one image for each box")
      .error("index", "an image is not there")
      .error("value", "a size is negative, or a coordinate is not finite or more than 2^31 elements away");
}

void check_boxes(Infer& infer) {
  if (infer.rank(0) != 4)
    throw infer.error(ErrorCode::kShape, 0, "there must be four axes")
        .given(infer.shape(0).text())
        .accepted("[N, C, H, W]");
  const Shape& boxes = infer.shape(kBoxes);
  if (boxes.rank() != 2 || boxes[1] != 4)
    throw infer.error(ErrorCode::kShape, kBoxes, "a box has four coordinates").given(boxes.text()).accepted("[K, 4]");
  Shape expected{boxes[0]};
  if (!(infer.shape(kImages) == expected))
    throw infer.error(ErrorCode::kShape, kImages, "there must be the number of an image for each box")
        .given(infer.shape(kImages).text())
        .accepted(expected.text());
}

Shape parts_shape(Infer& infer) {
  check_boxes(infer);
  Shape size = infer.sizes(kSize);
  for (int64_t n : size) {
    if (n < 0)
      throw infer.error(ErrorCode::kValue, kSize, "a size is negative").given(std::to_string(n)).accepted("0 or more");
  }
  const Shape& x = infer.shape(0);
  if (x[2] == 0 || x[3] == 0) throw infer.error(ErrorCode::kShape, 0, "the images have no elements").given(x.text());
  return Shape{infer.shape(kBoxes)[0], x[1], size[0], size[1]};
}

void gradient_shape(Infer& infer) {
  check_boxes(infer);
  Shape like = infer.sizes(kSize);
  const Shape& grad = infer.shape(0);
  if (like.rank() != 4 || grad[0] != infer.shape(kBoxes)[0] || like[1] != grad[1])
    throw infer
        .error(ErrorCode::kShape, kSize,
               "the images must have the channels of the gradient, and it one part for each box")
        .given(like.text())
        .accepted("[N, " + std::to_string(grad[1]) + ", H, W]");
  for (int64_t n : like) {
    if (n < 0) throw infer.error(ErrorCode::kShape, kSize, "a size is negative").given(like.text());
  }
  infer.output(infer.dtype(0), like);
}

// To the element that was the largest, unless the part had none.
void max_rule(Backward& b) {
  if (!b.has_grad(0)) return;
  Context& c = b.context;
  const Shape& shape = b.shape(0);
  Tensor places = b.output(1), grad = b.grad(0);
  int64_t plane = shape[2] * shape[3], boxes = places.shape()[0];
  Tensor images = as_shape(c, as_dtype(c, b.input(kImages), DType::kInt64), Shape{boxes, 1, 1, 1});
  Tensor channels = as_shape(c, op<"arange">(c, whole(0), Value(shape[1])), Shape{1, shape[1], 1, 1});
  Tensor slice = plus(c, times(c, images, Value(shape[1])), as_dtype(c, channels, DType::kInt64));
  Tensor at = plus(c, times(c, slice, Value(plane)), places);
  Tensor share = op<"where">(c, op<"greater">(c, b.output(2), whole(0)), grad, whole(0));
  Shape all{shape.elements()}, given{grad.elements()};
  Tensor sums = op<"put_along_axis_add">(c, zeros_of(c, {b.dtype(0), all}), as_shape(c, at, given),
                                         as_shape(c, share, given), whole(0));
  b.set(0, as_shape(c, sums, shape));
}

}  // namespace

MIXGRAD_FUNCTION(roi_align) {
  boxed(f, "x", "The images.", "[N, C, H, W]")
      .summary("Parts of images, named by boxes, in one size: averages of samples between elements.")
      .description(
          "A box is cut into parts of one size, and a part averages evenly spaced samples, each from its four "
          "neighbours. Samples more than one element outside count as 0. Sums are added in float64. No gradient goes "
          "to the boxes.")
      .reference("He et al., Mask R-CNN, ICCV 2017")
      .reference("torchvision 0.2x, torchvision.ops.roi_align; ONNX 1.16, RoiAlign");
  sampled(sized(f)).positional(4).output("out", "The parts.", "as x", "[K, C, h, w]");
  checked(f)
      .shape([](Infer& infer) { infer.output(infer.dtype(0), parts_shape(infer)); })
      .gradient(
          {"boxes", "batch_indices"},
          [](Backward& b) {
            b.set(0, op<"roi_align_gradient">(b.context, b.grad(), b.input(kBoxes), b.input(kImages), Value(b.shape(0)),
                                              b.argument(kScale), b.argument(kRatio), b.argument(kAligned)));
          })
      .example(R"(
        let x = tensor([[[[1, 2, 3, 4], [5, 6, 7, 8]]]])
        let images = argmax(tensor([[1]]), 1)
        expect roi_align(x, tensor([[0, 0, 4, 2]]), images, [1, 2], aligned: true) = [[[[3.5, 5.5]]]]
      )");
}

MIXGRAD_FUNCTION(roi_align_gradient) {
  boxed(f, "grad", "A number for each element of the parts.", "[K, C, h, w]")
      .summary("The transpose of roi_align: each element of the images gets its shares of the parts.")
      .description("Sums are added in float64.")
      .reference("torchvision 0.2x, the gradient of torchvision.ops.roi_align")
      .attribute("like_shape", types::shape, "The shape of the images.");
  sampled(f)
      .positional(4)
      .output("out", "The sums.", "as grad", "[N, C, H, W]")
      .error("shape", "grad has not four axes, or boxes, batch_indices or like_shape do not fit it")
      .error("index", "an image is not there")
      .error("value", "a coordinate is not finite or more than 2^31 elements away")
      .shape(gradient_shape)
      .gradient({"boxes", "batch_indices"},
                [](Backward& b) {
                  Value size(Shape{b.shape(0)[2], b.shape(0)[3]});
                  b.set(0, op<"roi_align">(b.context, b.grad(), b.input(kBoxes), b.input(kImages), size,
                                           b.argument(kScale), b.argument(kRatio), b.argument(kAligned)));
                })
      .example(R"(
        let images = argmax(tensor([[1]]), 1)
        let boxes = tensor([[0, 0, 2, 2]])
        expect roi_align_gradient(tensor([[[[4]]]]), boxes, images, [1, 1, 2, 2], aligned: true) = [[[[1, 1], [1, 1]]]]
      )");
}

MIXGRAD_FUNCTION(roi_max) {
  boxed(f, "x", "The images.", "[N, C, H, W]")
      .summary("The largest elements of parts of boxes, where they are, and how many elements a part has.")
      .description(
          "What roi_pool is made of. The first element counts, if several are the largest; a NaN counts as the "
          "largest. A part outside its image has no elements: its value is 0 and its position the first.")
      .reference("torchvision 0.2x, torchvision.ops.roi_pool");
  scaled(sized(f))
      .positional(4)
      .output("values", "The largest elements.", "as x", "[K, C, h, w]")
      .output("indices", "Their positions in the last two axes of x, in row-major order.", "int64", "[K, C, h, w]")
      .carries_indices()
      .output("counts", "How many elements each part has.", "int64", "[K, C, h, w]")
      .record("RoiMax");
  checked(f)
      .shape([](Infer& infer) {
        Shape shape = parts_shape(infer);
        infer.output(infer.dtype(0), shape);
        infer.output(DType::kInt64, shape);
        infer.output(DType::kInt64, shape);
      })
      .gradient({"batch_indices", "indices", "counts"}, max_rule)
      .example(R"(
        let x = tensor([[[[1, 9, 3, 4], [5, 6, 7, 8]]]])
        let images = argmax(tensor([[1]]), 1)
        let parts = roi_max(x, tensor([[0, 0, 3, 1]]), images, [1, 2])
        expect parts.values = [[[[9, 8]]]]
        expect parts.indices index = [[[[1, 7]]]]
        expect parts.counts = [[[[4, 4]]]]
      )");
}

MIXGRAD_FUNCTION(roi_pool) {
  boxed(f, "x", "The images.", "[N, C, H, W]")
      .summary("Parts of images, named by boxes, in one size: the largest elements.")
      .description(
          "Corners are rounded to whole elements, the last ones included. The box is cut into parts that overlap where "
          "they must; a part outside the image is 0. No gradient goes to the boxes.")
      .reference("Girshick, Fast R-CNN, ICCV 2015")
      .reference("torchvision 0.2x, torchvision.ops.roi_pool; ONNX 1.16, MaxRoiPool");
  scaled(sized(f)).positional(4).output("out", "The parts.", "as x", "[K, C, h, w]");
  checked(f)
      .shape([](Infer& infer) { infer.output(infer.dtype(0), parts_shape(infer)); })
      .composed([](Invocation& call) {
        call.result(op<"roi_max">(call.context, call[0], call[1], call[2], call[3], call[4]));
      })
      .example(R"(
        let x = tensor([[[[1, 9, 3, 4], [5, 6, 7, 8]]]])
        let images = argmax(tensor([[1]]), 1)
        expect roi_pool(x, tensor([[0, 0, 3, 1]]), images, [1, 2]) = [[[[9, 8]]]]
      )");
}

}  // namespace mixgrad
