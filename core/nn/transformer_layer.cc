#include <algorithm>
#include <cmath>

#include "core/nn/function_layer.h"
#include "core/nn/transformer.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

Ref<Module> new_linear(Context& context, int64_t in, int64_t out, bool bias, DType dtype) {
  return new_module(context, "Linear", {Value(in), Value(out), Value(bias), Value(dtype)});
}

Type activation_type() {
  return types::enumeration("TransformerActivation",
                            {{"relu", 0, "0 for what is negative."}, {"gelu", 1, "The Gaussian error linear unit."}});
}

}  // namespace

Tensor layer_norm_by(Context& c, Module& holder, const Tensor& x, double eps) {
  Tensor weight = holder.find_own("weight"), bias = holder.find_own("bias");
  return op<"layer_norm">(c, x, weight, bias ? Value(bias) : Value(), Value(weight.shape()), Value(eps));
}

// [d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, dtype]
void TransformerLayer::make(Context& context, const Invocation& call, bool with_memory) {
  d_model = call[0].as_int();
  dropout = call[3].as_float();
  activation = call[4].as_int();
  eps = call[5].as_float();
  norm_first = call[7].as_bool();
  bool bias = call[8].as_bool();
  DType dtype = call[9].as_dtype();
  Ref<Context> quiet = context.with_recording(false);
  int64_t heads = call[1].as_int();
  if (d_model % heads != 0)
    throw Error(ErrorCode::kValue, "the heads share the numbers of a place evenly")
        .on("nhead")
        .given(std::to_string(heads))
        .accepted("a divisor of " + std::to_string(d_model));
  auto add_attention = [&](const char* name) {
    add_child(name, MultiheadAttention::make(context, d_model, heads, dropout, bias, call[6].as_bool(), dtype));
  };
  add_attention("self_attn");
  if (with_memory) add_attention("multihead_attn");
  add_child("linear1", new_linear(context, d_model, call[2].as_int(), bias, dtype));
  add_child("linear2", new_linear(context, call[2].as_int(), d_model, bias, dtype));
  for (const char* name : {"norm1", "norm2", "norm3"}) {
    if (!with_memory && std::string_view(name) == "norm3") break;
    Tensor none = bias ? full_of(*quiet, 0, dtype, Shape{d_model}) : Tensor();
    add_child(name, holder_of(full_of(*quiet, 1, dtype, Shape{d_model}), none));
  }
}

Module& TransformerLayer::child(std::string_view name) {
  for (auto& [n, m] : children()) {
    if (n == name) return *m;
  }
  throw Error(ErrorCode::kInternal, "no child " + std::string(name));
}
MultiheadAttention& TransformerLayer::attention(const char* name) {
  return static_cast<MultiheadAttention&>(child(name));
}
Tensor TransformerLayer::norm(Context& c, const char* name, const Tensor& x) {
  return layer_norm_by(c, child(name), x, eps);
}
Tensor TransformerLayer::dropped(Context& c, const Tensor& x) {
  return op<"dropout">(c, x, Value(dropout), Value(training(c) && dropout > 0));
}
Tensor TransformerLayer::feed_forward(Context& c, const Tensor& x) {
  Tensor inner = module_forward(c, child("linear1"), x);
  inner = activation == kRelu ? op<"relu">(c, inner) : op<"gelu">(c, inner, Value::enumerator(activation == kGeluTanh));
  return dropped(c, module_forward(c, child("linear2"), dropped(c, inner)));
}

// Each part is added to what it got: normed before it (norm_first), or after the sum.
Tensor TransformerLayer::run(Context& c, Tensor x, const Tensor& memory, const AttentionMasks& masks,
                             const AttentionMasks& memory_masks) {
  if (x.rank() < 2 || x.rank() > 3 || x.shape()[x.rank() - 1] != d_model)
    throw Error(ErrorCode::kShape, "a place does not have as many numbers as the layer takes")
        .on("x")
        .given(x.shape().text())
        .accepted("[L, N, " + std::to_string(d_model) + "] or [L, " + std::to_string(d_model) + "]");
  auto part = [&](const char* name, auto f) {
    x = norm_first ? plus(c, x, f(norm(c, name, x))) : norm(c, name, plus(c, x, f(x)));
  };
  part("norm1", [&](const Tensor& y) { return dropped(c, attention("self_attn").attend(c, y, y, y, masks)); });
  if (memory)
    part("norm2", [&](const Tensor& y) {
      return dropped(c, attention("multihead_attn").attend(c, y, memory, memory, memory_masks));
    });
  part(memory ? "norm3" : "norm2", [&](const Tensor& y) { return feed_forward(c, y); });
  return x;
}

void define_transformer_layer(FunctionBuilder& f, const char* cls) {
  f.summary("Makes a layer with initial weights from the context's generator.")
      .description(
          "Parameters are of dtype float32 unless another is given; they are drawn in the order of their parts.")
      .attribute("d_model", types::size, "Numbers of a place.")
      .minimum(1)
      .maximum(1 << 30)
      .attribute("nhead", types::count, "How many heads attention has.")
      .minimum(1);
  transformer_options(f)
      .positional(2)
      .output("layer", types::object(cls), "The layer.")
      .error("value",
             "a size or nhead is out of range, nhead does not divide d_model, or dropout is not between 0 and 1");
}

FunctionBuilder& transformer_options(FunctionBuilder& f) {
  return f.attribute("dim_feedforward", types::size, 2048, "Numbers between the two linear maps.")
      .minimum(1)
      .maximum(1 << 30)
      .attribute("dropout", types::floating, 0.1, "Probability that an element is set to 0, in training.")
      .minimum(0)
      .maximum(1)
      .attribute("activation", activation_type(), Value::enumerator(0), "The function between the linear maps.")
      .attribute("layer_norm_eps", types::floating, 1e-5, "What is added to variances.")
      .attribute("batch_first", types::boolean, false, "Whether examples come before places.")
      .attribute("norm_first", types::boolean, false, "Whether norms come before the parts, not after the sums.")
      .attribute("bias", types::boolean, true, "Whether there are offsets.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.");
}

FunctionBuilder& transformer_input(FunctionBuilder& f) {
  return f.tensor("x", "The sequences, [L, N, d_model], [N, L, d_model] with batch_first, or [L, d_model].", "floating",
                  "[L, N, d_model]");
}
FunctionBuilder& encoder_masks(FunctionBuilder& f) {
  return f
      .optional_tensor("mask",
                       "bool: which places take part for a place; floating: what is added to the scores. Broadcasts to "
                       "[N, H, L, L].",
                       "any", "[...]")
      .optional_tensor("key_mask", "Which places take part at all: false where an example is filled up.", "bool",
                       "[N, L]")
      .attribute("is_causal", types::boolean, false, "Whether a place sees no later one.");
}
FunctionBuilder& decoder_masks(FunctionBuilder& f) {
  return f
      .tensor("memory", "What an encoder gave, [S, N, d_model], [N, S, d_model] with batch_first, or [S, d_model].",
              "floating", "[S, N, d_model]")
      .optional_tensor("mask",
                       "bool: which places of x take part for a place; floating: what is added to the scores. "
                       "Broadcasts to [N, H, L, L].",
                       "any", "[...]")
      .optional_tensor("memory_mask", "The same of the memory's places; broadcasts to [N, H, L, S].", "any", "[...]")
      .optional_tensor("key_mask", "Which places of x take part at all: false where an example is filled up.", "bool",
                       "[N, L]")
      .optional_tensor("memory_key_mask", "Which places of the memory take part at all.", "bool", "[N, S]")
      .attribute("is_causal", types::boolean, false, "Whether a place sees no later one of x.")
      .attribute("memory_is_causal", types::boolean, false, "Whether a place sees no later one of the memory.");
}
FunctionBuilder& transformer_output(FunctionBuilder& f) {
  return f.output("output", "The sequences after it.", "promoted(x, weights)", "[L, N, d_model]")
      .error("shape", "a tensor does not have the shape that the layer asks for, or a mask does not broadcast");
}
AttentionMasks encoder_masks_of(const Invocation& call) { return {call[1], call[2], call[3].as_bool()}; }
std::vector<AttentionMasks> decoder_masks_of(const Invocation& call) {
  return {{call[2], call[4], call[6].as_bool()}, {call[3], call[5], call[7].as_bool()}};
}

MIXGRAD_CLASS(TransformerEncoderLayer) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A layer of a transformer's encoder: attention of sequences to themselves, then two linear maps.")
      .description(
          "Each part is added to what it got. Masks say what takes part, as in scaled_dot_product_attention. The "
          "children are self_attn, linear1, linear2, norm1 and norm2.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("Xiong et al., On Layer Normalization in the Transformer Architecture, ICML 2020 (norm_first)")
      .reference("PyTorch 2.x, torch.nn.TransformerEncoderLayer")
      .constructor([](FunctionBuilder& f) {
        define_transformer_layer(f, "TransformerEncoderLayer");
        f.native([](Invocation& call) {
          auto layer = make_ref<TransformerEncoderLayer>();
          layer->make(call.context, call, false);
          call.result(Value(layer));
        });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                transformer_output(transformer_input(f))
                    .summary("Runs the layer without a mask.")
                    .description("forward_with_mask takes masks.")
                    .native([](Invocation& call) {
                      call.result(call.self<TransformerEncoderLayer>().run(call.context, call.tensor(0), {}, {}, {}));
                    });
              })
      .method("forward_with_mask",
              [](FunctionBuilder& f) {
                transformer_output(encoder_masks(transformer_input(f)).positional(2))
                    .summary("Runs the layer, with what takes part.")
                    .description("A place that the masks exclude from all gets the mean 0 of attention.")
                    .error("dtype", "the mask is neither bool nor floating")
                    .native([](Invocation& call) {
                      call.result(call.self<TransformerEncoderLayer>().run(call.context, call.tensor(0), {},
                                                                           encoder_masks_of(call), {}));
                    });
              })
      .property("d_model", types::size, "Numbers of a place.",
                [](Context&, Object& self) { return Value(static_cast<TransformerEncoderLayer&>(self).d_model); })
      .serializable()
      .example(R"(
        let layer = new TransformerEncoderLayer(4, 2, dim_feedforward: 8)
        do layer.eval()
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect layer.forward(x) shape = [2, 4]
        expect layer.forward_with_mask(x, is_causal: true) shape = [2, 4]
      )");
}

MIXGRAD_CLASS(TransformerDecoderLayer) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A layer of a transformer's decoder: attention to itself and to a memory, then two linear maps.")
      .description(
          "Each part is added to what it got. Masks say what takes part, as in scaled_dot_product_attention. The "
          "children are self_attn, multihead_attn, linear1, linear2, norm1, norm2 and norm3. It needs a memory, and so "
          "has no forward of one input.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("PyTorch 2.x, torch.nn.TransformerDecoderLayer")
      .constructor([](FunctionBuilder& f) {
        define_transformer_layer(f, "TransformerDecoderLayer");
        f.native([](Invocation& call) {
          auto layer = make_ref<TransformerDecoderLayer>();
          layer->make(call.context, call, true);
          call.result(Value(layer));
        });
      })
      .method("forward_with_memory",
              [](FunctionBuilder& f) {
                transformer_output(decoder_masks(transformer_input(f)).positional(2))
                    .summary("Runs the layer.")
                    .description("A place that the masks exclude from all gets the mean 0 of attention.")
                    .error("dtype", "a mask is neither bool nor floating")
                    .native([](Invocation& call) {
                      std::vector<AttentionMasks> masks = decoder_masks_of(call);
                      call.result(call.self<TransformerDecoderLayer>().run(call.context, call.tensor(0), call.tensor(1),
                                                                           masks[0], masks[1]));
                    });
              })
      .property("d_model", types::size, "Numbers of a place.",
                [](Context&, Object& self) { return Value(static_cast<TransformerDecoderLayer&>(self).d_model); })
      .serializable()
      .example(R"(
        let layer = new TransformerDecoderLayer(4, 2, dim_feedforward: 8)
        let memory = tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect layer.forward_with_memory(x, memory, is_causal: true) shape = [2, 4]
      )");
}

}  // namespace mixgrad
