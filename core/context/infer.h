// What a shape rule sees and sets. No values, only dtypes, shapes and attributes: the same rule serves calls and
// traces.
#pragma once

#include <new>
#include <span>
#include <string>

#include "core/runtime/error.h"
#include "core/schema/function.h"

namespace mixgrad {

struct TensorSpec {
  TensorSpec() = default;
  TensorSpec(DType of, const Shape& with, Device on = {}) : dtype(of), device(on), shape(with) {}
  DType dtype = DType::kFloat32;
  Device device;
  Shape shape;
};

class Infer {
 public:
  Infer(const Function& function, std::span<const Value> arguments) : function_(function), arguments_(arguments) {}

  const Value& argument(int i) const { return arguments_[i]; }
  bool has(int i) const { return !arguments_[i].is_absent() && !arguments_[i].is_null(); }
  const Shape& shape(int i) const { return arguments_[i].tensor_impl()->shape; }
  DType dtype(int i) const { return arguments_[i].tensor_impl()->dtype; }
  int rank(int i) const { return shape(i).rank(); }
  bool is_tensor(int i) const { return arguments_[i].is_tensor(); }
  Tensor tensor(int i) const { return arguments_[i].as_tensor(); }  // for view rules, which need its strides
  int64_t integer(int i) const { return arguments_[i].as_int(); }
  double number(int i) const { return arguments_[i].as_float(); }
  bool flag(int i) const { return arguments_[i].as_bool(); }
  const ValueList& list(int i) const { return arguments_[i].as_list(); }
  Shape sizes(int i) const { return arguments_[i].as_shape(); }
  const Function& function() const { return function_; }
  std::span<const Value> arguments() const { return arguments_; }

  void output(DType dtype, const Shape& shape) { new (&outputs()[count_++]) TensorSpec{dtype, shape}; }
  // Outputs as one list, for functions whose number of results the rule gives.
  void output_list(std::vector<TensorSpec> specs) { list_ = std::move(specs), is_list_ = true; }

  // What a view rule returns where the elements do not lie so that a window could have this shape: a new tensor with
  // the first input's elements in row-major order.
  Tensor copied(const Shape& shape);
  bool is_copied() const { return copied_; }

  int count() const { return count_; }
  const TensorSpec& output(int i) const { return reinterpret_cast<const TensorSpec*>(raw_)[i]; }
  bool is_list() const { return is_list_; }
  const std::vector<TensorSpec>& list_outputs() const { return list_; }

  // Errors that name the function and the argument.
  Error error(ErrorCode code, int argument, std::string message) const;
  // The promoted dtype of the tensors and weak scalars among arguments [first, last).
  DType promoted(int first, int last) const;
  Shape broadcast_shape(int first, int last) const;  // of the tensors among them

 private:
  const Function& function_;
  std::span<const Value> arguments_;
  TensorSpec* outputs() { return reinterpret_cast<TensorSpec*>(raw_); }
  alignas(TensorSpec) unsigned char raw_[8 * sizeof(TensorSpec)];  // of which `count_` are made
  int count_ = 0;
  std::vector<TensorSpec> list_;
  bool is_list_ = false, copied_ = false;
};

// dtype and shape of an elementwise function: promotion and broadcasting, or the function's own dtype rule.
void infer_elementwise(Infer& infer);
// The shape after reducing `axes` (sorted, 0-based).
Shape reduced_shape(const Shape& shape, const Shape& axes, bool keepdims);
// float16 … float64 stay, everything else computes in float32.
inline DType floating_dtype(DType dtype) { return is_floating(dtype) ? dtype : DType::kFloat32; }

}  // namespace mixgrad
