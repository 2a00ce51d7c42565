// What the layers of transformers share.
#pragma once

#include <vector>

#include "core/nn/attention.h"
#include "core/schema/builder.h"

namespace mixgrad {

// A layer of an encoder, or with attention to a memory one of a decoder.
struct TransformerLayer : Module {
  int64_t d_model = 0;
  double dropout = 0, eps = 0;
  enum : int64_t { kRelu, kGelu, kGeluTanh };  // the last for models alone
  int64_t activation = kRelu;
  bool norm_first = false;

  void make(Context& context, const Invocation& call, bool with_memory);
  Tensor run(Context& c, Tensor x, const Tensor& memory, const AttentionMasks& masks,
             const AttentionMasks& memory_masks);

 private:
  MultiheadAttention& attention(const char* name);
  Module& child(std::string_view name);
  Tensor norm(Context& c, const char* name, const Tensor& x);
  Tensor feed_forward(Context& c, const Tensor& x);
  Tensor dropped(Context& c, const Tensor& x);
};
struct TransformerEncoderLayer final : TransformerLayer {
  MIXGRAD_CLASS_OF(TransformerEncoderLayer)
};
struct TransformerDecoderLayer final : TransformerLayer {
  MIXGRAD_CLASS_OF(TransformerDecoderLayer)
};

Tensor layer_norm_by(Context& c, Module& holder, const Tensor& x, double eps);

// Parts of schemas.
void define_transformer_layer(FunctionBuilder& f, const char* cls);
FunctionBuilder& transformer_input(FunctionBuilder& f);
FunctionBuilder& encoder_masks(FunctionBuilder& f);
FunctionBuilder& decoder_masks(FunctionBuilder& f);
FunctionBuilder& transformer_output(FunctionBuilder& f);
AttentionMasks encoder_masks_of(const Invocation& call);               // [x, mask, key_mask, is_causal]
std::vector<AttentionMasks> decoder_masks_of(const Invocation& call);  // [x, memory, mask, memory_mask, key_mask, …]

}  // namespace mixgrad
