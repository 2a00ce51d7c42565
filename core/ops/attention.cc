// Attention as it is called: masks of both kinds, heads that share keys, dropout.
#include "core/ops/attention.h"

#include <cmath>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

enum { kQuery, kKey, kValue, kMask, kDropout, kCausal, kScale, kGqa };

// The shapes of queries, keys and values with the axes before their matrices broadcast, but for the heads of groups.
struct Operands {
  Shape query, key, value;

  explicit Operands(Infer& infer) {
    Shape* all[] = {&query, &key, &value};
    bool grouped = infer.flag(kGqa);
    Shape batch, heads[3];
    for (int i = 0; i < 3; ++i) {
      const Shape& s = infer.shape(i);
      int least = grouped ? 3 : 2;
      if (s.rank() < least)
        throw infer.error(ErrorCode::kShape, i, "it has too few axes")
            .given(s.text())
            .accepted(grouped ? "[..., heads, places, size]" : "[..., places, size]");
      Shape own(std::span<const int64_t>(s.data(), s.rank() - least));
      try {
        batch = broadcast(batch, own);
      } catch (Error& e) {
        e.on(infer.function().arguments[i].name);
        throw;
      }
    }
    for (int i = 0; i < 3; ++i) {
      const Shape& s = infer.shape(i);
      *all[i] = batch;
      for (int a = s.rank() - (grouped ? 3 : 2); a < s.rank(); ++a) all[i]->push_back(s[a]);
    }
  }
};

void attention_shape(Infer& infer) {
  if (infer.has(kMask) && !is_bool(infer.dtype(kMask)) && !is_floating(infer.dtype(kMask)))
    throw infer.error(ErrorCode::kDType, kMask, "a mask says what takes part, or is added to scores")
        .given(dtype_name(infer.dtype(kMask)))
        .accepted("bool or floating");
  Operands o(infer);
  int rank = o.query.rank();
  auto unfit = [&](int i, const char* why, const std::string& accepted) {
    return infer.error(ErrorCode::kShape, i, why).given(infer.shape(i).text()).accepted(accepted);
  };
  if (infer.flag(kGqa)) {
    int64_t heads = o.query[rank - 3];
    for (int i : {kKey, kValue}) {
      int64_t own = (i == kKey ? o.key : o.value)[rank - 3];
      if (own == 0 ? heads != 0 : heads % own != 0)
        throw unfit(i, "its heads must divide those of the queries", "a divisor of " + std::to_string(heads));
    }
  }
  if (o.key[rank - 1] != o.query[rank - 1])
    throw unfit(kKey, "keys must be as long as queries", "[..., S, " + std::to_string(o.query[rank - 1]) + "]");
  Shape values = o.key;
  values[rank - 1] = o.value[rank - 1];
  if (!(o.value == values)) throw unfit(kValue, "there must be a value for each of the keys", values.text());
  Shape out = o.query, scores = o.query;
  scores[rank - 1] = o.key[rank - 2];
  check_mask(infer, kMask, scores);
  out[rank - 1] = o.value[rank - 1];
  infer.output(infer.promoted(kQuery, kMask), out);
}

void attention_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Operands o(infer);
  DType dtype = infer.promoted(kQuery, kMask), wide = wide_dtype_of(dtype);
  auto ready = [&](int i, const Shape& shape) {
    Tensor x = as_dtype(c, call.tensor(i), wide);
    return x.shape() == shape ? x : op<"broadcast_to">(c, x, Value(shape));
  };
  Tensor query = ready(kQuery, o.query), key = ready(kKey, o.key), value = ready(kValue, o.value), mask;
  if (call.has(kMask)) {
    mask = call.tensor(kMask);
    if (is_bool(mask.dtype())) mask = op<"where">(c, mask, Value(0.0), Value(-INFINITY));
    mask = as_dtype(c, mask, wide);
  }
  double p = call[kDropout].as_float();
  Tensor out;
  if (p > 0) {
    Tensor weights =
        weights_of(c, scores_of(c, query, key, mask, call[kCausal].as_bool(), scale_of(call[kScale], query.shape())));
    weights = op<"dropout">(c, weights, Value(p));
    Shape shape = query.shape();
    shape[shape.rank() - 1] = value.shape()[shape.rank() - 1];
    out = as_shape(c, op<"matmul">(c, merged_heads(c, weights, key.shape()), value), shape);
  } else {
    out = op<"flash_attention">(c, query, key, value, mask ? Value(mask) : Value(), call[kCausal], call[kScale]);
  }
  call.result(as_dtype(c, out, dtype));
}

}  // namespace

MIXGRAD_FUNCTION(scaled_dot_product_attention) {
  f.summary("Attention: for each query a mean of values, weighted by how well their keys fit.")
      .description(
          "Scores are made by blocks, never all at once, in the gradient too; only with dropout, and for derivatives "
          "of the gradient, all of them are kept. A query that the mask excludes from all keys gets zeros, and gives "
          "no "
          "gradient. With mask and is_causal both hold. The axes before the matrices broadcast. float16 and bfloat16 "
          "compute in float32. The result is the same for any number of threads; between machines it may differ by "
          "rounding.")
      .math("out = softmax(scale \\, query \\cdot key^T + mask) \\cdot value")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("Dao, FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning, 2023")
      .reference("Ainslie et al., GQA: Training Generalized Multi-Query Transformer Models, EMNLP 2023 (enable_gqa)")
      .reference("PyTorch 2.x, torch.nn.functional.scaled_dot_product_attention")
      .in_namespace("nn")
      .tensor("query", "The queries: L of E numbers for each head.", "floating", "[..., H, L, E]")
      .tensor("key", "The keys: S of E numbers for each head.", "floating", "[..., H, S, E]")
      .tensor("value", "The values: one of V numbers for each key.", "floating", "[..., H, S, V]")
      .optional_tensor("mask",
                       "bool: which keys take part for a query; floating: what is added to the scores. Broadcasts to "
                       "[..., H, L, S].",
                       "any", "[...]")
      .attribute("dropout_p", types::floating, 0.0,
                 "Probability that a weight is set to 0; the others are scaled by 1 / (1 - dropout_p).")
      .minimum(0)
      .maximum(1)
      .attribute("is_causal", types::boolean, false,
                 "Whether a query sees no key that stands at a later place than itself.")
      .attribute("scale", types::optional(types::floating), Value::null(),
                 "What scores are multiplied by; 1 / √E if it is left out.")
      .attribute("enable_gqa", types::boolean, false,
                 "Whether keys and values may have fewer heads, each for as many heads of queries that follow each "
                 "other.")
      .positional(4)
      .output("out", "A mean of values for each query.", "promoted(query, key, value)", "[..., H, L, V]")
      .error("shape", "the shapes do not fit each other, or the mask does not broadcast to the scores")
      .error("dtype", "the mask is neither bool nor floating")
      .error("value", "dropout_p is not between 0 and 1")
      .trait("random")
      .bits(Bits::kBounded)
      .shape(attention_shape)
      .composed(attention_body)
      .example(R"(
        let query = tensor([[1, 0], [0, 1]])
        let key = tensor([[0, 0], [0, 0]])
        let value = tensor([[1], [3]])
        expect scaled_dot_product_attention(query, key, value) = [[2], [2]] within 1e-6
        expect scaled_dot_product_attention(query, key, value, is_causal: true) = [[1], [2]] within 1e-6
      )")
      .example(R"(
        let x = tensor([[1], [3]])
        let mask = tensor([[0, -100], [-100, 0]])
        expect scaled_dot_product_attention(x, x, x, mask) = [[1], [3]] within 1e-6
      )",
               "A mask that is added");
}

MIXGRAD_FUNCTION(causal_mask) {
  f.summary("Which places take part for a place that sees no later one: a lower triangle of true.")
      .description("A mask of attention, which accepts it as it is; with is_causal none is needed.")
      .math("out_{ij} = j \\le i")
      .reference("PyTorch 2.x, torch.nn.Transformer.generate_square_subsequent_mask")
      .in_namespace("nn")
      .attribute("size", types::size, "How many places there are.")
      .output("out", "The mask: true takes part.", "bool", "[size, size]")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) { infer.output(DType::kBool, Shape{infer.integer(0), infer.integer(0)}); })
      .no_gradient("it has no tensor input")
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor places = op<"arange">(c, Value(int64_t{0}), call[0]);
        call.result(op<"less_equal">(c, places, op<"expand_dims">(c, places, Value(int64_t{1}))));
      })
      .example(R"(
        expect causal_mask(2) = [[true, false], [true, true]]
      )");
}

}  // namespace mixgrad
