// Boxes as differences from others, as detectors learn them.
#include <cmath>

#include "core/ops/boxes.h"

namespace mixgrad {

namespace {

FunctionBuilder& coded(FunctionBuilder& f) {
  auto four = [&](const char* name, double value, const char* what) {
    ValueList all(4, Value(value));
    f.attribute(name, types::list(types::floating), Value(std::move(all)), what);
  };
  four("means", 0, "What the four differences are less by.");
  four("stds", 1, "What they are over: their standard deviations.");
  return f.reference("Girshick, Fast R-CNN, ICCV 2015")
      .reference("torchvision 0.2x, torchvision.models.detection, BoxCoder, whose weights are 1 / stds")
      .error("shape", "a tensor has not four columns, or the shapes do not broadcast");
}

void check_four(Infer& infer, int i) {
  if (infer.list(i).size() != 4)
    throw infer.error(ErrorCode::kValue, i, "there must be a number for each of the four differences")
        .given(std::to_string(infer.list(i).size()))
        .accepted("4");
  for (const Value& v : infer.list(i)) {
    if (!std::isfinite(v.as_float()) || (i == 3 && v.as_float() == 0))
      throw infer.error(ErrorCode::kValue, i, "a number is not finite, or a deviation is 0")
          .given(std::to_string(v.as_float()));
  }
}

void coded_shape(Infer& infer) {
  check_boxes(infer, 0, false);
  check_boxes(infer, 1, false);
  check_four(infer, 2);
  check_four(infer, 3);
  infer.output(promote(infer.dtype(0), infer.dtype(1)), infer.broadcast_shape(0, 2));
}

struct Coding {
  Context& c;
  DType dtype, wide;
  Tensor first, other;
  Invocation& call;

  explicit Coding(Invocation& call) : c(call.context), call(call) {
    dtype = promote(call.tensor(0).dtype(), call.tensor(1).dtype());
    wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
    first = as_dtype(c, call.tensor(0), wide), other = as_dtype(c, call.tensor(1), wide);
  }
  Tensor pair(const Tensor& x, int at) const { return slice_of(c, x, x.rank() - 1, at, at + 2); }
  Tensor sides(const Tensor& boxes) const { return minus(c, pair(boxes, 2), pair(boxes, 0)); }
  Tensor middle(const Tensor& boxes) const { return times(c, plus(c, pair(boxes, 0), pair(boxes, 2)), Value(0.5)); }
  Tensor numbers(int i) const {
    ValueList rows;
    for (const Value& v : call[i].as_list()) rows.push_back(Value(full_of(c, v.as_float(), wide, Shape{1})));
    return op<"concat">(c, Value(std::move(rows)), whole(0));
  }
  void finish(const Tensor& a, const Tensor& b, bool coded) const {
    Tensor out = op<"concat">(c, Value(ValueList{Value(a), Value(b)}), whole(-1));
    if (coded) out = over(c, minus(c, out, numbers(2)), numbers(3));
    call.result(as_dtype(c, out, dtype));
  }
};

}  // namespace

MIXGRAD_FUNCTION(box_encode) {
  coded(boxes(f, "boxes", "[..., 4]")
            .summary("How boxes differ from others: what a detector learns.")
            .description(
                "The way from one middle to the other, in sides of the anchor, and the logarithms of the ratios of "
                "the sides; less means and over stds. float16 and bfloat16 compute in float32.")
            .math("((x - x_a) / w_a, (y - y_a) / h_a, \\ln(w / w_a), \\ln(h / h_a))")
            .tensor("anchors", "The boxes that they differ from; the shapes broadcast.", "floating", "[..., 4]"))
      .positional(2)
      .output("out", "The differences.", "promoted(boxes, anchors)", "[..., 4]")
      .error("value", "means or stds has not four finite numbers, or a deviation is 0")
      .shape(coded_shape)
      .composed([](Invocation& call) {
        Coding k(call);
        Tensor way = minus(k.c, k.middle(k.first), k.middle(k.other)), sides = k.sides(k.other);
        k.finish(over(k.c, way, sides), op<"log">(k.c, over(k.c, k.sides(k.first), sides)), true);
      })
      .example(R"(
        let anchors = tensor([[0, 0, 4, 2]])
        expect box_encode(tensor([[2, 1, 6, 3]]), anchors) = [[0.5, 0.5, 0, 0]]
      )");
}

MIXGRAD_FUNCTION(box_decode) {
  f.in_namespace("vision")
      .summary("Boxes from how they differ from others: the reverse of box_encode.")
      .description("float16 and bfloat16 compute in float32.")
      .math("w = w_a e^{d_w}, x = x_a + w_a d_x, and so on, of d = deltas \\cdot stds + means")
      .tensor("deltas", "The differences, as box_encode gives them.", "floating", "[..., 4]")
      .tensor("anchors", "The corners x1, y1, x2 and y2 of the boxes that they differ from; the shapes broadcast.",
              "floating", "[..., 4]");
  coded(f)
      .attribute("clip", types::optional(types::floating), Value::null(),
                 "The largest logarithm by which sides grow; without an end if it is left out.")
      .positional(2)
      .output("out", "The corners of the boxes.", "promoted(deltas, anchors)", "[..., 4]")
      .error("value", "means or stds has not four finite numbers, a deviation is 0, or clip is no number")
      .shape([](Infer& infer) {
        coded_shape(infer);
        if (infer.has(4) && std::isnan(infer.number(4)))
          throw infer.error(ErrorCode::kValue, 4, "the largest logarithm is no number").given("nan");
      })
      .composed([](Invocation& call) {
        Coding k(call);
        Tensor d = plus(k.c, times(k.c, k.first, k.numbers(3)), k.numbers(2)), sides = k.sides(k.other);
        Tensor growth = k.pair(d, 2);
        if (call.has(4)) growth = op<"minimum">(k.c, growth, call[4]);
        Tensor middle = plus(k.c, k.middle(k.other), times(k.c, k.pair(d, 0), sides));
        Tensor half = times(k.c, times(k.c, sides, op<"exp">(k.c, growth)), Value(0.5));
        k.finish(minus(k.c, middle, half), plus(k.c, middle, half), false);
      })
      .example(R"(
        let anchors = tensor([[0, 0, 4, 2]])
        expect box_decode(tensor([[0.5, 0.5, 0, 0]]), anchors) = [[2, 1, 6, 3]]
      )");
}

}  // namespace mixgrad
