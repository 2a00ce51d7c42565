// What the layers of transformers share.
#pragma once

#include <vector>

#include "core/nn/attention.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

constexpr double kMostTransformerLayers = 1 << 12;  // a larger count is a mistake, and would be made layer by layer

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

// Layers one after the other. The children are layers.0, layers.1, …, and norm if there is one.
template <class Layer>
struct TransformerStack : Module {
  void make(Context& context, const ValueList& given, bool with_norm, double norm_eps = 1e-5, bool norm_bias = true) {
    if (given.empty())
      throw Error(ErrorCode::kValue, "there must be at least one layer").on("layers").given("an empty list");
    auto all = make_ref<Module>();
    int64_t i = 0;
    for (const Value& layer : given) {
      all->add_child(std::to_string(i++), Ref<Module>(&object_as<Module>(layer)));
      layers.push_back(&object_as<Layer>(layer));
    }
    add_child("layers", all);
    if (!with_norm) return;
    eps = norm_eps;
    Ref<Context> quiet = context.with_recording(false);
    Shape size{layers[0]->d_model};
    DType dtype = layers[0]->named_parameters()[0].second.dtype();
    Tensor zeros = norm_bias ? full_of(*quiet, 0, dtype, size) : Tensor();
    add_child("norm", holder_of(full_of(*quiet, 1, dtype, size), zeros));
  }
  template <class F>
  Tensor run(Context& c, Tensor x, F f) {
    for (Layer* layer : layers) {
      try {
        x = f(*layer, x);
      } catch (Error& e) {
        e.layer(layer->name()).layer("layers");
        throw;
      }
    }
    return children().size() > 1 ? layer_norm_by(c, *children()[1].second, x, eps) : x;
  }
  std::vector<Layer*> layers;  // held as children
  double eps = 0;
};
struct TransformerEncoder final : TransformerStack<TransformerEncoderLayer> {
  MIXGRAD_CLASS_OF(TransformerEncoder)
  Tensor run(Context& c, const Tensor& x, const AttentionMasks& masks) {
    return TransformerStack::run(
        c, x, [&](TransformerEncoderLayer& layer, const Tensor& y) { return layer.run(c, y, {}, masks, {}); });
  }
};
struct TransformerDecoder final : TransformerStack<TransformerDecoderLayer> {
  MIXGRAD_CLASS_OF(TransformerDecoder)
  Tensor run(Context& c, const Tensor& x, const Tensor& memory, const AttentionMasks& masks,
             const AttentionMasks& memory_masks) {
    return TransformerStack::run(c, x, [&](TransformerDecoderLayer& layer, const Tensor& y) {
      return layer.run(c, y, memory, masks, memory_masks);
    });
  }
};

// Parts of schemas.
void define_transformer_layer(FunctionBuilder& f, const char* cls);
FunctionBuilder& transformer_options(FunctionBuilder& f);  // dim_feedforward and what follows
FunctionBuilder& transformer_input(FunctionBuilder& f);
FunctionBuilder& encoder_masks(FunctionBuilder& f);
FunctionBuilder& decoder_masks(FunctionBuilder& f);
FunctionBuilder& transformer_output(FunctionBuilder& f);
AttentionMasks encoder_masks_of(const Invocation& call);               // [x, mask, key_mask, is_causal]
std::vector<AttentionMasks> decoder_masks_of(const Invocation& call);  // [x, memory, mask, memory_mask, key_mask, …]

}  // namespace mixgrad
