// Where an image may have objects, as a network of regions says (Faster R-CNN).
#include <algorithm>
#include <cmath>

#include "core/ops/anchors.h"

namespace mixgrad {

namespace {

enum { kScores, kDeltas, kInfo, kBefore, kAfter, kOverlap, kSmallest, kScales, kRatios, kStride };
constexpr int64_t kMostNumbers = 1 << 16;

struct Layout {
  int64_t images, kinds, height, width;
  int64_t places() const { return height * width * kinds; }
};

Layout layout_of(Infer& infer) {
  check_positive(infer, kScales, 1, kMostNumbers);
  check_positive(infer, kRatios, 1, kMostNumbers);
  auto kinds = static_cast<int64_t>(infer.list(kScales).size() * infer.list(kRatios).size());
  const Shape &scores = infer.shape(kScores), &deltas = infer.shape(kDeltas);
  if (scores.rank() != 4 || scores[1] != 2 * kinds || scores[2] == 0 || scores[3] == 0)
    throw infer.error(ErrorCode::kShape, kScores, "there must be two numbers for each scale, ratio and place")
        .given(scores.text())
        .accepted("[N, " + std::to_string(2 * kinds) + ", H, W]");
  Shape expected{scores[0], 4 * kinds, scores[2], scores[3]};
  if (!(deltas == expected))
    throw infer.error(ErrorCode::kShape, kDeltas, "there must be four differences for each scale, ratio and place")
        .given(deltas.text())
        .accepted(expected.text());
  Shape info{scores[0], 3};
  if (!(infer.shape(kInfo) == info))
    throw infer.error(ErrorCode::kShape, kInfo, "there must be height, width and scale of each image")
        .given(infer.shape(kInfo).text())
        .accepted(info.text());
  return {scores[0], kinds, scores[2], scores[3]};
}

void proposal_shape(Infer& infer) {
  Layout k = layout_of(infer);
  DType dtype = infer.promoted(0, 3);
  __int128 all = static_cast<__int128>(k.images) * infer.integer(kAfter);
  if (all > (__int128{1} << 48))
    throw infer.error(ErrorCode::kOutOfMemory, kAfter, "there are too many boxes")
        .given(std::to_string(infer.integer(kAfter)));
  auto rows = static_cast<int64_t>(all);
  infer.output(dtype, Shape{rows, 4});
  infer.output(DType::kInt64, Shape{rows});
  infer.output(dtype, Shape{rows});
}

// From the middle of a place. Sides before scaling are whole numbers of pixels.
std::vector<double> around(const Invocation& call) {
  std::vector<double> out;
  auto stride = static_cast<double>(call[kStride].as_int());
  for (const Value& ratio : call[kRatios].as_list()) {
    double side = std::floor(std::sqrt(std::floor(stride * stride / ratio.as_float())) + 0.5);
    double tall = std::floor(side * ratio.as_float() + 0.5);
    for (const Value& scale : call[kScales].as_list()) {
      double w = side * scale.as_float() / 2, h = tall * scale.as_float() / 2;
      out.insert(out.end(), {-w, -h, w, h});
    }
  }
  return out;
}

// Which places are in the image, [N, H, W, kinds]: images of a batch are padded to one size.
Tensor inside(Context& c, const Layout& k, const Tensor& info, const Value& stride) {
  Tensor sizes = op<"floor">(c, over(c, slice_of(c, info, 1, 0, 2), stride));
  auto along = [&](int axis, int64_t count) {
    Shape shape{1, 1, 1, 1};
    shape[axis + 1] = count;
    Tensor at = as_shape(c, as_dtype(c, op<"arange">(c, whole(0), Value(count)), info.dtype()), shape);
    return op<"less">(c, at, as_shape(c, slice_of(c, sizes, 1, axis, axis + 1), Shape{k.images, 1, 1, 1}));
  };
  Tensor both = op<"logical_and">(c, along(0, k.height), along(1, k.width));
  return op<"broadcast_to">(c, both, Value(Shape{k.images, k.height, k.width, k.kinds}));
}

void proposal_body(Invocation& call) {
  Ref<Context> quiet = call.context.with_recording(false);
  Context& c = *quiet;
  Infer infer(call.function, call.arguments);
  Layout k = layout_of(infer);
  DType dtype = infer.promoted(0, 3), wide = wide_dtype(dtype);
  auto input = [&](int i) { return as_dtype(c, call.tensor(i), wide); };
  Tensor info = input(kInfo);
  Shape flat{k.images, k.places()};

  Tensor scores = slice_of(c, input(kScores), 1, k.kinds, 2 * k.kinds);
  scores = as_shape(c, op<"permute_dims">(c, scores, Value(Shape{0, 2, 3, 1})), flat);
  Tensor deltas = as_shape(c, input(kDeltas), Shape{k.images, k.kinds, 4, k.height, k.width});
  deltas = as_shape(c, op<"permute_dims">(c, deltas, Value(Shape{0, 3, 4, 1, 2})), Shape{k.images, k.places(), 4});
  auto stride = static_cast<double>(call[kStride].as_int());
  Tensor anchors = anchors_at(c, {k.height, stride / 2, stride}, {k.width, stride / 2, stride}, around(call));
  Tensor boxes = op<"box_decode">(c, deltas, as_dtype(c, anchors, wide));

  auto of_image = [&](int from, int to) { return slice_of(c, info, 1, from, to); };
  Tensor ends = op<"concat">(c, Value(ValueList{Value(of_image(1, 2)), Value(of_image(0, 1))}), whole(1));
  ends = as_shape(c, op<"concat">(c, Value(ValueList{Value(ends), Value(ends)}), whole(1)), Shape{k.images, 1, 4});
  boxes = op<"maximum">(c, op<"minimum">(c, boxes, ends), whole(0));
  Tensor sides = minus(c, slice_of(c, boxes, 2, 2, 4), slice_of(c, boxes, 2, 0, 2));
  Tensor smallest = as_shape(c, times(c, of_image(2, 3), call[kSmallest]), Shape{k.images, 1, 1});
  Tensor fits = op<"all">(c, op<"greater_equal">(c, sides, smallest), whole(2));
  fits = op<"logical_and">(c, fits, as_shape(c, inside(c, k, info, call[kStride]), flat));

  int64_t before = std::min(call[kBefore].as_int(), k.places()), after = call[kAfter].as_int();
  Tensor ranked = minus_infinity_unless(c, fits, scores);
  Tensor order = slice_of(c, op<"argsort">(c, ranked, whole(1), Value(true)), 1, 0, before);
  boxes = rows_at(c, boxes, order), scores = rows_at(c, scores, order);
  Tensor stays = kept_of_each(c, boxes, rows_at(c, ranked, order), Tensor(), call[kOverlap]);
  stays = op<"astype">(c, op<"logical_and">(c, stays, rows_at(c, fits, order)), Value(DType::kInt64));
  Tensor packed = op<"argsort">(c, stays, whole(1), Value(true));
  Tensor count = op<"sum">(c, stays, whole(1), Value(true));
  Tensor turns = op<"remainder">(c, op<"arange">(c, whole(0), Value(after)), op<"maximum">(c, count, whole(1)));
  Tensor chosen = rows_at(c, packed, turns), some = op<"greater">(c, count, whole(0));

  int64_t rows = k.images * after;
  Tensor out = op<"where">(c, as_shape(c, some, Shape{k.images, 1, 1}), rows_at(c, boxes, chosen), whole(0));
  call.result(as_dtype(c, as_shape(c, out, Shape{rows, 4}), dtype));
  Tensor numbers = as_shape(c, op<"arange">(c, whole(0), Value(k.images)), Shape{k.images, 1});
  numbers = op<"copy">(c, op<"broadcast_to">(c, numbers, Value(Shape{k.images, after})));
  call.result(as_shape(c, numbers, Shape{rows}));
  out = op<"where">(c, some, rows_at(c, scores, chosen), whole(0));
  call.result(as_dtype(c, as_shape(c, out, Shape{rows}), dtype));
}

}  // namespace

MIXGRAD_FUNCTION(proposal) {
  auto numbers = [](std::initializer_list<double> list) {
    ValueList out;
    for (double number : list) out.push_back(Value(number));
    return Value(std::move(out));
  };
  f.in_namespace("vision")
      .summary("Boxes that may hold objects, for roi_align and roi_pool: what a region proposal network finds.")
      .description(
          "Anchors stand in the middle of each place. Their boxes are decoded (box_decode), cut off at the image and "
          "left out if they are too small; of the best, those that overlap a better one by more than the threshold "
          "are left out too (nms_mask). Each image has the same number of boxes, the best first: where fewer stay "
          "they are repeated from the first on, and where none does boxes and scores are zeros.")
      .reference(
          "Ren et al., Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks, NIPS 2015")
      .reference(
          "MXNet 1.9.1, contrib.MultiProposal; coordinates are those of the edges of pixels here, so that x2 and y2 "
          "are larger by 1")
      .tensor("class_probabilities",
              "For each place first how probable it is that each kind of anchor holds nothing, then that it holds an "
              "object. K is the number of ratios times that of scales, in this order.",
              "floating", "[N, 2 * K, H, W]")
      .tensor("box_predictions", "How boxes differ from anchors: four numbers for each kind.", "floating",
              "[N, 4 * K, H, W]")
      .tensor("image_info", "Height and width of each image in pixels, and by how much it was scaled.", "floating",
              "[N, 3]")
      .attribute("pre_nms_top_k", types::integer, 6000, "How many boxes of an image are compared: the best.")
      .minimum(1)
      .attribute("post_nms_top_k", types::integer, 300, "How many boxes each image has in the result.")
      .minimum(1)
      .attribute("nms_threshold", types::floating, 0.7,
                 "How much boxes may overlap: the largest box_iou that both stay with.")
      .minimum(0)
      .maximum(1)
      .attribute("min_size", types::floating, 16.0,
                 "The smallest width and height of a box that stays, in pixels before scaling.")
      .minimum(0)
      .attribute("scales", types::list(types::floating), numbers({4, 8, 16, 32}),
                 "The sizes of anchors, in steps between places.")
      .attribute("ratios", types::list(types::floating), numbers({0.5, 1, 2}), "Their ratios of height to width.")
      .attribute("feature_stride", types::integer, 16, "How many pixels places are apart.")
      .minimum(1)
      .maximum(1 << 20)
      .positional(3)
      .output("boxes", "The corners x1, y1, x2 and y2 of each box in pixels, image by image.",
              "promoted(class_probabilities, box_predictions, image_info)", "[N * post_nms_top_k, 4]")
      .output("batch_indices", "The image of each box.", "int64", "[N * post_nms_top_k]")
      .carries_indices()
      .output("scores", "How probable it is that each holds an object.",
              "promoted(class_probabilities, box_predictions, image_info)", "[N * post_nms_top_k]")
      .record("Proposals")
      .error("shape", "class_probabilities, box_predictions or image_info does not fit, or there are no places")
      .error("value",
             "a number is out of its range, or a list is empty or has a number that is not finite and positive")
      .error("out_of_memory", "there are too many boxes")
      .no_gradient("regions are constants to what comes after them")
      .shape(proposal_shape)
      .composed(proposal_body)
      .example(R"(
        let probabilities = tensor([[[[0.1, 0.6]], [[0.9, 0.4]]]])
        let found = proposal(probabilities, zeros([1, 4, 1, 2]), tensor([[16, 32, 1]]), post_nms_top_k: 2, scales: [1], ratios: [1])
        expect found.boxes = [[0, 0, 16, 16], [16, 0, 32, 16]]
        expect found.batch_indices index = [0, 0]
        expect found.scores = [0.9, 0.4] within 1e-6
      )");
}

}  // namespace mixgrad
