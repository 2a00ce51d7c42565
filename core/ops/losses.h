// What the schemas and bodies of losses have in common.
#pragma once

#include <string>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// One enum for all losses that have these three.
Type reduction_type();

// The beginning and the end of a loss's schema; its inputs and attributes stand between them.
FunctionBuilder& loss_named(FunctionBuilder& f, const char* name);
FunctionBuilder& reduced_loss(FunctionBuilder& f, const char* shape = "[] or [...]");

// Shape rules. The result has the promoted dtype of the inputs, and is one number unless the reduction is none.
void reduced_output(Infer& infer, const Shape& each);
void same_shape(Infer& infer, int i);  // an error unless input i has the shape of the first
void broadcasts_to_first(Infer& infer, int i);
void losses_of_equal_shapes(Infer& infer);      // all inputs that are there
void losses_of_broadcast_shapes(Infer& infer);  // likewise

// The same for scores and class numbers, inputs 0 and 1.
inline int class_axis(int rank) { return rank > 1 ? 1 : 0; }
Shape without(Shape shape, int axis);
void check_class_axis(Infer& infer, const char* accepted);  // an error if the scores have no axis
void check_classes(Infer& infer, int axis);        // the numbers have the scores' shape without the axis of the classes
void check_class_weights(Infer& infer, int axis);  // one for each class, if input 2 is there

// A loss at work: inputs in the dtype in which it is computed (float16 and bfloat16 in float32), the result rounded
// once.
class Loss {
 public:
  explicit Loss(Invocation& call);

  Context& c;
  Tensor input(int i) const { return as_dtype(c, call_.tensor(i), wide_); }
  bool has(int i) const { return call_.has(i); }
  double number(const char* attribute) const;
  bool flag(const char* attribute) const;
  // Reduces losses as the attribute `reduction` says. With weights the mean is that of weighted numbers.
  void result(const Tensor& losses) const;
  void weighted_result(const Tensor& losses, const Tensor& weights) const;
  void finish(const Tensor& reduced) const;  // what is reduced already

 private:
  const Value& attribute(const char* name) const;
  Invocation& call_;
  DType dtype_, wide_;
};

// Numbers of C++ beside tensors.
inline Value whole(int64_t number) { return Value(number); }
template <class A, class B>
Tensor plus(Context& c, const A& a, const B& b) {
  return op<"add">(c, a, b);
}
template <class A, class B>
Tensor minus(Context& c, const A& a, const B& b) {
  return op<"subtract">(c, a, b);
}
template <class A, class B>
Tensor times(Context& c, const A& a, const B& b) {
  return op<"multiply">(c, a, b);
}
template <class A, class B>
Tensor over(Context& c, const A& a, const B& b) {
  return op<"divide">(c, a, b);
}

// The norm of order p of x1 - x2 + eps, along the last axis. The shape rule's part: there is a last axis, and no
// largest or smallest of no elements is asked for.
void check_distance(Infer& infer, double p);
Tensor distance_of(Context& c, const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdims);
// The norm of order p along an axis; its gradient at zero is 0.
Tensor norm_along(Context& c, const Tensor& x, double p, int64_t axis, bool keepdims);

}  // namespace mixgrad
