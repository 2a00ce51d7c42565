// A detector with boxes of several sizes at each place (SSD): its anchors, and what it finds.
#include <algorithm>
#include <cmath>

#include "core/ops/anchors.h"

namespace mixgrad {

namespace {

constexpr const char* kPaper = "Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016";

namespace prior {
enum { kImages, kSizes, kRatios, kClip, kSteps, kOffsets };
}

void prior_shape(Infer& infer) {
  using namespace prior;
  const Shape& x = infer.shape(kImages);
  if (x.rank() < 2)
    throw infer.error(ErrorCode::kShape, kImages, "there must be rows and columns")
        .given(x.text())
        .accepted("[..., H, W]");
  check_positive(infer, kSizes, 1, 1 << 20);
  check_positive(infer, kRatios, 1, 1 << 20);
  if (infer.has(kSteps)) check_positive(infer, kSteps, 2, 2);
  if (infer.list(kOffsets).size() != 2)
    throw infer.error(ErrorCode::kValue, kOffsets, "the list has another number of numbers")
        .given(std::to_string(infer.list(kOffsets).size()))
        .accepted("2");
  for (const Value& v : infer.list(kOffsets)) {
    if (!std::isfinite(v.as_float()))
      throw infer.error(ErrorCode::kValue, kOffsets, "a number is not finite").given(std::to_string(v.as_float()));
  }
  __int128 each = static_cast<__int128>(infer.list(kSizes).size() + infer.list(kRatios).size() - 1);
  __int128 all = each * x[x.rank() - 2] * x[x.rank() - 1];
  if (all > (__int128{1} << 56))
    throw infer.error(ErrorCode::kOutOfMemory, kImages, "there are too many boxes").given(x.text());
  infer.output(infer.dtype(kImages), Shape{static_cast<int64_t>(all), 4});
}

void prior_body(Invocation& call) {
  using namespace prior;
  Context& c = call.context;
  Tensor x = call.tensor(kImages);
  int64_t height = x.shape()[x.rank() - 2], width = x.shape()[x.rank() - 1];
  std::vector<double> around;
  auto add = [&](double size, double ratio) {
    double h = size / std::sqrt(ratio) / 2, w = 0;
    if (width > 0) w = size * std::sqrt(ratio) / 2 * static_cast<double>(height) / static_cast<double>(width);
    around.insert(around.end(), {-w, -h, w, h});
  };
  const ValueList &sizes = call[kSizes].as_list(), &ratios = call[kRatios].as_list();
  for (const Value& size : sizes) add(size.as_float(), ratios[0].as_float());
  for (size_t i = 1; i < ratios.size(); ++i) add(sizes[0].as_float(), ratios[i].as_float());
  auto lines = [&](size_t i, int64_t count) {
    double step =
        call.has(kSteps) ? call[kSteps].as_list()[i].as_float() : 1 / static_cast<double>(count > 0 ? count : 1);
    return GridLines{count, call[kOffsets].as_list()[i].as_float() * step, step};
  };
  Tensor out = anchors_at(c, lines(0, height), lines(1, width), around);
  if (call[kClip].as_bool()) out = op<"clip">(c, out, whole(0), whole(1));
  call.result(as_dtype(c, out, x.dtype()));
}

namespace found {
enum { kProbabilities, kPredictions, kAnchors, kClip, kThreshold, kBackground, kOverlap, kForce, kVariances, kTopK };
}

void must_be(Infer& infer, int i, const Shape& expected, const char* what) {
  if (infer.shape(i) == expected) return;
  throw infer.error(ErrorCode::kShape, i, what).given(infer.shape(i).text()).accepted(expected.text());
}

void detection_shape(Infer& infer) {
  using namespace found;
  const Shape& p = infer.shape(kProbabilities);
  if (p.rank() != 3 || p[1] < 2)
    throw infer.error(ErrorCode::kShape, kProbabilities, "there must be the background and another class")
        .given(p.text())
        .accepted("[N, C, A], C at least 2");
  must_be(infer, kPredictions, Shape{p[0], p[2], 4}, "there must be four differences for each anchor");
  must_be(infer, kAnchors, Shape{p[2], 4}, "there must be as many anchors as probabilities");
  int64_t background = infer.integer(kBackground);
  if (background < 0 || background >= p[1])
    throw infer.error(ErrorCode::kIndex, kBackground, "the background is not one of the classes")
        .given(number_mark(background))
        .accepted(number_mark(0) + " to " + number_mark(p[1] - 1));
  check_variances(infer, kVariances);
  DType dtype = infer.promoted(0, 3);
  infer.output(DType::kInt64, Shape{p[0], p[2]});
  infer.output(dtype, Shape{p[0], p[2]});
  infer.output(dtype, Shape{p[0], p[2], 4});
}

// [N, C - 1, A]
Tensor without_class(Context& c, const Tensor& x, int64_t left_out) {
  Tensor before = slice_of(c, x, 1, 0, left_out), behind = slice_of(c, x, 1, left_out + 1, x.shape()[1]);
  return op<"concat">(c, Value(ValueList{Value(before), Value(behind)}), whole(1));
}

void detection_body(Invocation& call) {
  using namespace found;
  Context& c = call.context;
  DType dtype = Infer(call.function, call.arguments).promoted(0, 3), wide = wide_dtype(dtype);
  auto input = [&](int i) { return as_dtype(c, call.tensor(i), wide); };
  Tensor classes = without_class(c, input(kProbabilities), call[kBackground].as_int());
  Tensor labels = op<"argmax">(c, classes, whole(1), Value(true));
  Shape flat{labels.shape()[0], labels.shape()[2]};
  Tensor scores = as_shape(c, op<"take_along_axis">(c, classes, labels, whole(1)), flat);
  labels = as_shape(c, labels, flat);
  Value none(ValueList(4, Value(0.0)));
  Tensor boxes = op<"box_decode">(c, input(kPredictions), input(kAnchors), none, call[kVariances]);
  if (call[kClip].as_bool()) boxes = op<"clip">(c, boxes, whole(0), whole(1));

  Tensor likely = op<"greater_equal">(c, scores, call[kThreshold]);
  Tensor order = op<"argsort">(c, minus_infinity_unless(c, likely, scores), whole(1), Value(true));
  int64_t most = call.has(kTopK) ? std::min(call[kTopK].as_int(), flat[1]) : flat[1];
  Tensor first = slice_of(c, order, 1, 0, most), fits = rows_at(c, likely, first);
  Tensor ranked = minus_infinity_unless(c, fits, rows_at(c, scores, first));
  Tensor groups = call[kForce].as_bool() ? Tensor() : rows_at(c, labels, first);
  Tensor stays = kept_of_each(c, rows_at(c, boxes, first), ranked, groups, call[kOverlap]);
  stays = op<"logical_and">(c, stays, fits);
  if (most < flat[1]) {
    Tensor rest = op<"full">(c, Value(Shape{flat[0], flat[1] - most}), Value(false), Value(DType::kBool));
    stays = op<"concat">(c, Value(ValueList{Value(stays), Value(rest)}), whole(1));
  }
  Tensor packed = op<"argsort">(c, op<"astype">(c, stays, Value(DType::kUInt8)), whole(1), Value(true));
  stays = rows_at(c, stays, packed), order = rows_at(c, order, packed);
  call.result(op<"where">(c, stays, rows_at(c, labels, order), whole(-1)));
  call.result(as_dtype(c, op<"where">(c, stays, rows_at(c, scores, order), whole(0)), dtype));
  Tensor each = as_shape(c, stays, Shape{flat[0], flat[1], 1});
  call.result(as_dtype(c, op<"where">(c, each, rows_at(c, boxes, order), whole(0)), dtype));
}

}  // namespace

MIXGRAD_FUNCTION(multibox_prior) {
  f.in_namespace("vision")
      .summary("Anchors: boxes of several sizes and shapes around the middle of each place of a grid.")
      .description(
          "In parts of the image, from 0 to 1. A place has a box of the first ratio in each size, then one of the "
          "first "
          "size in each other ratio; places are in row-major order. A size is a part of the height: where rows and "
          "columns are as many as an image is high and wide, a box of ratio 1 is a square. The elements of x do not "
          "matter.")
      .math("w = s \\sqrt{r} \\, H / W, h = s / \\sqrt{r}")
      .reference(kPaper)
      .reference("MXNet 1.9.1, contrib.MultiBoxPrior, which has an axis of size 1 in front")
      .tensor("x", "What the detector sees: the grid has its rows and columns.", "floating", "[..., H, W]")
      .attribute("sizes", types::list(types::floating), Value(ValueList{Value(1.0)}), "The sizes of the boxes.")
      .attribute("ratios", types::list(types::floating), Value(ValueList{Value(1.0)}), "The ratios of width to height.")
      .attribute("clip", types::boolean, false, "Whether boxes are cut off at the borders of the image.")
      .attribute("steps", types::optional(types::list(types::floating)), Value::null(),
                 "How far places are apart, down and to the right; 1 / H and 1 / W if it is left out.")
      .attribute("offsets", types::list(types::floating), Value(ValueList{Value(0.5), Value(0.5)}),
                 "Where the middle of the first place is, in steps, down and to the right.")
      .positional(1)
      .output("out", "The corners x1, y1, x2 and y2 of each box.", "as x", "[H * W * (sizes + ratios - 1), 4]")
      .error("shape", "x has fewer than two axes")
      .error("value", "a list has another number of numbers, or a number is not finite or not positive")
      .error("out_of_memory", "there are too many boxes")
      .no_gradient("the elements do not matter")
      .shape(prior_shape)
      .composed(prior_body)
      .example(R"(
        let x = zeros([1, 2])
        expect multibox_prior(x, sizes: [0.5]) = [[0.125, 0.25, 0.375, 0.75], [0.625, 0.25, 0.875, 0.75]]
        expect multibox_prior(x, sizes: [0.5, 0.25], ratios: [1, 2, 0.5]) shape = [8, 4]
      )");
}

MIXGRAD_FUNCTION(multibox_detection) {
  f.in_namespace("vision")
      .summary("What a detector found: for each image labels, scores and boxes, the best first.")
      .description(
          "An anchor has the class that is most probable, of those that are not the background. Those of too small a "
          "score are left out, then those that overlap a better one of their class by more than the threshold (see "
          "nms_mask). Results have a row for each anchor: rows behind the last box that stays have label -1, score 0 "
          "and a box of zeros.")
      .reference(kPaper)
      .reference(
          "MXNet 1.9.1, contrib.MultiBoxDetection: one tensor there, whose rows keep what is left out under class -1")
      .tensor("class_probabilities", "For each class, the background included, and anchor.", "floating", "[N, C, A]")
      .tensor("location_predictions", "How boxes differ from the anchors, as box_encode has it.", "floating",
              "[N, A, 4]")
      .tensor("anchors", "The corners x1, y1, x2 and y2 of each anchor, in parts of the image.", "floating", "[A, 4]")
      .attribute("clip", types::boolean, true, "Whether boxes are cut off at the borders of the image.")
      .attribute("threshold", types::floating, 0.01, "The smallest score that is not left out.")
      .attribute("background_id", types::index, 0, "The class that stands for no object.")
      .attribute("nms_threshold", types::floating, 0.5,
                 "How much boxes may overlap: the largest box_iou that both stay with.")
      .minimum(0)
      .maximum(1)
      .attribute("force_suppress", types::boolean, false, "Whether boxes of different classes are compared too.");
  variances(f)
      .attribute("nms_top_k", types::optional(types::integer), Value::null(),
                 "How many boxes of an image are compared: the best. All of them, if it is left out.")
      .minimum(0)
      .positional(3)
      .output("labels", "The class of each box, counted without the background; -1 for none.", "int64", "[N, A]")
      .carries_indices()
      .output("scores", "Its probability.", "promoted(class_probabilities, location_predictions, anchors)", "[N, A]")
      .output("boxes", "Its corners x1, y1, x2 and y2, in parts of the image.",
              "promoted(class_probabilities, location_predictions, anchors)", "[N, A, 4]")
      .record("MultiboxDetection")
      .error("shape", "there are fewer than two classes, or not a location and an anchor for each probability")
      .error("index", "background_id is not one of the classes")
      .error("value", "a number is out of its range, or variances has not four finite numbers that are more than 0")
      .shape(detection_shape)
      .composed(detection_body)
      .example(R"(
        let probabilities = tensor([[[0.1, 0.2, 0.9], [0.7, 0.8, 0.1], [0.2, 0, 0]]])
        let anchors = tensor([[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.625], [0.5, 0.5, 1, 1]])
        let found = multibox_detection(probabilities, zeros([1, 3, 4]), anchors, threshold: 0.5)
        expect found.labels index = [[0, -1, -1]]
        expect found.scores = [[0.8, 0, 0]] within 1e-6
        expect found.boxes = [[[0, 0, 0.5, 0.625], [0, 0, 0, 0], [0, 0, 0, 0]]]
      )");
}

}  // namespace mixgrad
