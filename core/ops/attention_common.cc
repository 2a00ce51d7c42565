#include <algorithm>
#include <cmath>

#include "core/ops/attention.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

Error unfit(Infer& infer, int i, const std::string& why, const std::string& accepted) {
  return infer.error(ErrorCode::kShape, i, why).given(infer.shape(i).text()).accepted(accepted);
}

}  // namespace

void check_mask(Infer& infer, int mask, const Shape& scores) {
  if (!infer.has(mask)) return;
  const Shape& m = infer.shape(mask);
  bool fits = m.rank() <= scores.rank();
  for (int i = 0; fits && i < m.rank(); ++i) {
    int64_t size = scores[scores.rank() - m.rank() + i];
    fits = m[i] == size || m[i] == 1;
  }
  if (!fits) throw unfit(infer, mask, "the mask does not broadcast to the scores", scores.text());
}

Shape scores_shape(Infer& infer, int first, int mask) {
  const Shape &q = infer.shape(first), &k = infer.shape(first + 1), &v = infer.shape(first + 2);
  int rank = q.rank();
  if (rank < 2) throw unfit(infer, first, "queries are rows of a matrix for each head", "[..., H, L, E]");
  for (int i : {first + 1, first + 2}) {
    const Shape& s = infer.shape(i);
    bool fits = s.rank() == rank;
    for (int a = 0; fits && a < rank - 2; ++a) {
      bool heads = a == rank - 3;
      fits = s[a] == q[a] || (heads && s[a] > 0 && q[a] % s[a] == 0);
    }
    if (!fits)
      throw unfit(infer, i, "its heads and the axes before them do not fit " + name_mark("query"),
                  "those of " + q.text() + ", or a divisor of its heads");
  }
  if (k[rank - 1] != q[rank - 1])
    throw unfit(infer, first + 1, "keys must be as long as queries", "[..., S, " + std::to_string(q[rank - 1]) + "]");
  Shape expected = k;
  expected[rank - 1] = v[rank - 1];
  if (!(v == expected)) throw unfit(infer, first + 2, "there must be a value for each of the keys", expected.text());
  Shape scores = q;
  scores[rank - 1] = k[rank - 2];
  check_mask(infer, mask, scores);
  return scores;
}

DType block_dtype(Infer& infer, int first, int last) {
  DType dtype = infer.promoted(first, last);
  if (dtype == DType::kFloat32 || dtype == DType::kFloat64) return dtype;
  throw infer.error(ErrorCode::kDType, first, "it is computed in float32 or float64")
      .given(dtype_name(dtype))
      .accepted("float32 or float64");
}

double scale_of(const Value& scale, const Shape& query) {
  if (!scale.is_null() && !scale.is_absent()) return scale.as_float();
  return 1 / std::sqrt(static_cast<double>(std::max<int64_t>(1, query[query.rank() - 1])));
}

Tensor merged_heads(Context& c, const Tensor& x, const Shape& key) {
  Shape to = x.shape();
  int rank = to.rank();
  if (rank < 3 || key[rank - 3] == to[rank - 3]) return x;
  to[rank - 2] *= to[rank - 3] / key[rank - 3];
  to[rank - 3] = key[rank - 3];
  return as_shape(c, x, to);
}

Tensor scores_of(Context& c, const Tensor& query, const Tensor& key, const Tensor& mask, bool is_causal, double scale) {
  Shape shape = query.shape();
  int rank = shape.rank();
  shape[rank - 1] = key.shape()[rank - 2];
  Tensor rows = merged_heads(c, query, key.shape());
  Tensor scores = times(c, as_shape(c, op<"matmul">(c, rows, transposed(c, key)), shape), Value(scale));
  if (mask) scores = plus(c, scores, as_dtype(c, mask, scores.dtype()));
  if (!is_causal) return scores;
  Tensor seen = op<"tril">(c, full_of(c, 1, DType::kInt8, Shape{shape[rank - 2], shape[rank - 1]}));
  return op<"where">(c, op<"not_equal">(c, seen, whole(0)), scores, Value(-INFINITY));
}

Tensor weights_of(Context& c, const Tensor& scores) {
  if (scores.shape()[scores.rank() - 1] == 0) return scores;
  Value last(Shape{scores.rank() - 1});
  Tensor dead = op<"equal">(c, op<"max">(c, scores, last, Value(true)), Value(-INFINITY));
  Tensor safe = op<"where">(c, dead, whole(0), scores);
  return op<"where">(c, dead, whole(0), op<"softmax">(c, safe, whole(scores.rank() - 1)));
}

FunctionBuilder& attention_named(FunctionBuilder& f) {
  return f.reference("Dao, FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning, 2023")
      .reference("Rabe and Staats, Self-attention Does Not Need O(n^2) Memory, 2021")
      .in_namespace("nn");
}
FunctionBuilder& attention_operands(FunctionBuilder& f) {
  const char* dtypes = "float32_or_float64";
  return f.tensor("query", "The queries.", dtypes, "[..., H, L, E]")
      .tensor("key", "The keys; H is a multiple of K.", dtypes, "[..., K, S, E]")
      .tensor("value", "The values.", dtypes, "[..., K, S, V]");
}
FunctionBuilder& attention_options(FunctionBuilder& f) {
  return f
      .attribute("is_causal", types::boolean, false,
                 "Whether a query sees no key that stands at a later place than itself.")
      .attribute("scale", types::optional(types::floating), Value::null(),
                 "What scores are multiplied by; 1 / √E if it is left out.");
}
FunctionBuilder& attention_finished(FunctionBuilder& f) {
  return f.error("shape", "the shapes do not fit each other, or the mask does not broadcast to [..., H, L, S]")
      .error("dtype", "a tensor is of float16 or bfloat16")
      .bits(Bits::kBounded);
}

// All with examples in front; a mask of fewer axes gets some behind them.
ValueList attention_lifted(Batching& b, int query, int mask) {
  ValueList out;
  int rank = b.rank(query);
  for (int i = 0; i < static_cast<int>(b.function.arguments.size()); ++i) {
    if (!b.has(i))
      out.push_back(b.plain(i));
    else if (i == mask)
      out.push_back(b.aligned({b.lifted(i), true}, rank));
    else
      out.push_back(b.lifted(i));
  }
  return out;
}

}  // namespace mixgrad
