#include <cmath>

#include "core/ops/losses.h"

namespace mixgrad {

Type reduction_type() {
  return types::enumeration("Reduction", {{"none", 0, "One loss for each example or element."},
                                          {"mean", 1, "The mean of the losses."},
                                          {"sum", 2, "The sum of the losses."}});
}

FunctionBuilder& loss_named(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("PyTorch 2.x, torch.nn.functional.") + name).in_namespace("nn");
}

FunctionBuilder& reduced_loss(FunctionBuilder& f, const char* shape) {
  return f.attribute("reduction", reduction_type(), Value::enumerator(1), "What becomes of the losses.")
      .output("loss",
              "The loss: one number, or with reduction none all of them. float16 and bfloat16 compute in float32.",
              "promoted(inputs)", shape);
}

void reduced_output(Infer& infer, const Shape& each) {
  int reduction = infer.function().find_argument("reduction");
  bool all = infer.argument(reduction).as_int() == 0;
  infer.output(infer.promoted(0, infer.function().inputs), all ? each : Shape{});
}

void same_shape(Infer& infer, int i) {
  if (infer.shape(i) == infer.shape(0)) return;
  throw infer
      .error(ErrorCode::kShape, i, "this must have the shape of " + name_mark(infer.function().arguments[0].name))
      .given(infer.shape(i).text())
      .accepted(infer.shape(0).text());
}

void broadcasts_to_first(Infer& infer, int i) {
  Shape both;
  try {
    both = broadcast(infer.shape(0), infer.shape(i));
  } catch (Error&) {
    both = Shape{-1};
  }
  if (both == infer.shape(0)) return;
  throw infer
      .error(ErrorCode::kShape, i,
             "this must broadcast to the shape of " + name_mark(infer.function().arguments[0].name))
      .given(infer.shape(i).text())
      .accepted(infer.shape(0).text());
}

void losses_of_equal_shapes(Infer& infer) {
  for (int i = 1; i < infer.function().inputs; ++i) {
    if (infer.has(i)) same_shape(infer, i);
  }
  reduced_output(infer, infer.shape(0));
}

void losses_of_broadcast_shapes(Infer& infer) {
  reduced_output(infer, infer.broadcast_shape(0, infer.function().inputs));
}

Shape without(Shape shape, int axis) {
  shape.erase(axis);
  return shape;
}

void check_class_axis(Infer& infer, const char* accepted) {
  if (infer.rank(0) > 0) return;
  throw infer.error(ErrorCode::kShape, 0, "the scores need an axis of classes").given("[]").accepted(accepted);
}

void check_classes(Infer& infer, int axis) {
  Shape expected = without(infer.shape(0), axis);
  if (infer.shape(1) == expected) return;
  throw infer
      .error(ErrorCode::kShape, 1,
             "the class numbers must have the shape of " + name_mark("input") + " without the axis of the classes, " +
                 number_mark(axis))
      .given(infer.shape(1).text())
      .accepted(expected.text());
}

void check_class_weights(Infer& infer, int axis) {
  Shape classes{infer.shape(0)[axis]};
  if (!infer.has(2) || infer.shape(2) == classes) return;
  throw infer.error(ErrorCode::kShape, 2, "there must be one weight for each class")
      .given(infer.shape(2).text())
      .accepted(classes.text());
}

Loss::Loss(Invocation& call) : c(call.context), call_(call) {
  dtype_ = Infer(call.function, call.arguments).promoted(0, call.function.inputs);
  wide_ = item_bytes(dtype_) < 4 ? DType::kFloat32 : dtype_;
}

const Value& Loss::attribute(const char* name) const { return call_[call_.function.find_argument(name)]; }
double Loss::number(const char* name) const { return attribute(name).as_float(); }
bool Loss::flag(const char* name) const { return attribute(name).as_bool(); }

void Loss::result(const Tensor& losses) const {
  int64_t reduction = attribute("reduction").as_int();
  Tensor out = losses;
  if (reduction == 1) out = op<"mean">(c, losses);
  if (reduction == 2) out = op<"sum">(c, losses);
  finish(out);
}

void Loss::weighted_result(const Tensor& losses, const Tensor& weights) const {
  if (attribute("reduction").as_int() != 1) return result(losses);
  finish(op<"divide">(c, op<"sum">(c, losses), op<"sum">(c, weights)));
}

void Loss::finish(const Tensor& reduced) const { call_.result(as_dtype(c, reduced, dtype_)); }

namespace {

// A zero has an infinite slope under these roots and powers: it is put aside, and its gradient is 0.
Tensor rooted(Context& c, const Tensor& sum, double p) {
  Tensor nothing = op<"equal">(c, sum, Value(int64_t{0}));
  Tensor safe = op<"where">(c, nothing, Value(int64_t{1}), sum);
  Tensor root = p == 2 ? op<"sqrt">(c, safe) : op<"pow">(c, safe, Value(1 / p));
  return op<"where">(c, nothing, p > 0 ? sum : op<"reciprocal">(c, sum), root);
}

}  // namespace

void check_distance(Infer& infer, double p) {
  const Shape& shape = infer.shape(0);
  if (shape.rank() == 0)
    throw infer.error(ErrorCode::kShape, 0, "vectors need an axis").given("[]").accepted("[..., D]");
  if (shape[shape.rank() - 1] == 0 && std::isinf(p))
    throw infer.error(ErrorCode::kValue, 0, "an infinite norm of no elements does not exist").given(shape.text());
}

Tensor distance_of(Context& c, const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdims) {
  Tensor difference = op<"subtract">(c, x1, x2);
  if (eps != 0) difference = op<"add">(c, difference, Value(eps));
  return norm_along(c, difference, p, -1, keepdims);
}

Tensor norm_along(Context& c, const Tensor& x, double p, int64_t axis, bool keepdims) {
  Value along(ValueList{Value(axis)}), keep(keepdims);
  if (p == 2) return rooted(c, op<"sum">(c, op<"square">(c, x), along, keep), 2);
  Tensor size = op<"abs">(c, x);
  if (p == 1) return op<"sum">(c, size, along, keep);
  if (std::isinf(p)) return p > 0 ? op<"max">(c, size, along, keep) : op<"min">(c, size, along, keep);
  if (p == 0) {
    Tensor counted = op<"sum">(c, op<"not_equal">(c, size, Value(int64_t{0})), along, keep);
    return op<"astype">(c, counted, x.dtype());
  }
  return rooted(c, op<"sum">(c, op<"pow">(c, size, Value(p)), along, keep), p);
}

}  // namespace mixgrad
