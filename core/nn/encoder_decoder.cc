// A whole transformer: an encoder, and a decoder that attends to what it gives.
#include "core/nn/function_layer.h"
#include "core/nn/transformer.h"

namespace mixgrad {

namespace {

struct Transformer final : Module {
  MIXGRAD_CLASS_OF(Transformer)
  TransformerEncoder* encoder = nullptr;  // held as children
  TransformerDecoder* decoder = nullptr;
};

template <class S>
Ref<S> stack_of(Context& context, const char* layer, int64_t count, const ValueList& arguments) {
  ValueList layers;
  for (int64_t i = 0; i < count; ++i) layers.push_back(Value(new_module(context, layer, arguments)));
  auto stack = make_ref<S>();
  stack->make(context, layers, true, arguments[5].as_float(), arguments[8].as_bool());
  return stack;
}

// [d_model, nhead, num_encoder_layers, num_decoder_layers, what a layer takes beside the first two]
void construct(Invocation& call) {
  ValueList arguments{call[0], call[1]};
  for (size_t i = 4; i < call.arguments.size(); ++i) arguments.push_back(call.arguments[i]);
  auto self = make_ref<Transformer>();
  auto encoder = stack_of<TransformerEncoder>(call.context, "TransformerEncoderLayer", call[2].as_int(), arguments);
  auto decoder = stack_of<TransformerDecoder>(call.context, "TransformerDecoderLayer", call[3].as_int(), arguments);
  self->encoder = encoder.get();
  self->decoder = decoder.get();
  self->add_child("encoder", encoder);
  self->add_child("decoder", decoder);
  Ref<Context> quiet = call.context.with_recording(false);
  for (auto& [name, parameter] : self->named_parameters()) {
    if (parameter.rank() > 1) op<"xavier_uniform_">(*quiet, parameter);
  }
  call.result(Value(self));
}

// [src, tgt, src_mask, tgt_mask, memory_mask, src_key_mask, tgt_key_mask, memory_key_mask, and of each is_causal]
void run(Invocation& call) {
  auto& self = call.self<Transformer>();
  auto masks = [&](int which) { return AttentionMasks{call[2 + which], call[5 + which], call[8 + which].as_bool()}; };
  auto inside = [](const char* name, const char* input, auto f) {
    try {
      return f();
    } catch (Error& e) {
      if (e.function().empty() && e.argument() == "x") e.as_of("", false).on(input);
      e.layer(name);
      throw;
    }
  };
  Tensor memory = inside("encoder", "src", [&] { return self.encoder->run(call.context, call.tensor(0), masks(0)); });
  call.result(inside("decoder", "tgt",
                     [&] { return self.decoder->run(call.context, call.tensor(1), memory, masks(1), masks(2)); }));
}

FunctionBuilder& masks(FunctionBuilder& f) {
  const char* of[] = {"src", "tgt", "memory"};
  const char* which[] = {"places of src", "places of tgt", "places of what the encoder gave"};
  const char* sizes[] = {"[N, H, S, S]", "[N, H, L, L]", "[N, H, L, S]"};
  for (int i = 0; i < 3; ++i)
    f.optional_tensor(std::string(of[i]) + "_mask",
                      std::string("bool: which ") + which[i] +
                          " take part for a place; floating: what is added to the scores. Broadcasts to " + sizes[i] +
                          ".",
                      "any", "[...]");
  for (int i = 0; i < 3; ++i)
    f.optional_tensor(std::string(of[i]) + "_key_mask",
                      std::string("Which ") + which[i] + " take part at all: false where an example is filled up.",
                      "bool", i == 1 ? "[N, L]" : "[N, S]");
  for (int i = 0; i < 3; ++i)
    f.attribute(std::string(of[i]) + "_is_causal", types::boolean, false,
                std::string("Whether a place sees no later ones of the ") + which[i] + ".");
  return f;
}

}  // namespace

MIXGRAD_CLASS(Transformer) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A transformer: an encoder of one sequence, and a decoder of another that attends to it.")
      .description(
          "Both end with a layer norm. Masks say what takes part, as in scaled_dot_product_attention. The children are "
          "encoder and decoder, with what TransformerEncoder and TransformerDecoder have. It needs two sequences, and "
          "so has no forward of one input.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("PyTorch 2.x, torch.nn.Transformer")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes encoder and decoder with initial weights from the context's generator.")
            .description(
                "The layers are made one after the other, then all matrices are drawn again in their order, uniform as "
                "xavier_uniform_ has it. Parameters are of dtype float32 unless another is given.")
            .attribute("d_model", types::size, 512, "Numbers of a place.")
            .minimum(1)
            .maximum(1 << 30)
            .attribute("nhead", types::count, 8, "How many heads attention has.")
            .minimum(1)
            .attribute("num_encoder_layers", types::count, 6, "How many layers the encoder has.")
            .minimum(1)
            .maximum(kMostTransformerLayers)
            .attribute("num_decoder_layers", types::count, 6, "How many layers the decoder has.")
            .minimum(1)
            .maximum(kMostTransformerLayers);
        transformer_options(f)
            .positional(1)
            .output("module", types::object("Transformer"), "The transformer.")
            .error("value",
                   "a size or count is out of range, nhead does not divide d_model, or dropout is not between 0 and 1")
            .native(construct);
      })
      .method("forward_with_target",
              [](FunctionBuilder& f) {
                f.summary("Encodes src, and decodes tgt with that as its memory.")
                    .description("A place that the masks exclude from all gets the mean 0 of attention.")
                    .tensor("src",
                            "The sequences to encode, [S, N, d_model], [N, S, d_model] with batch_first, or "
                            "[S, d_model].",
                            "floating", "[S, N, d_model]")
                    .tensor("tgt",
                            "The sequences to decode, [L, N, d_model], [N, L, d_model] with batch_first, or "
                            "[L, d_model].",
                            "floating", "[L, N, d_model]");
                masks(f)
                    .positional(2)
                    .output("output", "tgt after the decoder.", "promoted(src, tgt, weights)", "[L, N, d_model]")
                    .error("shape", "a tensor has not the shape that the layers ask for, or a mask does not broadcast")
                    .error("dtype", "a mask is neither bool nor floating")
                    .native(run);
              })
      .property("encoder", types::object("TransformerEncoder"), "The encoder, to run it alone.",
                [](Context&, Object& self) { return Value(Ref<Object>(static_cast<Transformer&>(self).encoder)); })
      .property("decoder", types::object("TransformerDecoder"), "The decoder, to run it alone.",
                [](Context&, Object& self) { return Value(Ref<Object>(static_cast<Transformer&>(self).decoder)); })
      .serializable()
      .example(R"(
        let model = new Transformer(4, nhead: 2, num_encoder_layers: 1, num_decoder_layers: 1, dim_feedforward: 8)
        let src = tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
        let tgt = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect model.forward_with_target(src, tgt, tgt_is_causal: true) shape = [2, 4]
        expect model.forward_with_target(src, tgt, tgt_mask: causal_mask(2)) shape = [2, 4]
      )");
}

}  // namespace mixgrad
