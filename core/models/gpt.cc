// GPT-2: a decoder of text that predicts each token from those before it.
#include <cmath>

#include "core/models/text.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr double kEps = 1e-5;

Tensor run(Context& c, Part& net, const Tensor& tokens) {
  Tensor x = dropped(c, net, embedded(c, net, tokens, "context_length"));
  x = net.through(c, "norm", through_layers(c, net, x, {Value(), Value(), true}));
  if (net.child("lm_head")) return net.through(c, "lm_head", x);
  return op<"linear">(c, x, table_of(net, "word_embeddings"), Value());
}

void construct(Invocation& call) {
  TextModelMaker maker(call, run, "embed_dim");
  maker.eps = Value(kEps);
  maker.add_table("word_embeddings", "vocab_size");
  maker.add_table("position_embeddings", "context_length");
  maker.add_layers(TransformerLayer::kGeluTanh, 4 * maker.width.as_int(), true);
  maker.add_norm(*maker.net);
  if (!maker.given("tie_weights").as_bool()) {
    maker.net->add_child("lm_head", maker.layers.make("Linear", {{"in_features", maker.width},
                                                                 {"out_features", maker.given("vocab_size")},
                                                                 {"bias", Value(false)}}));
  }
  maker.finish(std::sqrt(2.0 * static_cast<double>(maker.given("num_layers").as_int())));
}

void sizes(FunctionBuilder& f) {
  f.attribute("context_length", types::size, Value(int64_t{1024}), "How many places a text may have.")
      .minimum(1)
      .maximum(1 << 30);
  size_of_layers(f)
      .attribute("embed_dim", types::size, Value(int64_t{768}), "Numbers of a place.")
      .minimum(1)
      .maximum(1 << 28);
}

void more(FunctionBuilder& f) {
  f.attribute("tie_weights", types::boolean, true,
              "Whether the rows of the tokens are the last linear map's too; else it has its own, lm_head.weight.");
}

}  // namespace

MIXGRAD_CLASS(GPT) {
  text_model(c, 50257, sizes, more, construct)
      .summary("GPT-2, a decoder of text in which each place sees those before it.")
      .description(
          "Rows for the token and its place are added; layers of a transformer follow, whose norms stand before their "
          "parts and which have four times as many numbers between their linear maps, with the gelu that is made of a "
          "tanh; a norm and a linear map to all tokens end it. The defaults are the small network, of 124 million "
          "parameters. In training elements are dropped where TransformerEncoderLayer does, and of the embeddings. "
          "Matrices begin as normal numbers with a deviation of 0.02, divided by √(2 num_layers) where their results "
          "are added to the sum that goes through all layers; offsets begin as 0. Children are embeddings "
          "(word_embeddings and position_embeddings), layers.0, layers.1 and so on, named as "
          "TransformerEncoderLayer's, norm, and lm_head unless weights are tied.")
      .reference("Radford et al., Language Models are Unsupervised Multitask Learners, 2019")
      .method("forward",
              [](FunctionBuilder& f) {
                token_input(f)
                    .summary("Predicts the token behind each place.")
                    .description("What is predicted at a place depends on the tokens up to it.")
                    .output("output", "A number for each token that may follow, before softmax.", "as parameters",
                            "[N, L, vocab_size]")
                    .native([](Invocation& call) { call.result(call.self<Part>().run(call.context, call.tensor(0))); });
              })
      .example(R"(
        let net = new GPT(vocab_size: 10, context_length: 8, num_layers: 1, num_heads: 2, embed_dim: 4)
        do net.eval()
        expect net.forward(argsort(tensor([[3, 1, 2], [1, 2, 3]]), axis: 1)) shape = [2, 3, 10]
      )");
}

}  // namespace mixgrad
