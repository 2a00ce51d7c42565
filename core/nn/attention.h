// Attention of several heads as a module, for itself and inside the layers of transformers.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

struct AttentionMasks {
  Value mask, key_mask;  // absent, null or a tensor
  bool is_causal = false;
};

struct MultiheadAttention final : Module {
  MIXGRAD_CLASS_OF(MultiheadAttention)
  int64_t embed_dim = 0, num_heads = 0;
  double dropout = 0;
  bool batch_first = false;

  static Ref<MultiheadAttention> make(Context& context, int64_t embed_dim, int64_t num_heads, double dropout, bool bias,
                                      bool batch_first, DType dtype);
  // With `weights` they are kept: of each head, [N, H, L, S].
  Tensor attend(Context& c, const Tensor& query, const Tensor& key, const Tensor& value, const AttentionMasks& masks,
                Tensor* weights = nullptr);
};

// A child that only holds weight and bias.
Ref<Module> holder_of(const Tensor& weight, const Tensor& bias);

}  // namespace mixgrad
