// repeat: each element several times, all of them as often or each as often as a tensor says.
#include <cmath>
#include <cstdio>

#include "core/kernels/library.h"
#include "core/ops/eager.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr const char* kWhole = "elements are repeated a whole number of times, not a negative one";

// The sizes in front of an axis, its own, and behind it.
struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
  Lines(const Shape& shape, int axis) : n(shape[axis]) {
    for (int i = 0; i < shape.rank(); ++i) {
      if (i != axis) (i < axis ? outer : inner) *= shape[i];
    }
  }
};

int64_t number_of_times(Infer& infer) {
  double times = infer.number(1);
  if (times >= 0 && times == std::floor(times) && times < 0x1p62) return static_cast<int64_t>(times);
  char given[32];
  std::snprintf(given, sizeof given, "%.17g", times);
  throw infer.error(ErrorCode::kValue, 1, kWhole).given(given).accepted(">= 0");
}

// Of an axis of length n. How often a tensor repeats its elements the function itself finds out.
int64_t repeated_size(Infer& infer, int64_t n) {
  if (infer.is_tensor(1)) {
    Shape given = infer.shape(1);
    if (given.rank() <= 1 && (given.elements() == 1 || given.elements() == n)) return n;
    throw infer.error(ErrorCode::kShape, 1, "there must be one number of times, or one for each element of the axis")
        .given(given.text())
        .accepted(Shape{n}.text());
  }
  int64_t times = number_of_times(infer), size = 0;
  if (__builtin_mul_overflow(n, times, &size))
    throw infer.error(ErrorCode::kShape, 1, "the result would be too large").given(std::to_string(times));
  return size;
}

Tensor repeated(Context& c, const Tensor& x, int axis, int64_t times) {
  Lines l(x.shape(), axis);
  Tensor lines = as_shape(c, x, Shape{l.outer, l.n, 1, l.inner});
  Shape out = x.shape();
  out[axis] = l.n * times;
  return op<"reshape">(c, op<"broadcast_to">(c, lines, Shape{l.outer, l.n, times, l.inner}), out);
}

// Which element of the axis stands at each place of the result.
Tensor places_of(Invocation& call, int64_t n) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  check_eager(c, call.function, 1, call.tensor(1), "give the number of times as a number");
  Tensor given = op<"broadcast_to">(c, as_dtype(c, call.tensor(1), DType::kInt64), Shape{n});
  Tensor times = Tensor::empty(DType::kInt64, Shape{n});
  copy_elements(given, times);
  int64_t size = 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t number = times.data<int64_t>()[i];
    if (number < 0) throw infer.error(ErrorCode::kValue, 1, kWhole).given(std::to_string(number)).accepted(">= 0");
    if (__builtin_add_overflow(size, number, &size))
      throw infer.error(ErrorCode::kShape, 1, "the result would be too large");
  }
  checked_bytes(Shape{size}, sizeof(int64_t));
  Tensor ends = op<"cumulative_sum">(c, given, Value(int64_t{0}));
  return op<"searchsorted">(c, ends, op<"arange">(c, Value(size)), Value::null(), Value("right"));
}

}  // namespace

MIXGRAD_FUNCTION(repeat) {
  f.summary("Repeats each element along an axis.")
      .description(
          "Without an axis the elements are taken in row-major order, and the result has one axis. A tensor says for "
          "each element along the axis how many times it stands there; the result's size then depends on elements, so "
          "a traced function can not have it.")
      .math("out_i = x_{\\lfloor i / repeats \\rfloor}")
      .reference("Python Array API standard 2024.12, repeat")
      .alias("repeat_interleave")
      .tensor("x", "The tensor.")
      .tensor_or_number("repeats", "How many times each element stands in the result: one number, or one for each.",
                        "integer")
      .without_gradient()
      .attribute("axis", types::optional(types::axis), Value::null(),
                 "The axis along which to repeat; the whole tensor in row-major order if it is left out.")
      .output("out", "The repeated elements.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "a number of times is negative, or not whole")
      .error("shape", "the result would be too large, or repeats has not one element for each of the axis")
      .error("trace", "repeats is a tensor and the function is called while a function is traced")
      .method_of_tensor()
      .trait("sized_by_elements")
      .shape([](Infer& infer) {
        Shape out = infer.has(2) ? infer.shape(0) : Shape{infer.shape(0).elements()};
        int axis = infer.has(2) ? static_cast<int>(infer.integer(2)) : 0;
        out[axis] = repeated_size(infer, out[axis]);
        checked_bytes(out, 1);
        infer.output(infer.dtype(0), out);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.has(2) ? call.tensor(0) : as_shape(c, call.tensor(0), Shape{call.tensor(0).elements()});
        int axis = call.has(2) ? static_cast<int>(call[2].as_int()) : 0;
        if (call[1].is_tensor())
          return call.result(op<"take">(c, x, places_of(call, x.shape()[axis]), Value(int64_t{axis})));
        Infer infer(call.function, call.arguments);
        call.result(repeated(c, x, axis, number_of_times(infer)));
      })
      .example(R"(
        expect repeat(tensor([1, 2]), 2) = [1, 1, 2, 2]
        expect repeat(tensor([[1, 2]]), 2, 0) = [[1, 2], [1, 2]]
        expect repeat(tensor([1, 2]), tensor([1, 3], dtype: int64)) = [1, 2, 2, 2]
      )");
}

}  // namespace mixgrad
