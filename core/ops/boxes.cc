// Boxes: rectangles along the axes, as four numbers.
#include "core/ops/boxes.h"

namespace mixgrad {

FunctionBuilder& boxes(FunctionBuilder& f, const char* name, const char* shape) {
  return f.in_namespace("vision").tensor(name, "The corners x1, y1, x2 and y2 of each box.", "floating", shape);
}

void check_boxes(Infer& infer, int i, bool list) {
  const Shape& shape = infer.shape(i);
  if (shape.rank() > 0 && shape[shape.rank() - 1] == 4 && (!list || shape.rank() == 2)) return;
  throw infer.error(ErrorCode::kShape, i, "a box has four coordinates")
      .given(shape.text())
      .accepted(list ? "[N, 4]" : "[..., 4]");
}

namespace {

// Coordinates of the dtype that computes: float16 and bfloat16 in float32.
class Corners {
 public:
  Corners(Context& c, const Tensor& boxes, DType wide) : c_(c), boxes_(as_dtype(c, boxes, wide)) {}
  // [...] of coordinate i, or [..., 1] to compare with others.
  Tensor column(int i) const { return slice_of(c_, boxes_, boxes_.rank() - 1, i, i + 1); }
  Tensor pair(int i) const { return slice_of(c_, boxes_, boxes_.rank() - 1, i, i + 2); }

 private:
  Context& c_;
  Tensor boxes_;
};

DType wide_of(DType dtype) { return item_bytes(dtype) < 4 ? DType::kFloat32 : dtype; }

// Products of the two sides, with the axis of sides left out.
Tensor product_of_sides(Context& c, const Tensor& sides) {
  int axis = sides.rank() - 1;
  Tensor product = times(c, slice_of(c, sides, axis, 0, 1), slice_of(c, sides, axis, 1, 2));
  Shape shape = sides.shape();
  shape.erase(axis);
  return as_shape(c, product, shape);
}

Tensor area_of(Context& c, const Corners& b) { return product_of_sides(c, minus(c, b.pair(2), b.pair(0))); }

Tensor not_below_zero(Context& c, const Tensor& x) { return op<"maximum">(c, x, whole(0)); }

// All boxes of one list with all of another, [N, M].
struct Pairs {
  Tensor common, together, iou;
  Tensor first_of_all, last_of_all;  // of the smallest boxes around both, [N, M, 2]
};

Pairs pairs_of(Context& c, const Tensor& boxes1, const Tensor& boxes2, DType wide) {
  int64_t n = boxes1.shape()[0], m = boxes2.shape()[0];
  Tensor a = op<"reshape">(c, boxes1, Value(Shape{n, 1, 4})), b = op<"reshape">(c, boxes2, Value(Shape{1, m, 4}));
  Corners one(c, a, wide), other(c, b, wide);
  Pairs out;
  Tensor first = op<"maximum">(c, one.pair(0), other.pair(0)), last = op<"minimum">(c, one.pair(2), other.pair(2));
  out.common = product_of_sides(c, not_below_zero(c, minus(c, last, first)));
  out.together = minus(c, plus(c, area_of(c, one), area_of(c, other)), out.common);
  out.iou = over(c, out.common, out.together);
  out.first_of_all = op<"minimum">(c, one.pair(0), other.pair(0));
  out.last_of_all = op<"maximum">(c, one.pair(2), other.pair(2));
  return out;
}

Type format_type() {
  return types::enumeration("BoxFormat", {{"xyxy", 0, "Two corners that lie opposite: x1, y1, x2, y2."},
                                          {"xywh", 1, "The first corner, width and height."},
                                          {"cxcywh", 2, "The middle, width and height."}});
}

FunctionBuilder& compared(FunctionBuilder& f, const char* name) {
  return boxes(f, "boxes1", "[N, 4]")
      .reference(std::string("torchvision 0.2x, torchvision.ops.") + name)
      .tensor("boxes2", "The boxes that they are compared with.", "floating", "[M, 4]")
      .output("out", "A number for each pair of boxes.", "promoted(boxes1, boxes2)", "[N, M]")
      .error("shape", "boxes1 or boxes2 has not two axes and four columns")
      .shape([](Infer& infer) {
        check_boxes(infer, 0, true);
        check_boxes(infer, 1, true);
        infer.output(infer.promoted(0, 2), Shape{infer.shape(0)[0], infer.shape(1)[0]});
      });
}

void box_convert_body(Invocation& call) {
  Context& c = call.context;
  Tensor x = call.tensor(0);
  int64_t from = call[1].as_int(), to = call[2].as_int();
  if (from == to) return call.result(x);
  Corners given(c, x, wide_of(x.dtype()));
  Tensor first = given.pair(0), sides = given.pair(2);
  if (from == 0) sides = minus(c, sides, first);
  if (from == 2) first = minus(c, first, times(c, sides, Value(0.5)));
  Tensor begin = to == 2 ? plus(c, first, times(c, sides, Value(0.5))) : first;
  Tensor end = to == 0 ? (from == 0 ? given.pair(2) : plus(c, first, sides)) : sides;
  if (from == 2 && to == 0) end = plus(c, given.pair(0), times(c, sides, Value(0.5)));
  Tensor out = op<"concat">(c, Value(ValueList{Value(begin), Value(end)}), whole(x.rank() - 1));
  call.result(as_dtype(c, out, x.dtype()));
}

void same_shape_of_boxes(Infer& infer) {
  check_boxes(infer, 0, false);
  infer.output(infer.dtype(0), infer.shape(0));
}

}  // namespace

MIXGRAD_FUNCTION(box_area) {
  boxes(f, "boxes", "[..., 4]")
      .summary("The areas of boxes.")
      .description("Width times height, with their signs.")
      .math("out = (x_2 - x_1)(y_2 - y_1)")
      .reference("torchvision 0.2x, torchvision.ops.box_area")
      .output("out", "The areas.", "as boxes", "[...]")
      .error("shape", "boxes has not four columns")
      .shape([](Infer& infer) {
        check_boxes(infer, 0, false);
        Shape shape = infer.shape(0);
        shape.erase(shape.rank() - 1);
        infer.output(infer.dtype(0), shape);
      })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        Corners b(call.context, x, wide_of(x.dtype()));
        call.result(as_dtype(call.context, area_of(call.context, b), x.dtype()));
      })
      .example(R"(
        expect box_area(tensor([[0, 0, 2, 3], [1, 1, 2, 2]])) = [6, 1]
      )");
}

MIXGRAD_FUNCTION(box_convert) {
  f.in_namespace("vision")
      .summary("Boxes in another format.")
      .description("A format says which four numbers stand for a box. float16 and bfloat16 compute in float32.")
      .reference("torchvision 0.2x, torchvision.ops.box_convert")
      .tensor("boxes", "Boxes in the format in_fmt.", "floating", "[..., 4]")
      .attribute("in_fmt", format_type(), "The format of the boxes.")
      .attribute("out_fmt", format_type(), "The format of the result.")
      .output("out", "Boxes in the format out_fmt.", "as boxes", "[..., 4]")
      .error("shape", "boxes has not four columns")
      .shape(same_shape_of_boxes)
      .composed(box_convert_body)
      .example(R"(
        let boxes = tensor([[1, 2, 5, 8]])
        expect box_convert(boxes, in_fmt: "xyxy", out_fmt: "xywh") = [[1, 2, 4, 6]]
        expect box_convert(boxes, in_fmt: "xyxy", out_fmt: "cxcywh") = [[3, 5, 4, 6]]
      )");
}

MIXGRAD_FUNCTION(clip_boxes_to_image) {
  boxes(f, "boxes", "[..., 4]")
      .summary("Boxes cut off at the borders of an image.")
      .description("Boxes outside the image lose their area.")
      .reference("torchvision 0.2x, torchvision.ops.clip_boxes_to_image")
      .attribute("size", types::int_or_tuple(2), "Height and width of the image, or one number for both.")
      .positional(2)
      .output("out", "The boxes.", "as boxes", "[..., 4]")
      .error("shape", "boxes has not four columns")
      .error("value", "a size is negative")
      .shape([](Infer& infer) {
        for (int64_t n : infer.sizes(1)) {
          if (n < 0)
            throw infer.error(ErrorCode::kValue, 1, "a size is negative")
                .given(std::to_string(n))
                .accepted("0 or more");
        }
        same_shape_of_boxes(infer);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        Shape size = call[1].as_shape();
        Corners b(c, x, x.dtype());
        ValueList columns;
        for (int i = 0; i < 4; ++i)
          columns.push_back(Value(op<"clip">(c, b.column(i), whole(0), Value(size[i % 2 ? 0 : 1]))));
        call.result(op<"concat">(c, Value(std::move(columns)), whole(x.rank() - 1)));
      })
      .example(R"(
        let boxes = tensor([[-1, 2, 5, 9]])
        expect clip_boxes_to_image(boxes, [8, 4]) = [[0, 2, 4, 8]]
      )");
}

MIXGRAD_FUNCTION(box_iou) {
  compared(f, "box_iou")
      .summary("How much each box of one list overlaps each of another: intersection over union.")
      .description("From 0 to 1; NaN for two boxes without area. float16 and bfloat16 compute in float32.")
      .math("out_{nm} = \\frac{|A_n \\cap B_m|}{|A_n \\cup B_m|}")
      .composed([](Invocation& call) {
        Context& c = call.context;
        DType dtype = Infer(call.function, call.arguments).promoted(0, 2);
        call.result(as_dtype(c, pairs_of(c, call.tensor(0), call.tensor(1), wide_of(dtype)).iou, dtype));
      })
      .example(R"(
        let boxes = tensor([[0, 0, 2, 2], [0, 0, 4, 2]])
        expect box_iou(boxes, tensor([[0, 0, 2, 2]])) = [[1], [0.5]]
      )");
}

MIXGRAD_FUNCTION(generalized_box_iou) {
  compared(f, "generalized_box_iou")
      .summary("Intersection over union of each box of one list with each of another, less what is empty around both.")
      .description(
          "From -1 to 1, where C is the smallest box around both; it also tells how far apart boxes are that do not "
          "overlap. float16 and bfloat16 compute in float32.")
      .math("out_{nm} = IoU_{nm} - \\frac{|C| - |A_n \\cup B_m|}{|C|}")
      .reference("Rezatofighi et al., Generalized Intersection over Union, CVPR 2019")
      .composed([](Invocation& call) {
        Context& c = call.context;
        DType dtype = Infer(call.function, call.arguments).promoted(0, 2);
        Pairs p = pairs_of(c, call.tensor(0), call.tensor(1), wide_of(dtype));
        Tensor around = product_of_sides(c, not_below_zero(c, minus(c, p.last_of_all, p.first_of_all)));
        call.result(as_dtype(c, minus(c, p.iou, over(c, minus(c, around, p.together), around)), dtype));
      })
      .example(R"(
        let boxes = tensor([[0, 0, 2, 2]])
        expect generalized_box_iou(boxes, tensor([[0, 0, 2, 2], [2, 0, 4, 2], [6, 0, 8, 2]])) = [[1, 0, -0.5]]
      )");
}

}  // namespace mixgrad
