// The gradients of attention by blocks, and their own.
#include <cmath>

#include "core/ops/attention.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

enum { kGrad, kQuery, kKey, kValue, kOut, kSums, kMask, kSumsGrad, kCausal, kScale, kMaskGradient };

void gradient_batching(Batching& b) {
  Results made;
  invoke(b.context, b.function, attention_lifted(b, kQuery, kMask), made);
  for (int i = 0; i < 3; ++i) b.result(made.tensor(i));
  Shape of_mask{b.size};
  for (int64_t size : b.example_shape(3)) of_mask.push_back(size);
  bool wanted = b.has(kMask) && b.plain(kMaskGradient).as_bool();
  b.result(wanted ? as_shape(b.context, made.tensor(3), of_mask)
                  : zeros_of(b.context, {made.tensor(3).dtype(), of_mask}));
}

// With weights P = exp(scores - logsumexp), U = grad valueᵀ and D = grad · out in each row, the scores' gradient is
// P (U - D + grad_logsumexp). Its derivatives need all scores at once.
void second_gradient(Backward& b) {
  Context& c = b.context;
  double scale = scale_of(b.argument(kScale), b.shape(kQuery));
  Shape key = b.shape(kKey);
  Tensor q = b.input(kQuery), k = b.input(kKey), v = b.input(kValue), grad = b.input(kGrad), out = b.input(kOut);
  auto rows = [&](const Tensor& x) { return merged_heads(c, x, key); };
  auto to_rows = [&](const Tensor& x, const Tensor& y, int like) {
    return as_shape(c, op<"matmul">(c, rows(x), y), b.shape(like));
  };
  auto to_keys = [&](const Tensor& x, const Tensor& y) { return op<"matmul">(c, transposed(c, rows(x)), rows(y)); };
  auto added = [&](const Tensor& x, const Tensor& y) { return x ? plus(c, x, y) : y; };
  auto set = [&](int i, const Tensor& x) { b.set(i, as_dtype(c, x, b.dtype(i))); };

  Tensor s = scores_of(c, q, k, b.has(kMask) ? b.input(kMask) : Tensor(), b.argument(kCausal).as_bool(), scale);
  const Shape shape = s.shape();
  int last = shape.rank() - 1;
  auto with_keys = [&](const Tensor& x, const Tensor& y) {
    return as_shape(c, op<"matmul">(c, rows(x), transposed(c, y)), shape);
  };
  auto column = [&](const Tensor& x) { return op<"expand_dims">(c, x, whole(last)); };
  auto sum = [&](const Tensor& x) { return op<"sum">(c, x, Value(Shape{last})); };
  Tensor sums = b.input(kSums);
  sums = op<"where">(c, op<"equal">(c, sums, Value(-INFINITY)), Value(INFINITY), sums);  // rows without weights
  Tensor p = op<"exp">(c, minus(c, s, column(sums)));
  Tensor slope = minus(c, with_keys(grad, v), column(sum(times(c, grad, out))));
  if (b.has(kSumsGrad)) slope = plus(c, slope, column(b.input(kSumsGrad)));
  Tensor ds = times(c, p, slope), of_ds, of_p, of_grad;

  if (b.has_grad(0)) of_ds = with_keys(b.grad(0), k);
  if (b.has_grad(1)) of_ds = added(of_ds, with_keys(q, b.grad(1)));
  if (of_ds) of_ds = times(c, of_ds, Value(scale));
  if (b.has_grad(3) && b.has(kMask) && b.argument(kMaskGradient).as_bool())
    of_ds = added(of_ds ? of_ds : full_of(c, 0, p.dtype(), shape), b.grad(3));
  if (of_ds) {
    Tensor of_u = times(c, p, of_ds), total = sum(of_u), each = column(total);
    of_p = times(c, of_ds, slope);
    of_grad = minus(c, to_rows(of_u, v, kGrad), times(c, each, out));
    if (b.needs(kOut)) set(kOut, op<"negative">(c, times(c, each, grad)));
    if (b.needs(kValue)) set(kValue, to_keys(of_u, grad));
    if (b.has(kSumsGrad) && b.needs(kSumsGrad)) set(kSumsGrad, total);
  }
  if (b.has_grad(2)) {
    of_p = added(of_p, with_keys(grad, b.grad(2)));
    of_grad = added(of_grad, to_rows(p, b.grad(2), kGrad));
  }
  if (!of_p) return;
  Tensor w = times(c, p, of_p);
  if (b.needs(kGrad)) set(kGrad, of_grad);
  if (b.needs(kSums)) set(kSums, op<"negative">(c, sum(w)));
  if (b.needs(kQuery)) {
    Tensor d = to_rows(w, k, kQuery);
    if (b.has_grad(1)) d = plus(c, d, to_rows(ds, b.grad(1), kQuery));
    set(kQuery, times(c, d, Value(scale)));
  }
  if (b.needs(kKey)) {
    Tensor d = to_keys(w, q);
    if (b.has_grad(0)) d = plus(c, d, to_keys(ds, b.grad(0)));
    set(kKey, times(c, d, Value(scale)));
  }
  if (b.has(kMask) && b.needs(kMask)) set_broadcast(b, kMask, w);
}

}  // namespace

MIXGRAD_FUNCTION(scaled_dot_product_attention_gradient) {
  attention_operands(attention_named(f).tensor("grad", "The gradient with regard to the result of flash_attention.",
                                               "float32_or_float64", "[..., H, L, V]"))
      .summary("The gradients of attention by blocks.")
      .description(
          std::string("out and logsumexp are what flash_attention gave for the same operands; the weights of a block "
                      "are made from them again. Examples and heads of keys are shared out among the threads. Further "
                      "derivatives keep all scores.") +
          " The result is the same for any number of threads; between machines it may differ by rounding.")
      .math("dS_{ij} = P_{ij} (grad_i \\cdot value_j - grad_i \\cdot out_i)")
      .tensor("out", "The result.", "float32_or_float64", "[..., H, L, V]")
      .tensor("logsumexp", "The logarithms of the sums.", "float32_or_float64", "[..., H, L]")
      .optional_tensor("mask", "What was added to the scores.", "float32_or_float64", "[...]")
      .optional_tensor("grad_logsumexp", "The gradient with regard to logsumexp; 0 if it is left out.",
                       "float32_or_float64", "[..., H, L]");
  attention_finished(
      attention_options(f).attribute("mask_gradient", types::boolean, false, "Whether the mask's gradient is wanted."))
      .output("grad_query", "Of the queries.", "promoted(grad, query, key, value)", "[..., H, L, E]")
      .output("grad_key", "Of the keys.", "promoted(grad, query, key, value)", "[..., K, S, E]")
      .output("grad_value", "Of the values.", "promoted(grad, query, key, value)", "[..., K, S, V]")
      .output("grad_mask", "Of the mask, of its shape; without elements if it is not wanted, or if there is no mask.",
              "promoted(grad, query, key, value)", "[...]")
      .record("AttentionGradients")
      .shape([](Infer& infer) {
        DType dtype = block_dtype(infer, kGrad, kOut);
        Shape scores = scores_shape(infer, kQuery, kMask), out = scores, sums = scores;
        out[out.rank() - 1] = infer.shape(kValue)[out.rank() - 1];
        sums.erase(sums.rank() - 1);
        auto like = [&](int i, const Shape& shape) {
          if (infer.has(i) && !(infer.shape(i) == shape))
            throw infer.error(ErrorCode::kShape, i, "it does not have the shape that attention gives")
                .given(infer.shape(i).text())
                .accepted(shape.text());
        };
        like(kGrad, out);
        like(kOut, out);
        like(kSums, sums);
        like(kSumsGrad, sums);
        for (int i : {kQuery, kKey, kValue}) infer.output(dtype, infer.shape(i));
        bool wanted = infer.has(kMask) && infer.flag(kMaskGradient);
        infer.output(dtype, wanted ? infer.shape(kMask) : Shape{0});
      })
      .batching("attention", gradient_batching)
      .gradient({"grad", "query", "key", "value", "out", "logsumexp", "mask", "grad_logsumexp"}, second_gradient)
      .example(R"(
        let query = tensor([[0, 0]])
        let key = tensor([[0, 0], [0, 5]])
        let value = tensor([[1], [3]])
        let found = flash_attention(query, key, value)
        let made = scaled_dot_product_attention_gradient(tensor([[1]]), query, key, value, found.out, found.logsumexp)
        expect made.grad_value = [[0.5], [0.5]] within 1e-6
      )");
}

}  // namespace mixgrad
