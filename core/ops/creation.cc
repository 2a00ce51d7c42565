// Tensors made of numbers.
#include <cmath>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
FunctionBuilder& shaped(FunctionBuilder& f) {
  return f.attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.");
}
FunctionBuilder& made(FunctionBuilder& f, const char* dtype) {
  return f.attribute("device", types::device, Value::device(0), "Where the elements live.")
      .output("out", "The new tensor.", dtype, "shape")
      .error("shape", "a size is negative, or there are more than 8 of them")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input");
}
FunctionBuilder& placed(FunctionBuilder& f) {
  return made(f.attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type."), "dtype");
}
void shape_of_filled(Infer& infer) { infer.output(infer.argument(1).as_dtype(), infer.sizes(0)); }
void filled(Invocation& call, double value) {
  call.result(op<"full">(call.context, call[0], Value(value), call[1], call[2]));
}

FunctionBuilder& like(FunctionBuilder& f) {
  return f.attribute("dtype", types::optional(types::dtype), Value::null(), "Element type; x's if it is left out.")
      .output("out", "The new tensor.", "dtype or as x", "[...]")
      .no_gradient("the result does not depend on the elements of x");
}
template <int Dtype>
void shape_of_like(Infer& infer) {
  infer.output(infer.has(Dtype) ? infer.argument(Dtype).as_dtype() : infer.dtype(0), infer.shape(0));
}
void filled_like(Invocation& call, const Value& value, int dtype) {
  Tensor x = call.tensor(0);
  call.result(op<"full">(call.context, Value(x.shape()), value, call.has(dtype) ? call[dtype] : Value(x.dtype())));
}
}  // namespace

MIXGRAD_FUNCTION(full) {
  made(shaped(f.summary("A tensor whose elements all have one value.")
                  .description(
                      "The value is converted to the dtype as astype does. Without a dtype, truths give bool, whole "
                      "numbers int64 and others float32.")
                  .reference("Python Array API standard 2024.12, full"))
           .attribute("value", types::number, "The value of each element.")
           .attribute("dtype", types::optional(types::dtype), Value::null(), "Element type."),
       "dtype, or bool, int64 or float32")
      .shape([](Infer& infer) {
        const Value& value = infer.argument(1);
        DType own = value.is(Kind::kFloat) ? DType::kFloat32 : value.is(Kind::kBool) ? DType::kBool : DType::kInt64;
        infer.output(infer.has(2) ? infer.argument(2).as_dtype() : own, infer.sizes(0));
      })
      .example(R"(
        expect full([2, 2], 7) = [[7, 7], [7, 7]]
        expect full([2], 1.5) dtype = float32
        expect full([2], 1, dtype: int8) dtype = int8
      )");
}

MIXGRAD_FUNCTION(zeros) {
  placed(shaped(f.summary("A tensor of zeros.")
                    .description("False for the dtype bool. Memory is always set, so empty is this too.")
                    .reference("Python Array API standard 2024.12, zeros and empty")
                    .alias("empty")))
      .shape(shape_of_filled)
      .composed([](Invocation& call) { filled(call, 0); })
      .example(R"(
        expect zeros([2, 3]) = [[0, 0, 0], [0, 0, 0]]
      )");
}

MIXGRAD_FUNCTION(ones) {
  placed(shaped(f.summary("A tensor of ones.")
                    .description("True for the dtype bool.")
                    .reference("Python Array API standard 2024.12, ones")))
      .shape(shape_of_filled)
      .composed([](Invocation& call) { filled(call, 1); })
      .example(R"(
        expect ones([3], dtype: int32) = [1, 1, 1]
      )");
}

MIXGRAD_FUNCTION(zeros_like) {
  like(f.summary("A tensor of zeros with the shape of another tensor.")
           .description("Only the shape and the dtype of x matter. Memory is always set, so empty_like is this too.")
           .reference("Python Array API standard 2024.12, zeros_like and empty_like")
           .alias("empty_like")
           .tensor("x", "The tensor whose shape and dtype to take."))
      .shape(shape_of_like<1>)
      .composed([](Invocation& call) { filled_like(call, Value(0.0), 1); })
      .example(R"(
        expect zeros_like(tensor([[1, 2], [3, 4]])) = [[0, 0], [0, 0]]
      )");
}

MIXGRAD_FUNCTION(ones_like) {
  like(f.summary("A tensor of ones with the shape of another tensor.")
           .description("Only the shape and the dtype of x matter.")
           .reference("Python Array API standard 2024.12, ones_like")
           .tensor("x", "The tensor whose shape and dtype to take."))
      .shape(shape_of_like<1>)
      .composed([](Invocation& call) { filled_like(call, Value(1.0), 1); })
      .example(R"(
        expect ones_like(tensor([1, 2, 3])) = [1, 1, 1]
      )");
}

MIXGRAD_FUNCTION(full_like) {
  like(f.summary("A tensor of one value with the shape of another tensor.")
           .description("Only the shape and the dtype of x matter. The value is converted to the dtype as astype does.")
           .reference("Python Array API standard 2024.12, full_like")
           .tensor("x", "The tensor whose shape and dtype to take.")
           .attribute("value", types::number, "The value of each element."))
      .shape(shape_of_like<2>)
      .composed([](Invocation& call) { filled_like(call, call[1], 2); })
      .example(R"(
        expect full_like(tensor([1, 2, 3]), 5) = [5, 5, 5]
      )");
}

namespace {
// How many of start, start + step, … lie before stop. Whole numbers are counted exactly.
int64_t steps_between(Infer& infer) {
  Value start = infer.has(1) ? infer.argument(0) : Value(int64_t{0});
  const Value &stop = infer.has(1) ? infer.argument(1) : infer.argument(0), &step = infer.argument(2);
  bool whole = !start.is(Kind::kFloat) && !stop.is(Kind::kFloat) && !step.is(Kind::kFloat);
  if (step.as_float() == 0) throw infer.error(ErrorCode::kValue, 2, "the step must not be zero").given("0");
  if (whole) {
    __int128 span = static_cast<__int128>(stop.as_int()) - start.as_int(), by = step.as_int();
    if ((span > 0) != (by > 0) || span == 0) return 0;
    __int128 n = (span + by + (by > 0 ? -1 : 1)) / by;
    if (n > INT64_MAX) throw infer.error(ErrorCode::kOutOfMemory, 1, "a tensor of this size can not be addressed");
    return static_cast<int64_t>(n);
  }
  double n = std::ceil((stop.as_float() - start.as_float()) / step.as_float());
  if (!std::isfinite(n)) throw infer.error(ErrorCode::kValue, 0, "start, stop and step must be finite");
  if (n >= 0x1p62) throw infer.error(ErrorCode::kOutOfMemory, 1, "a tensor of this size can not be addressed");
  return n > 0 ? static_cast<int64_t>(n) : 0;
}
}  // namespace

MIXGRAD_FUNCTION(arange) {
  f.summary("Numbers at equal distances.")
      .description(
          "The numbers start, start + step, start + 2 step, … that come before stop, which is not among them. One "
          "bound alone is the "
          "stop, and the numbers start at 0. Without a dtype, whole numbers give int64 and others float32.")
      .math("out_i = start + i \\cdot step")
      .reference("Python Array API standard 2024.12, arange")
      .attribute("start", types::number, "The first number; the end of the interval if stop is left out.")
      .attribute("stop", types::optional(types::number), Value::null(), "The end of the interval.")
      .attribute("step", types::number, 1, "The distance, not zero; negative to count down.")
      .attribute("dtype", types::optional(types::dtype), Value::null(), "Element type.")
      .attribute("device", types::device, Value::device(0), "Where the elements live.")
      .output("out", "The numbers.", "dtype, or int64 or float32", "[n]")
      .error("value", "step is zero, or a number is not finite")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        bool whole = true;
        for (int i = 0; i < 3; ++i) whole = whole && !infer.argument(i).is(Kind::kFloat);
        DType own = whole ? DType::kInt64 : DType::kFloat32;
        infer.output(infer.has(3) ? infer.argument(3).as_dtype() : own, Shape{steps_between(infer)});
      })
      .no_gradient("it has no tensor input")
      .example(R"(
        expect arange(4) = [0, 1, 2, 3]
        expect arange(1, 2, step: 0.25) = [1, 1.25, 1.5, 1.75]
        expect arange(3, 0, step: -1) = [3, 2, 1]
      )");
}

MIXGRAD_FUNCTION(eye) {
  f.summary("A matrix with ones on a diagonal and zeros elsewhere.")
      .description("Without n_cols the matrix is square.")
      .math("out_{ij} = [j - i = k]")
      .reference("Python Array API standard 2024.12, eye")
      .attribute("n_rows", types::size, "How many rows.")
      .attribute("n_cols", types::optional(types::size), Value::null(),
                 "How many columns; as many as rows if it is left out.")
      .attribute("k", types::integer, 0, "Which diagonal: 0 the main one, positive above it, negative below it.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type.")
      .attribute("device", types::device, Value::device(0), "Where the elements live.")
      .output("out", "The matrix.", "dtype", "[n_rows, n_cols]")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        int64_t rows = infer.integer(0);
        infer.output(infer.argument(3).as_dtype(), Shape{rows, infer.has(1) ? infer.integer(1) : rows});
      })
      .no_gradient("it has no tensor input")
      .example(R"(
        expect eye(2) = [[1, 0], [0, 1]]
        expect eye(2, 3, k: 1) = [[0, 1, 0], [0, 0, 1]]
      )");
}

}  // namespace mixgrad
