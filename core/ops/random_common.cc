#include <algorithm>
#include <string>

#include "core/ops/random.h"

namespace mixgrad {

FunctionBuilder& from_generator(FunctionBuilder& f) {
  return f
      .attribute("generator", types::optional(types::generator), Value::null(),
                 "Where the numbers come from; the context's generator if it is left out.")
      .reference("Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011");
}

FunctionBuilder& of_distribution(FunctionBuilder& f, const char* dtypes) {
  f.attribute("shape", types::optional(types::shape), Value::null(),
              "Sizes of the result's axes, to which the parameters broadcast; if it is left out, the shape that the "
              "parameters have together.")
      .attribute("dtype", types::optional(types::dtype), Value::null(),
                 std::string("Element type, ") + dtypes +
                     "; if it is left out, that of the parameters if it is floating, else float32.");
  return from_generator(f)
      .output("out", "The numbers.", "dtype, or floating(parameters)", "shape")
      .error("dtype", std::string("the dtype is not ") + dtypes)
      .error("shape", "a size is negative, or the parameters do not broadcast to the shape")
      .error("out_of_memory", "there is not enough memory for a tensor of this size");
}

bool broadcasts_to(const Shape& own, const Shape& out) {
  for (int i = 0; i < own.rank(); ++i) {
    int64_t size = own[own.rank() - 1 - i];
    if (i >= out.rank() || (size != 1 && size != out[out.rank() - 1 - i])) return false;
  }
  return true;
}

void check_floating(Infer& infer, int dtype) {
  DType t = infer.argument(dtype).as_dtype();
  if (!is_floating(t))
    throw infer.error(ErrorCode::kDType, dtype, "the numbers are of a floating type")
        .given(dtype_name(t))
        .accepted("floating");
}

void infer_distribution(Infer& infer, bool (*accepted)(DType)) {
  int inputs = infer.function().inputs;
  Shape own = infer.broadcast_shape(0, inputs), out = own;
  if (infer.has(inputs)) {
    out = infer.sizes(inputs);
    bool negative = std::any_of(out.begin(), out.end(), [](int64_t n) { return n < 0; });
    if (negative) throw infer.error(ErrorCode::kShape, inputs, "sizes must not be negative").given(out.text());
    if (!broadcasts_to(own, out))
      throw infer.error(ErrorCode::kShape, inputs, "the parameters do not broadcast to the shape")
          .given(out.text())
          .accepted("what " + own.text() + " broadcasts to");
  }
  DType dtype = floating_dtype(infer.promoted(0, inputs));
  if (infer.has(inputs + 1)) {
    dtype = infer.argument(inputs + 1).as_dtype();
    if (!accepted(dtype))
      throw infer.error(ErrorCode::kDType, inputs + 1, "the numbers can not be of this type").given(dtype_name(dtype));
  }
  infer.output(dtype, out);
}

void check_parameter(Infer& infer, int i, const ParameterRange& range) {
  if (infer.is_tensor(i) || !infer.has(i) || range.good(infer.number(i))) return;
  throw infer
      .error(ErrorCode::kValue, i, "argument " + name_mark(infer.function().arguments[i].name) + " is out of range")
      .given(std::to_string(infer.number(i)))
      .accepted(range.text);
}

TensorSpec result_of(Invocation& call) {
  Infer infer(call.function, call.arguments);
  call.function.shape_rule(infer);
  return infer.output(0);
}

Tensor fractions_for(Invocation& call, const TensorSpec& out) {
  DType dtype = out.dtype == DType::kFloat64 ? DType::kFloat64 : DType::kFloat32;
  return op<"uniform">(call.context, Value(out.shape), Value(0.0), Value(1.0), Value(dtype),
                       call[call.function.generator]);
}

}  // namespace mixgrad
