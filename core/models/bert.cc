// BERT: an encoder of text that sees it from both sides.
#include "core/models/text.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

Tensor sequence(Context& c, Part& net, const Tensor& tokens, const Value& types, const Value& key_mask) {
  Tensor x = embedded(c, net, tokens, "max_positions"), table = table_of(net, "token_type_embeddings");
  if (types.is_tensor()) {
    Tensor given = types.as_tensor();
    if (!(given.shape() == tokens.shape()))
      throw Error(ErrorCode::kShape, "there must be a type for each token")
          .on("token_types")
          .given(given.shape().text())
          .accepted(tokens.shape().text());
    x = plus(c, x, op<"embedding">(c, given, table));
  } else {
    x = plus(c, x, slice_of(c, table, 0, 0, 1));  // all of the first type
  }
  Part& embeddings = static_cast<Part&>(*net.child("embeddings"));
  x = dropped(c, net, embeddings.through(c, "norm", x));
  return through_layers(c, net, x, {Value(), key_mask, false});
}

Tensor run(Context& c, Part& net, const Tensor& tokens) { return sequence(c, net, tokens, Value(), Value()); }

void run_pooled(Invocation& call) {
  Context& c = call.context;
  Part& net = call.self<Part>();
  Tensor out = sequence(c, net, call.tensor(0), call[1], call[2]);
  Tensor first = op<"squeeze">(c, slice_of(c, out, out.rank() - 2, 0, 1), Value(int64_t{out.rank() - 2}));
  Tensor pooled = op<"tanh">(c, net.through(c, "pooler", first));
  call.result(out);
  call.result(pooled);
}

void construct(Invocation& call) {
  TextModelMaker maker(call, run, "hidden_size");
  maker.eps = maker.given("layer_norm_eps");
  maker.add_table("word_embeddings", "vocab_size");
  maker.add_table("position_embeddings", "max_positions");
  maker.add_table("token_type_embeddings", "type_vocab_size");
  maker.add_norm(*maker.embeddings);
  maker.add_layers(TransformerLayer::kGelu, maker.given("intermediate_size").as_int(), false);
  maker.net->add_child("pooler", maker.layers.linear(maker.width.as_int(), maker.width.as_int()));
  maker.finish(1);
}

void sizes(FunctionBuilder& f) {
  f.attribute("hidden_size", types::size, Value(int64_t{768}), "Numbers of a place.").minimum(1).maximum(1 << 30);
  size_of_layers(f)
      .attribute("intermediate_size", types::size, Value(int64_t{3072}), "Numbers between the linear maps of a layer.")
      .minimum(1)
      .maximum(1 << 30)
      .attribute("max_positions", types::size, Value(int64_t{512}), "How many places a text may have.")
      .minimum(1)
      .maximum(1 << 30)
      .attribute("type_vocab_size", types::size, Value(int64_t{2}),
                 "How many types of tokens there are, such as those of a first and of a second sentence.")
      .minimum(1)
      .maximum(1 << 30);
}

void more(FunctionBuilder& f) { f.attribute("layer_norm_eps", types::floating, 1e-12, "What is added to variances."); }

}  // namespace

MIXGRAD_CLASS(BERT) {
  text_model(c, 30522, sizes, more, construct)
      .summary("BERT, an encoder of text in which each place sees all others.")
      .description(
          "Rows for the token, its place and its type are added and normalised; layers of a transformer follow, each "
          "with a gelu between its linear maps. The defaults are the base network, of 110 million parameters. In "
          "training elements are dropped where TransformerEncoderLayer does, and of the embeddings. Matrices begin as "
          "normal numbers with a deviation of 0.02, offsets as 0. Children are embeddings (word_embeddings, "
          "position_embeddings, token_type_embeddings and norm), layers.0, layers.1 and so on, named as "
          "TransformerEncoderLayer's, and pooler.")
      .reference("Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers, NAACL 2019")
      .method("forward",
              [](FunctionBuilder& f) {
                token_input(f)
                    .summary("The text as numbers for each place.")
                    .description("All tokens are of the first type, and all take part; see forward_with_pooled.")
                    .output("output", "The numbers of each place.", "as parameters", "[N, L, hidden_size]")
                    .native([](Invocation& call) { call.result(call.self<Part>().run(call.context, call.tensor(0))); });
              })
      .method("forward_with_pooled",
              [](FunctionBuilder& f) {
                token_input(f)
                    .summary("The text as numbers for each place, and for the whole.")
                    .description("What stands for the whole is made of the first place, by a linear map and tanh.")
                    .optional_tensor("token_types", "The type of each token; the first if it is left out.", "integer",
                                     "[N, L]")
                    .carries_indices()
                    .optional_tensor("key_mask", "Which places take part: false where a text is filled up.", "bool",
                                     "[N, L]")
                    .positional(2)
                    .output("output", "The numbers of each place.", "as parameters", "[N, L, hidden_size]")
                    .output("pooled", "The numbers of the whole.", "as parameters", "[N, hidden_size]")
                    .record("EncodedText")
                    .native(run_pooled);
              })
      .example(R"(
        let net = new BERT(vocab_size: 10, hidden_size: 4, num_layers: 1, num_heads: 2, intermediate_size: 8)
        do net.eval()
        let tokens = argsort(tensor([[3, 1, 2], [1, 2, 3]]), axis: 1)
        expect net.forward(tokens) shape = [2, 3, 4]
        let types = argmax(tensor([[[1, 0], [1, 0], [0, 1]], [[1, 0], [0, 1], [0, 1]]]), axis: 2)
        let made = net.forward_with_pooled(tokens, token_types: types)
        expect made.pooled shape = [2, 4]
      )");
}

}  // namespace mixgrad
