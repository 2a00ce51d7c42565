// Which of boxes that overlap stay. How many there are depends on values, so those that give indices are not traced.
#include <vector>

#include "core/kernels/library.h"
#include "core/ops/boxes.h"
#include "core/tensor/readable.h"

namespace mixgrad {

namespace {

void one_for_each_box(Infer& infer, int i) {
  Shape expected{infer.shape(0)[0]};
  if (infer.shape(i) == expected) return;
  throw infer
      .error(ErrorCode::kShape, i,
             "there must be one of the " + name_mark(infer.function().arguments[i].name) + " for each box")
      .given(infer.shape(i).text())
      .accepted(expected.text());
}

FunctionBuilder& scored(FunctionBuilder& f) {
  return boxes(f, "boxes", "[N, 4]").tensor("scores", "How good each box is.", "floating", "[N]");
}
FunctionBuilder& limited(FunctionBuilder& f) {
  return f.attribute("iou_threshold", types::floating,
                     "How much boxes may overlap: the largest box_iou that both stay with.");
}

// The positions of the boxes whose mask is true, in the order of falling scores, or in their own without scores.
Tensor positions(Context& c, const Tensor& mask, const Tensor& scores) {
  Ref<Context> quiet = c.with_recording(false);
  Tensor kept = mask, order;
  if (scores) {
    order = op<"argsort">(*quiet, scores, whole(0), Value(true));
    kept = op<"take">(*quiet, mask, order);
  }
  kept = on_host(op<"copy">(*quiet, kept));
  if (scores) order = on_host(order);
  const uint8_t* stays = kept.data<uint8_t>();
  int64_t n = kept.elements(), count = 0;
  for (int64_t i = 0; i < n; ++i) count += stays[i];
  Tensor out = Tensor::empty(DType::kInt64, Shape{count});
  int64_t* to = out.data<int64_t>();
  const int64_t* from = scores ? order.data<int64_t>() : nullptr;
  for (int64_t i = 0; i < n; ++i) {
    if (stays[i]) *to++ = from ? from[i] : i;
  }
  return on_device(out, mask.device());
}

// What is checked at the call of a function that is no operator.
void check(Invocation& call) {
  Infer infer(call.function, call.arguments);
  check_boxes(infer, 0, true);
  for (int i = 0; i < call.function.inputs; ++i) {
    if (i > 0) one_for_each_box(infer, i);
    check_readable(call.tensor(i), call.function.arguments[i].name);
  }
}

void nms_shape(Infer& infer) {
  check_boxes(infer, 0, true);
  one_for_each_box(infer, 1);
  if (infer.has(2)) one_for_each_box(infer, 2);
  infer.output(DType::kBool, infer.shape(1));
}

FunctionBuilder& eager(FunctionBuilder& f) {
  return f.error("shape", "boxes has not two axes and four columns, or something is not there for each box")
      .error("trace", "a tensor stands for a value in a trace: how many boxes stay is not known there")
      .no_gradient("positions are whole numbers");
}

constexpr const char* kReference = "torchvision 0.2x, torchvision.ops.";

}  // namespace

MIXGRAD_FUNCTION(nms_mask) {
  scored(f)
      .summary("Whether each box stays when boxes are left out that overlap a better one.")
      .description(
          "Greedy: the best box stays, and boxes that overlap it by more than the threshold do not; so on with the "
          "rest. "
          "Of equal scores the first is the best. nms for traces, where the number of results must be known.")
      .reference(std::string(kReference) + "nms, as a mask")
      .optional_tensor("groups",
                       "A number for each box: only boxes of one number are compared. All are, if it is left out.",
                       "integer", "[N]")
      .carries_classes()
      .positional(2);
  limited(f)
      .output("out", "True where a box stays.", "bool", "[N]")
      .error("shape", "boxes has not two axes and four columns, or something is not there for each box")
      .no_gradient("piecewise constant")
      .batching("each")
      .shape(nms_shape)
      .example(R"(
        let boxes = tensor([[0, 0, 4, 4], [1, 0, 5, 4], [6, 6, 8, 8]])
        expect nms_mask(boxes, tensor([0.5, 0.9, 0.1]), iou_threshold: 0.5) = [false, true, true]
      )");
}

MIXGRAD_FUNCTION(nms) {
  limited(scored(f))
      .summary("The positions of boxes that stay when boxes are left out that overlap a better one.")
      .description("Non-maximum suppression. In the order of falling scores. Not in a trace: see nms_mask.")
      .reference(std::string(kReference) + "nms")
      .positional(3)
      .output("out", "Positions of boxes.", "int64", "[kept]")
      .carries_indices();
  eager(f)
      .native([](Invocation& call) {
        check(call);
        Context& c = call.context;
        call.result(positions(c, op<"nms_mask">(c, call[0], call[1], Value::null(), call[2]), call.tensor(1)));
      })
      .example(R"(
        let boxes = tensor([[0, 0, 4, 4], [1, 0, 5, 4], [6, 6, 8, 8]])
        expect nms(boxes, tensor([0.5, 0.9, 0.1]), 0.5) index = [1, 2]
      )");
}

MIXGRAD_FUNCTION(batched_nms) {
  scored(f)
      .summary("The positions of boxes that stay when boxes are left out that overlap a better one of their class.")
      .description("In the order of falling scores. Not in a trace: see nms_mask.")
      .reference(std::string(kReference) + "batched_nms")
      .tensor("idxs", "The class of each box.", "integer", "[N]")
      .carries_classes();
  limited(f).positional(4).output("out", "Positions of boxes.", "int64", "[kept]").carries_indices();
  eager(f)
      .native([](Invocation& call) {
        check(call);
        Context& c = call.context;
        call.result(positions(c, op<"nms_mask">(c, call[0], call[1], call[2], call[3]), call.tensor(1)));
      })
      .example(R"(
        let boxes = tensor([[0, 0, 4, 4], [1, 0, 5, 4], [0, 0, 4, 4]])
        let classes = argmax(tensor([[1, 0], [1, 0], [0, 1]]), 1)
        expect batched_nms(boxes, tensor([0.5, 0.9, 0.1]), classes, 0.5) index = [1, 2]
      )");
}

MIXGRAD_FUNCTION(remove_small_boxes) {
  boxes(f, "boxes", "[N, 4]")
      .summary("The positions of boxes that are not too small.")
      .description("In their order. Not in a trace.")
      .reference(std::string(kReference) + "remove_small_boxes")
      .attribute("min_size", types::floating, "The smallest width and height of a box that stays.")
      .positional(2)
      .output("out", "Positions of boxes.", "int64", "[kept]")
      .carries_indices();
  eager(f)
      .native([](Invocation& call) {
        check(call);
        Context& c = call.context;
        Tensor x = call.tensor(0);
        Tensor sides = minus(c, slice_of(c, x, 1, 2, 4), slice_of(c, x, 1, 0, 2));
        Tensor large = op<"all">(c, op<"greater_equal">(c, sides, call[1]), whole(1));
        call.result(positions(c, large, Tensor()));
      })
      .example(R"(
        let boxes = tensor([[0, 0, 4, 4], [1, 1, 5, 2], [0, 0, 2, 2]])
        expect remove_small_boxes(boxes, 2) index = [0, 2]
      )");
}

}  // namespace mixgrad
