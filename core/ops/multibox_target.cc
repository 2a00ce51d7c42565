// What a detector with anchors has to learn from boxes that are known.
#include <limits>

#include "core/ops/anchors.h"

namespace mixgrad {

namespace {

enum { kAnchors, kBoxes, kLabels, kPredictions, kOverlap, kIgnore, kRatio, kMining, kFewest, kVariances };

void target_shape(Infer& infer) {
  check_boxes(infer, kAnchors, true);
  const Shape &anchors = infer.shape(kAnchors), &boxes = infer.shape(kBoxes), &labels = infer.shape(kLabels),
              &predictions = infer.shape(kPredictions);
  if (boxes.rank() != 3 || boxes[2] != 4)
    throw infer.error(ErrorCode::kShape, kBoxes, "a box has four coordinates")
        .given(boxes.text())
        .accepted("[N, L, 4]");
  Shape each{boxes[0], boxes[1]};
  if (!(labels == each))
    throw infer.error(ErrorCode::kShape, kLabels, "there must be a label for each box")
        .given(labels.text())
        .accepted(each.text());
  if (predictions.rank() != 3 || predictions[0] != boxes[0] || predictions[1] < 2 || predictions[2] != anchors[0])
    throw infer.error(ErrorCode::kShape, kPredictions, "there must be numbers for each image, class and anchor")
        .given(predictions.text())
        .accepted("[" + std::to_string(boxes[0]) + ", C + 1, " + std::to_string(anchors[0]) + "], C at least 1");
  check_variances(infer, kVariances);
  DType dtype = infer.promoted(0, 2);
  Shape shape{boxes[0], anchors[0], 4};
  infer.output(dtype, shape);
  infer.output(dtype, shape);
  infer.output(DType::kInt64, Shape{boxes[0], anchors[0]});
}

Tensor both(Context& c, const Tensor& a, const Tensor& b) { return op<"logical_and">(c, a, b); }

// Which of the candidates [N, A] are the hardest: those that look least like background.
Tensor hardest(Invocation& call, const Tensor& candidates, const Tensor& positive) {
  Context& c = call.context;
  Tensor predictions = call.tensor(kPredictions);
  predictions = as_dtype(c, predictions, wide_dtype(predictions.dtype()));
  Tensor background = slice_of(c, op<"softmax">(c, predictions, whole(1)), 1, 0, 1);
  background = as_shape(c, background, candidates.shape());
  Tensor key = op<"where">(c, candidates, background, Value(std::numeric_limits<double>::infinity()));
  Tensor rank = op<"argsort">(c, op<"argsort">(c, key, whole(1)), whole(1));
  Tensor count = op<"sum">(c, positive, whole(1), Value(true));
  Tensor wanted = op<"floor">(c, times(c, as_dtype(c, count, DType::kFloat64), call[kRatio]));
  wanted = op<"maximum">(c, wanted, Value(static_cast<double>(call[kFewest].as_int())));
  return both(c, candidates, op<"less">(c, as_dtype(c, rank, DType::kFloat64), wanted));
}

void target_body(Invocation& call) {
  Ref<Context> quiet = call.context.with_recording(false);
  Context& c = *quiet;
  DType dtype = Infer(call.function, call.arguments).promoted(0, 2), wide = wide_dtype(dtype);
  Tensor anchors = as_dtype(c, call.tensor(kAnchors), wide), boxes = as_dtype(c, call.tensor(kBoxes), wide);
  Tensor labels = as_dtype(c, call.tensor(kLabels), DType::kInt64);
  int64_t n = boxes.shape()[0], places = anchors.shape()[0], classes = call.tensor(kPredictions).shape()[1] - 1;
  auto joined = [&](const Tensor& a, const Tensor& b) {
    return op<"concat">(c, Value(ValueList{Value(a), Value(b)}), whole(1));
  };
  // One more box that is none: there is a nearest one then in any case.
  boxes = joined(boxes, full_of(c, 0, wide, Shape{n, 1, 4}));
  labels = joined(labels, op<"full">(c, Value(Shape{n, 1}), call[kIgnore], Value(DType::kInt64)));
  int64_t count = labels.shape()[1];
  Tensor real = op<"not_equal">(c, labels, call[kIgnore]);
  // Classes among those of the predictions. A label that is none is an error of `take`.
  Tensor numbers = op<"arange">(c, whole(1), Value(classes + 1));
  Tensor known = op<"take">(c, numbers, op<"where">(c, real, labels, whole(0)), whole(0));

  Tensor iou = op<"box_iou">(c, anchors, as_shape(c, boxes, Shape{n * count, 4}));
  iou = op<"permute_dims">(c, as_shape(c, iou, Shape{places, n, count}), Value(Shape{1, 0, 2}));
  iou = op<"where">(c, op<"greater">(c, iou, whole(0)), iou, whole(0));  // boxes without area have NaN
  iou = op<"where">(c, as_shape(c, real, Shape{n, 1, count}), iou, whole(-1));
  Tensor pair = op<"bipartite_matching">(c, iou, Value(0.0));
  Tensor paired = op<"greater_equal">(c, pair, whole(0));
  Tensor nearest = op<"argmax">(c, iou, whole(2)), most = op<"max">(c, iou, whole(2));
  Tensor positive = op<"logical_or">(c, paired, op<"greater">(c, most, call[kOverlap]));
  Tensor match = op<"where">(c, paired, pair, nearest);

  Tensor negative = op<"logical_not">(c, positive);
  if (call.has(kRatio)) negative = hardest(call, both(c, negative, op<"less">(c, most, call[kMining])), positive);
  Value none(ValueList(4, Value(0.0)));
  Tensor coded = op<"box_encode">(c, rows_at(c, boxes, match), anchors, none, call[kVariances]);
  Tensor each = as_shape(c, positive, Shape{n, places, 1});
  call.result(as_dtype(c, op<"where">(c, each, coded, whole(0)), dtype));
  call.result(op<"copy">(c, op<"broadcast_to">(c, as_dtype(c, each, dtype), Value(Shape{n, places, 4}))));
  Tensor rest = op<"where">(c, negative, whole(0), call[kIgnore]);
  call.result(as_dtype(c, op<"where">(c, positive, rows_at(c, known, match), rest), DType::kInt64));
}

}  // namespace

MIXGRAD_FUNCTION(multibox_target) {
  f.in_namespace("vision")
      .summary("What a detector has to learn: for each anchor a class, and how its box differs.")
      .description(
          "First each box gets an anchor of its own, the pair that overlaps most before all others (see "
          "bipartite_matching); then each anchor left gets the box that it overlaps most, if that is by more than the "
          "threshold. All others are background, whose class is the first; or with a ratio only the hardest of them "
          "are, which look least like background, and the rest is left out. An image without boxes is all background.")
      .reference("Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016, section 2.2")
      .reference(
          "MXNet 1.9.1, contrib.MultiBoxTarget: one tensor of labels and boxes there, flat results, and images without "
          "boxes are left out")
      .tensor("anchors", "The corners x1, y1, x2 and y2 of each anchor.", "floating", "[A, 4]")
      .tensor("boxes", "The corners of the boxes that are known.", "floating", "[N, L, 4]")
      .tensor("labels", "The class of each box, counted without the background; ignore_label where there is no box.",
              "integer", "[N, L]")
      .carries_classes()
      .tensor("class_predictions",
              "What the detector says of each class, the background first; softmax makes it "
              "probabilities.",
              "floating", "[N, C + 1, A]")
      .attribute("overlap_threshold", types::floating, 0.5, "The largest box_iou that does not make a box an anchor's.")
      .minimum(0)
      .maximum(1)
      .attribute("ignore_label", types::integer, -1, "The label that stands for no box, and for an anchor left out.")
      .maximum(-1)
      .sentinel(-1)
      .attribute("negative_mining_ratio", types::optional(types::floating), Value::null(),
                 "How many anchors of an image are background for each one that has a box. All are, if it is left out.")
      .minimum(0)
      .attribute("negative_mining_threshold", types::floating, 0.5,
                 "With a ratio: background is what overlaps every box by less.")
      .attribute("minimum_negative_samples", types::integer, 0, "With a ratio: how many there are at least.")
      .minimum(0);
  variances(f)
      .positional(4)
      .output("box_targets", "How the box of each anchor differs from it, as box_encode has it; else zeros.",
              "promoted(anchors, boxes)", "[N, A, 4]")
      .output("box_mask", "1 where an anchor has a box, else 0.", "promoted(anchors, boxes)", "[N, A, 4]")
      .output("class_targets",
              "The class of each anchor among those of class_predictions, the background first; or ignore_label.",
              "int64", "[N, A]")
      .carries_indices()
      .record("MultiboxTarget")
      .error("shape", "anchors, boxes, labels or class_predictions do not fit each other")
      .error("index", "a label is not one of the classes")
      .error("value", "a number is out of its range, or variances has not four finite numbers that are more than 0")
      .no_gradient("targets are no part of what is learnt")
      .shape(target_shape)
      .composed(target_body)
      .example(R"(
        let anchors = tensor([[0, 0, 0.5, 0.5], [0.5, 0, 1, 0.5], [0, 0.5, 1, 1]])
        let boxes = tensor([[[0, 0, 0.5, 0.5]]])
        let labels = argmax(tensor([[[0, 1]]]), 2)
        let targets = multibox_target(anchors, boxes, labels, zeros([1, 3, 3]))
        expect targets.box_mask = [[[1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]]
        expect targets.box_targets = [[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]]
        expect targets.class_targets index = [[2, 0, 0]]
      )");
}

}  // namespace mixgrad
