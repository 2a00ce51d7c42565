// Stacks of a transformer's layers.
#include "core/nn/transformer.h"

namespace mixgrad {

namespace {

template <class S>
void define_stack(FunctionBuilder& f, const char* cls, const char* layer) {
  f.summary("Makes the stack.")
      .description("The layers themselves become children, not copies: each is made by itself.")
      .attribute("layers", types::list(types::object(layer)), "The layers, first to last; at least one.")
      .attribute("norm", types::boolean, false, "Whether a layer norm follows the last one.")
      .output("module", types::object(cls), "The stack.")
      .error("value", "there are no layers")
      .native([](Invocation& call) {
        auto stack = make_ref<S>();
        stack->make(call.context, call[0].as_list(), call[1].as_bool());
        call.result(Value(stack));
      });
}

template <class S>
Value length_of(Context&, Object& self) {
  return Value(static_cast<int64_t>(static_cast<S&>(self).layers.size()));
}

}  // namespace

MIXGRAD_CLASS(TransformerEncoder) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A transformer's encoder: layers one after the other.")
      .description("The children are layers.0, layers.1 and so on, and norm.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("PyTorch 2.x, torch.nn.TransformerEncoder")
      .constructor([](FunctionBuilder& f) {
        define_stack<TransformerEncoder>(f, "TransformerEncoder", "TransformerEncoderLayer");
      })
      .method("forward",
              [](FunctionBuilder& f) {
                transformer_output(transformer_input(f))
                    .summary("Runs the layers without a mask.")
                    .description("forward_with_mask takes masks.")
                    .native([](Invocation& call) {
                      Context& c = call.context;
                      call.result(call.self<TransformerEncoder>().run(c, call.tensor(0), {}));
                    });
              })
      .method("forward_with_mask",
              [](FunctionBuilder& f) {
                transformer_output(encoder_masks(transformer_input(f)).positional(2))
                    .summary("Runs the layers, with what takes part in each.")
                    .description("A place that the masks exclude from all gets the mean 0 of attention.")
                    .error("dtype", "the mask is neither bool nor floating")
                    .native([](Invocation& call) {
                      Context& c = call.context;
                      call.result(call.self<TransformerEncoder>().run(c, call.tensor(0), encoder_masks_of(call)));
                    });
              })
      .property("length", types::count, "How many layers.", length_of<TransformerEncoder>)
      .keeps_alive("layers")
      .serializable()
      .example(R"(
        let first = new TransformerEncoderLayer(4, 2, dim_feedforward: 8)
        let encoder = new TransformerEncoder([first, new TransformerEncoderLayer(4, 1)], norm: true)
        expect encoder.length = 2
        expect encoder.forward(tensor([[1, 2, 3, 4], [5, 6, 7, 8]])) shape = [2, 4]
      )");
}

MIXGRAD_CLASS(TransformerDecoder) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A transformer's decoder: layers one after the other, each with the same memory.")
      .description(
          "The children are layers.0, layers.1 and so on, and norm. It needs a memory, and so has no forward of one "
          "input.")
      .reference("Vaswani et al., Attention Is All You Need, NeurIPS 2017")
      .reference("PyTorch 2.x, torch.nn.TransformerDecoder")
      .constructor([](FunctionBuilder& f) {
        define_stack<TransformerDecoder>(f, "TransformerDecoder", "TransformerDecoderLayer");
      })
      .method("forward_with_memory",
              [](FunctionBuilder& f) {
                transformer_output(decoder_masks(transformer_input(f)).positional(2))
                    .summary("Runs the layers.")
                    .description("A place that the masks exclude from all gets the mean 0 of attention.")
                    .error("dtype", "a mask is neither bool nor floating")
                    .native([](Invocation& call) {
                      Context& c = call.context;
                      std::vector<AttentionMasks> masks = decoder_masks_of(call);
                      call.result(
                          call.self<TransformerDecoder>().run(c, call.tensor(0), call.tensor(1), masks[0], masks[1]));
                    });
              })
      .property("length", types::count, "How many layers.", length_of<TransformerDecoder>)
      .keeps_alive("layers")
      .serializable()
      .example(R"(
        let decoder = new TransformerDecoder([new TransformerDecoderLayer(4, 2, dim_feedforward: 8)])
        let memory = tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
        expect decoder.length = 1
        expect decoder.forward_with_memory(tensor([[1, 2, 3, 4]]), memory) shape = [1, 4]
      )");
}

}  // namespace mixgrad
