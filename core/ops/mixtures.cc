// Functions between numbers: sums of exponentials, interpolation, replacing what is not finite, and near equality.
#include <limits>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

double largest_of(DType dtype) {
  switch (dtype) {
    case DType::kFloat16:
      return 65504;
    case DType::kBFloat16:
      return 0x1.fep127;
    case DType::kFloat32:
      return std::numeric_limits<float>::max();
    default:
      return std::numeric_limits<double>::max();
  }
}

FunctionBuilder& near(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor_or_number("x1", "First operand.", "numeric")
      .tensor_or_number("x2", "Second operand, by whose size rtol counts; its shape broadcasts with the first's.",
                        "numeric")
      .attribute("rtol", types::floating, 1e-5, "The difference that is allowed for each unit of x2's size.")
      .minimum(0)
      .attribute("atol", types::floating, 1e-8, "The difference that is allowed in any case.")
      .minimum(0)
      .attribute("equal_nan", types::boolean, false, "Whether two NaN count as equal.")
      .error("shape", "the shapes do not broadcast")
      .error("value", "rtol or atol is negative")
      .method_of_tensor()
      .no_gradient("piecewise constant");
}

Tensor in_float64(Context& c, const Value& x) {
  if (x.is_tensor()) return as_dtype(c, x.as_tensor(), DType::kFloat64);
  return full_of(c, x.as_float(), DType::kFloat64, Shape{});
}

Tensor is_close(Invocation& call) {
  Context& c = call.context;
  Tensor x1 = in_float64(c, call[0]), x2 = in_float64(c, call[1]);
  Tensor allowed = op<"add">(c, op<"multiply">(c, op<"abs">(c, x2), call[2]), call[3]);
  Tensor distance = op<"abs">(c, op<"subtract">(c, x1, x2));
  // Infinities are near themselves alone, whatever is allowed.
  Tensor near = op<"logical_and">(c, op<"less_equal">(c, distance, allowed), op<"isfinite">(c, x2));
  near = op<"logical_or">(c, near, op<"equal">(c, x1, x2));
  if (!call[4].as_bool()) return near;
  return op<"logical_or">(c, near, op<"logical_and">(c, op<"isnan">(c, x1), op<"isnan">(c, x2)));
}

}  // namespace

MIXGRAD_FUNCTION(logaddexp) {
  floating_binary(f, "Python Array API standard 2024.12, logaddexp")
      .summary("Logarithm of the sum of the exponentials of two tensors, element by element.")
      .description("Does not overflow where the exponentials would.")
      .math("out_i = \\ln(e^{x1_i} + e^{x2_i})")
      .compute_dtype(wide_result)
      .elementwise(binary_instruction<Instruction::kLogAddExp>)
      .gradient({"x1", "x2"},
                [](Backward& b) {
                  for (int i = 0; i < 2; ++i) {
                    if (!b.needs(i)) continue;
                    Tensor ahead = op<"subtract">(b.context, b.operand(i), b.operand(1 - i));
                    set_broadcast(b, i, op<"multiply">(b.context, b.grad(), op<"sigmoid">(b.context, ahead)));
                  }
                })
      .example(R"(
        expect logaddexp(tensor([0, 1000]), tensor([0, 1000])) = [0.6931472, 1000.6931] within 1e-4
      )");
}

MIXGRAD_FUNCTION(rsqrt) {
  floating_unary(f, "PyTorch 2.x, torch.rsqrt")
      .summary("Reciprocal of the square root of each element.")
      .description("0 gives infinity, negative elements give NaN.")
      .math("out_i = 1 / \\sqrt{x_i}")
      .compute_dtype(wide_result)
      .elementwise([](Program& p) { p.add(Instruction::kReciprocal, p.add(Instruction::kSqrt, p.input(0))); })
      .gradient({"x", "out"},
                [](Backward& b) {
                  Tensor slope = op<"divide">(b.context, b.output(0), b.input(0));
                  Tensor half = op<"multiply">(b.context, b.grad(), Value(-0.5));
                  set_floating(b, op<"multiply">(b.context, half, slope));
                })
      .example(R"(
        expect rsqrt(tensor([1, 4])) = [1, 0.5]
      )");
}

MIXGRAD_FUNCTION(lerp) {
  f.summary("A number between two others, by a weight, element by element.")
      .description("x1 where the weight is 0, x2 where it is 1; other weights go on along the line.")
      .math("out_i = x1_i + weight_i (x2_i - x1_i)")
      .reference("PyTorch 2.x, torch.lerp")
      .tensor_or_number("x1", "What weight 0 gives. Integers compute in float32.", "numeric")
      .tensor_or_number("x2", "What weight 1 gives; its shape broadcasts with that of x1.", "numeric")
      .tensor_or_number("weight", "How far from x1 to x2; its shape broadcasts with theirs.", "numeric")
      .output("out", "The result, of the broadcast shape; the promoted dtype if that is floating, else float32.",
              "floating(promoted(x1, x2, weight))", "broadcast(x1, x2, weight)")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor()
      .result_dtype(floating_result)
      .compute_dtype(wide_result)
      .elementwise([](Program& p) {
        uint8_t start = p.input(0), end = p.input(1), weight = p.input(2), one = p.constant(1);
        uint8_t way = p.add(Instruction::kSubtract, end, start), rest = p.add(Instruction::kSubtract, one, weight);
        uint8_t forth = p.add(Instruction::kAdd, start, p.add(Instruction::kMultiply, weight, way));
        uint8_t back = p.add(Instruction::kSubtract, end, p.add(Instruction::kMultiply, rest, way));
        p.add(Instruction::kSelect, p.add(Instruction::kLess, weight, p.constant(0.5)), forth, back);
      })
      .gradient({"x1", "x2", "weight"},
                [](Backward& b) {
                  Context& c = b.context;
                  if (b.needs(0)) {
                    Value rest = b.has(2) ? Value(op<"subtract">(c, Value(int64_t{1}), b.input(2)))
                                          : Value(1 - b.operand(2).as_float());
                    set_broadcast(b, 0, op<"multiply">(c, b.grad(), rest));
                  }
                  if (b.needs(1)) set_broadcast(b, 1, op<"multiply">(c, b.grad(), b.operand(2)));
                  if (b.needs(2)) {
                    Tensor way = op<"subtract">(c, b.operand(1), b.operand(0));
                    set_broadcast(b, 2, op<"multiply">(c, b.grad(), way));
                  }
                })
      .example(R"(
        expect lerp(tensor([0, 10]), tensor([10, 20]), 0.25) = [2.5, 12.5]
      )");
}

MIXGRAD_FUNCTION(nan_to_num) {
  unary(f, "NumPy 2.x, numpy.nan_to_num")
      .summary("Replaces NaN and infinities by numbers.")
      .description("Without posinf or neginf, the dtype's largest or lowest number stands in. Integers stay.")
      .math("out_i = x_i \\in \\mathbb{R} \\;?\\; x_i : \\text{a stand-in}")
      .attribute("nan", types::number, 0.0, "What stands in for NaN.")
      .attribute("posinf", types::optional(types::number), Value::null(), "What stands in for infinity.")
      .attribute("neginf", types::optional(types::number), Value::null(), "What stands in for minus infinity.")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        if (!is_floating(x.dtype())) return call.result(op<"copy">(c, x));
        double end = largest_of(x.dtype());
        Value most = call.has(2) ? Value(call[2].as_float()) : Value(end);
        Value least = call.has(3) ? Value(call[3].as_float()) : Value(-end);
        Tensor odd = op<"where">(c, op<"greater">(c, x, Value(0.0)), most, op<"full_like">(c, x, least));
        odd = op<"where">(c, op<"isnan">(c, x), Value(call[1].as_float()), odd);
        call.result(op<"where">(c, op<"isfinite">(c, x), x, odd));
      })
      .example(R"(
        expect nan_to_num(divide(tensor([0, 1, 2]), tensor([0, 0, 1])), posinf: 9) = [0, 9, 2]
      )");
}

MIXGRAD_FUNCTION(isclose) {
  near(f, "NumPy 2.x, numpy.isclose")
      .summary("Tells where two tensors are equal but for a small difference.")
      .description("Computed in float64. Infinities are close to themselves alone.")
      .math("out_i = [|x1_i - x2_i| \\le atol + rtol |x2_i|]")
      .output("out", "True where it is so, of the broadcast shape.", "bool", "broadcast(x1, x2)")
      .shape([](Infer& infer) { infer.output(DType::kBool, infer.broadcast_shape(0, 2)); })
      .composed([](Invocation& call) { call.result(is_close(call)); })
      .example(R"(
        expect isclose(tensor([1, 2]), tensor([1.000001, 2.1])) = [true, false]
      )");
}

MIXGRAD_FUNCTION(allclose) {
  near(f, "NumPy 2.x, numpy.allclose")
      .summary("Tells whether two tensors are equal everywhere but for small differences.")
      .description("Computed in float64, as isclose. True of no elements.")
      .math("out = \\forall i: |x1_i - x2_i| \\le atol + rtol |x2_i|")
      .output("out", "One truth.", "bool", "[]")
      .shape([](Infer& infer) {
        infer.broadcast_shape(0, 2);
        infer.output(DType::kBool, Shape{});
      })
      .composed([](Invocation& call) { call.result(op<"all">(call.context, is_close(call))); })
      .example(R"(
        expect allclose(tensor([1, 2]), tensor([1.000001, 2])) = true
      )");
}

}  // namespace mixgrad
