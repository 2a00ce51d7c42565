// Distances between all pairs of vectors, a form of two vectors, and the norm of many tensors together.
#include <cmath>

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

void at_most_seven(Infer& infer, int i, int least, const char* accepted) {
  if (infer.rank(i) >= least && infer.rank(i) <= 7) return;
  throw infer.error(ErrorCode::kShape, i, "there must be axes of vectors and of their elements, and at most 7 axes")
      .given(infer.shape(i).text())
      .accepted(accepted);
}

void same_last(Infer& infer, int i, int64_t size) {
  if (infer.shape(i)[infer.rank(i) - 1] == size) return;
  throw infer.error(ErrorCode::kShape, i, "the vectors must have as many elements")
      .given(infer.shape(i).text())
      .accepted("[..., " + std::to_string(size) + "]");
}

Shape shortened(Shape shape, int axes) {
  for (int i = 0; i < axes; ++i) shape.erase(shape.rank() - 1);
  return shape;
}

void cdist_shape(Infer& infer) {
  for (int i = 0; i < 2; ++i) at_most_seven(infer, i, 2, "[..., P, M]");
  check_distance(infer, infer.number(2));
  same_last(infer, 1, infer.shape(0)[infer.rank(0) - 1]);
  Shape shape;
  try {
    shape = broadcast(shortened(infer.shape(0), 2), shortened(infer.shape(1), 2));
  } catch (Error&) {
    throw infer.error(ErrorCode::kShape, 1, "the axes before the vectors do not broadcast")
        .given(infer.shape(1).text())
        .accepted("what goes with " + infer.shape(0).text());
  }
  for (int i = 0; i < 2; ++i) shape.push_back(infer.shape(i)[infer.rank(i) - 2]);
  infer.output(infer.promoted(0, 2), shape);
}

void pdist_shape(Infer& infer) {
  if (infer.rank(0) != 2)
    throw infer.error(ErrorCode::kShape, 0, "vectors must lie in rows").given(infer.shape(0).text()).accepted("[N, M]");
  check_distance(infer, infer.number(1));
  int64_t n = infer.shape(0)[0];
  if (n > INT32_MAX) throw infer.error(ErrorCode::kShape, 0, "there are too many vectors").given(infer.shape(0).text());
  infer.output(infer.dtype(0), Shape{n * (n - 1) / 2});
}

// Pairs in the order (0, 1), (0, 2), … (1, 2), …: pair k belongs to the last row that starts at k or before.
void pdist_body(Invocation& call) {
  Loss wide(call);
  Context& c = wide.c;
  Tensor x = wide.input(0);
  int64_t n = x.shape()[0], pairs = n * (n - 1) / 2;
  auto counted = [&](int64_t count) { return op<"arange">(c, whole(0), Value(count), Value(), Value(DType::kInt64)); };
  Tensor row = counted(std::max<int64_t>(0, n - 1)), pair = counted(pairs);
  Tensor starts = op<"floor_divide">(c, times(c, row, minus(c, whole(2 * n - 1), row)), whole(2));
  Tensor one = minus(c, op<"searchsorted">(c, starts, pair, Value(), Value::enumerator(1)), whole(1));
  Tensor other = plus(c, minus(c, pair, op<"take">(c, starts, one)), plus(c, one, whole(1)));
  auto rows = [&](const Tensor& at) { return op<"take">(c, x, at, whole(0)); };
  wide.finish(distance_of(c, rows(one), rows(other), wide.number("p"), 0, false));
}

void bilinear_shape(Infer& infer) {
  for (int i = 0; i < 2; ++i) at_most_seven(infer, i, 1, "[..., in]");
  if (infer.rank(2) != 3)
    throw infer.error(ErrorCode::kShape, 2, "the weights are a matrix for each element of the result")
        .given(infer.shape(2).text())
        .accepted("[out, in1, in2]");
  for (int i = 0; i < 2; ++i) same_last(infer, i, infer.shape(2)[i + 1]);
  Shape shape = shortened(infer.shape(0), 1);
  if (!(shortened(infer.shape(1), 1) == shape)) {
    throw infer.error(ErrorCode::kShape, 1, "there must be as many vectors on both sides")
        .given(infer.shape(1).text())
        .accepted(infer.shape(0).text() + " but for the last axis");
  }
  Shape out{infer.shape(2)[0]};
  if (infer.has(3) && !(infer.shape(3) == out))
    throw infer.error(ErrorCode::kShape, 3, "there must be one offset for each element of the result")
        .given(infer.shape(3).text())
        .accepted(out.text());
  shape.push_back(out[0]);
  infer.output(infer.promoted(0, 4), shape);
}

void bilinear_body(Invocation& call) {
  Loss wide(call);
  Context& c = wide.c;
  Value last(int64_t{-1});
  Tensor half = op<"tensordot">(c, wide.input(0), wide.input(2), Value(), Value(Shape{-1}), Value(Shape{1}));
  Tensor out = op<"squeeze">(c, op<"matmul">(c, half, op<"expand_dims">(c, wide.input(1), last)), last);
  wide.finish(wide.has(3) ? plus(c, out, wide.input(3)) : out);
}

DType dtype_of_all(Infer& infer) {
  const ValueList& list = infer.list(0);
  if (list.empty()) throw infer.error(ErrorCode::kValue, 0, "there must be at least one tensor").given("an empty list");
  DType dtype = list[0].tensor_impl()->dtype;
  for (const Value& v : list) dtype = promote(dtype, v.tensor_impl()->dtype);
  return dtype;
}

// In the dtype in which it is computed.
Tensor norm_of_all(Invocation& call, DType wide, double p) {
  Context& c = call.context;
  ValueList norms;
  for (const Value& v : call[0].as_list()) {
    Tensor flat = op<"reshape">(c, as_dtype(c, v.as_tensor(), wide), Value(Shape{-1}));
    norms.push_back(flat.elements() == 0 ? zeros_of(c, {wide, Shape{}}) : norm_along(c, flat, p, 0, false));
  }
  return norm_along(c, op<"stack">(c, Value(std::move(norms))), p, 0, false);
}

FunctionBuilder& of_all(FunctionBuilder& f) {
  return f.reference("PyTorch 2.x, torch.nn.utils.clip_grad_norm_")
      .in_namespace("nn")
      .tensors("tensors", "The tensors, of any shapes; at least one.", "floating");
}
FunctionBuilder& norm_type(FunctionBuilder& f) {
  return f.attribute("norm_type", types::number, 2.0, "The order of the norm; infinity for the largest magnitude.")
      .minimum(0, true);
}

}  // namespace

MIXGRAD_FUNCTION(cdist) {
  loss_named(f, "pairwise_distance")
      .reference("PyTorch 2.x, torch.cdist")
      .summary("Distances of each vector of one tensor from each of another, in a norm of order p.")
      .description(
          "The axes before the vectors broadcast. The differences are formed, so that equal vectors are at distance "
          "0 exactly; the gradient there is 0. float16 and bfloat16 compute in float32.")
      .math("out_{ij} = \\left( \\sum_m |x1_{im} - x2_{jm}|^p \\right)^{1/p}")
      .tensor("x1", "Vectors along the last axis.", "floating", "[..., P, M]")
      .tensor("x2", "Vectors along the last axis.", "floating", "[..., R, M]")
      .attribute("p", types::number, 2.0, "The order of the norm.")
      .minimum(0)
      .output("out", "The distances.", "promoted(x1, x2)", "[..., P, R]")
      .error("shape", "a tensor has fewer than 2 or more than 7 axes, or the shapes do not go together")
      .error("value", "p is negative, or infinite where the vectors have no elements")
      .shape(cdist_shape)
      .composed([](Invocation& call) {
        Loss wide(call);
        Context& c = wide.c;
        Tensor x1 = op<"expand_dims">(c, wide.input(0), whole(-2)), x2 = op<"expand_dims">(c, wide.input(1), whole(-3));
        wide.finish(distance_of(c, x1, x2, wide.number("p"), 0, false));
      })
      .example(R"(
        let x1 = tensor([[0, 0], [3, 4]])
        expect cdist(x1, tensor([[0, 0], [3, 0], [0, 4]])) = [[0, 3, 4], [5, 4, 3]]
        expect cdist(x1, tensor([[1, 1]]), 1) = [[2], [5]]
      )");
}

MIXGRAD_FUNCTION(pdist) {
  loss_named(f, "pdist")
      .summary("Distances between all rows of a matrix, each pair once, in a norm of order p.")
      .description(
          "In the order of the pairs of the first row with those after it, then of the second row, and so on. The "
          "gradient at a distance of 0 is 0. float16 and bfloat16 compute in float32.")
      .math("out_{(i,j)} = \\left( \\sum_m |x_{im} - x_{jm}|^p \\right)^{1/p}, i < j")
      .tensor("x", "Vectors in rows.", "floating", "[N, M]")
      .attribute("p", types::number, 2.0, "The order of the norm.")
      .minimum(0)
      .output("out", "The distances.", "as x", "[N (N - 1) / 2]")
      .error("shape", "x is no matrix")
      .error("value", "p is negative, or infinite where the vectors have no elements")
      .shape(pdist_shape)
      .composed(pdist_body)
      .example(R"(
        expect pdist(tensor([[0, 0], [3, 4], [3, 0]])) = [5, 3, 4]
        expect pdist(tensor([[0, 0], [3, 4], [3, 0]]), 1) = [7, 3, 4]
      )");
}

MIXGRAD_FUNCTION(bilinear) {
  loss_named(f, "bilinear")
      .summary("Bilinear map of two vectors.")
      .description(
          "The weights have a matrix for each element of the result. Without a bias nothing is added. float16 and "
          "bfloat16 compute in float32. The result is the same for any number of threads; between machines it may "
          "differ by rounding.")
      .math("out_k = \\sum_{ij} x1_i weight_{kij} x2_j + bias_k")
      .tensor("x1", "Vectors along the last axis.", "floating", "[..., in1]")
      .tensor("x2", "As many vectors along the last axis.", "floating", "[..., in2]")
      .tensor("weight", "The weights.", "floating", "[out, in1, in2]")
      .optional_tensor("bias", "What to add to each result.", "floating", "[out]")
      .output("out", "The results.", "promoted(x1, x2, weight, bias)", "[..., out]")
      .error("shape", "x1, x2, weight and bias do not go together, or x1 or x2 has no axis or more than 7")
      .bits(Bits::kBounded)
      .shape(bilinear_shape)
      .composed(bilinear_body)
      .example(R"(
        let weight = tensor([[[1, 0], [0, 1]], [[0, 1], [0, 0]]])
        expect bilinear(tensor([[1, 2]]), tensor([[3, 4]]), weight) = [[11, 4]]
        expect bilinear(tensor([[1, 2]]), tensor([[3, 4]]), weight, tensor([1, 10])) = [[12, 14]]
      )");
}

MIXGRAD_FUNCTION(global_norm) {
  norm_type(of_all(f))
      .summary("The norm of all elements of several tensors together.")
      .description("float16 and bfloat16 compute in float32. The gradient of a norm of 0 is 0.")
      .math("out = \\left( \\sum_{t,i} |tensors_{t,i}|^p \\right)^{1/p}")
      .output("out", "The norm.", "promoted(tensors)", "[]")
      .error("value", "there is no tensor, or norm_type is not positive")
      .shape([](Infer& infer) { infer.output(dtype_of_all(infer), Shape{}); })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        DType dtype = dtype_of_all(infer), wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
        call.result(as_dtype(call.context, norm_of_all(call, wide, call[1].as_float()), dtype));
      })
      .example(R"(
        expect global_norm([tensor([3]), tensor([[0, 4]])]) = 5
      )");
}

MIXGRAD_FUNCTION(clip_by_global_norm) {
  of_all(f).attribute("max_norm", types::number, "The norm that all tensors together may have.").minimum(0);
  norm_type(f)
      .summary("Scales several tensors together so that their norm does not exceed a limit.")
      .description(
          "All are multiplied by max_norm / (global_norm + 1e-6) if that is smaller than 1; so the direction stays. "
          "Used on gradients it keeps a step from being far too long. float16 and bfloat16 compute in float32.")
      .math("out_t = \\min\\left(1, \\frac{max\\_norm}{\\|tensors\\| + 10^{-6}}\\right) tensors_t")
      .reference("Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013")
      .positional(2)
      .output("out", types::tensors, "The tensors, scaled, each of its dtype and shape.")
      .error("value", "there is no tensor, max_norm is negative, or norm_type is not positive")
      .shape([](Infer& infer) {
        dtype_of_all(infer);
        std::vector<TensorSpec> specs;
        for (const Value& v : infer.list(0)) specs.push_back({v.tensor_impl()->dtype, v.tensor_impl()->shape});
        infer.output_list(std::move(specs));
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        DType dtype = dtype_of_all(infer), wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
        Tensor norm = norm_of_all(call, wide, call[2].as_float());
        Tensor factor = over(c, Value(call[1].as_float()), plus(c, norm, Value(1e-6)));
        factor = op<"clip">(c, factor, Value::null(), Value(1.0));
        ValueList out;
        for (const Value& v : call[0].as_list())
          out.push_back(as_dtype(c, times(c, as_dtype(c, v.as_tensor(), wide), factor), v.tensor_impl()->dtype));
        call.result(Value(std::move(out)));
      })
      .example(R"(
        let clipped = clip_by_global_norm([tensor([3]), tensor([[0, 4]])], 1)
        expect clipped[0] = [0.6] within 1e-6
        expect clipped[1] = [[0, 0.8]] within 1e-6
        let short = clip_by_global_norm([tensor([3, 4])], 10)
        expect short[0] = [3, 4]
      )");
}

}  // namespace mixgrad
