// What attention's operators share. Shapes are [..., H, L, E] of queries, [..., K, S, E] of keys and [..., K, S, V] of
// values; H is a multiple of K, and each head of keys serves H / K heads of queries that follow each other.
#pragma once

#include <string>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

// The scores' shape, [..., H, L, S]; shape errors if queries (input `first`), keys, values and mask (input `mask`) do
// not fit each other.
Shape scores_shape(Infer& infer, int first, int mask);
void check_mask(Infer& infer, int mask, const Shape& scores);
// float32 or float64, in which blocks are computed; a dtype error else.
DType block_dtype(Infer& infer, int first, int last);
double scale_of(const Value& scale, const Shape& query);

// [..., H, L, X] as [..., K, H / K · L, X], the queries that share keys as rows of one matrix, and back.
Tensor merged_heads(Context& c, const Tensor& x, const Shape& key);
// All scores, and all weights: rows that the mask excludes altogether have weights of 0.
Tensor scores_of(Context& c, const Tensor& query, const Tensor& key, const Tensor& mask, bool is_causal, double scale);
Tensor weights_of(Context& c, const Tensor& scores);

// Parts of schemas of attention by blocks.
FunctionBuilder& attention_named(FunctionBuilder& f);
FunctionBuilder& attention_operands(FunctionBuilder& f);
FunctionBuilder& attention_options(FunctionBuilder& f);
FunctionBuilder& attention_finished(FunctionBuilder& f);
// All arguments with examples in front; a mask of fewer axes gets some behind them.
ValueList attention_lifted(Batching& b, int query, int mask);

}  // namespace mixgrad
