// Attention by blocks, with the logarithm of each row's sum, from which its gradient makes the weights again.
#include "core/ops/attention.h"

namespace mixgrad {

namespace {

constexpr const char* kBits =
    " Nowhere are all scores kept. The result is the same for any number of threads; between machines it may differ by "
    "rounding.";

enum { kQuery, kKey, kValue, kMask, kCausal, kScale };

void forward_batching(Batching& b) {
  Results made;
  invoke(b.context, b.function, attention_lifted(b, kQuery, kMask), made);
  for (int i = 0; i < made.count(); ++i) b.result(made.tensor(i));
}

void forward_gradient(Backward& b) {
  Context& c = b.context;
  Value mask = b.has(kMask) ? Value(b.input(kMask)) : Value(), of_sums = b.has_grad(1) ? Value(b.grad(1)) : Value();
  Tensor grad = b.has_grad(0) ? b.grad(0) : zeros_of(c, b.output_spec(0));
  Results made = op_results<"scaled_dot_product_attention_gradient">(
      c, grad, b.input(kQuery), b.input(kKey), b.input(kValue), b.output(0), b.output(1), mask, of_sums,
      b.argument(kCausal), b.argument(kScale), Value(b.has(kMask) && b.needs(kMask)));
  for (int i = 0; i < 4; ++i) {
    if (b.needs(i)) b.set(i, as_dtype(c, made.tensor(i), b.dtype(i)));
  }
}

}  // namespace

MIXGRAD_FUNCTION(flash_attention) {
  attention_operands(attention_named(f))
      .summary("Attention by blocks, with the logarithms of the sums that its weights were divided by.")
      .description(
          std::string("What scaled_dot_product_attention is made of. Scores of some queries with some keys are "
                      "made at a time, with a running maximum and sum. A query that the mask excludes from all "
                      "keys gets zeros, and minus infinity as its logarithm.") +
          kBits)
      .math(
          "out_i = \\sum_j e^{s_{ij} - l_i} value_j, l_i = \\ln \\sum_j e^{s_{ij}}, s_{ij} = scale \\, query_i "
          "\\cdot key_j + mask_{ij}")
      .optional_tensor("mask", "What is added to the scores; minus infinity excludes. Broadcasts to [..., H, L, S].",
                       "float32_or_float64", "[...]");
  attention_finished(attention_options(f))
      .output("out", "A mean of values for each query.", "promoted(query, key, value)", "[..., H, L, V]")
      .output("logsumexp", "The logarithm of each query's sum of exponentials.", "promoted(query, key, value)",
              "[..., H, L]")
      .record("FlashAttention")
      .shape([](Infer& infer) {
        DType dtype = block_dtype(infer, kQuery, kMask);
        Shape scores = scores_shape(infer, kQuery, kMask), out = scores, sums = scores;
        out[out.rank() - 1] = infer.shape(kValue)[out.rank() - 1];
        sums.erase(sums.rank() - 1);
        infer.output(dtype, out);
        infer.output(dtype, sums);
      })
      .batching("attention", forward_batching)
      .gradient({"query", "key", "value", "mask", "out", "logsumexp"}, forward_gradient)
      .example(R"(
        let query = tensor([[1, 0]])
        let key = tensor([[0, 0], [0, 5]])
        let found = flash_attention(query, key, tensor([[1], [3]]))
        expect found.out = [[2]] within 1e-6
        expect found.logsumexp = [0.6931472] within 1e-6
      )");
}

}  // namespace mixgrad
