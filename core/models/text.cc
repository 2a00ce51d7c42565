#include "core/models/text.h"

#include "core/nn/function_layer.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr double kDeviation = 0.02;
constexpr int64_t kMostNumbers = 1 << 30;

bool ends_with(const std::string& name, std::string_view end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

ClassBuilder& text_model(ClassBuilder& c, int64_t vocab_size, const DefineMember& sizes, const DefineMember& more,
                         Body construct) {
  c.in_namespace("nn").base("Module").family(ClassFamily::kModule).serializable();
  std::vector<Argument> arguments;
  c.constructor([&](FunctionBuilder& f) {
    f.summary("Makes the network with initial weights.")
        .description("They are drawn from the context's generator, in the order in which named_parameters has them.")
        .attribute("vocab_size", types::size, Value(vocab_size), "How many tokens there are.")
        .minimum(1)
        .maximum(kMostNumbers);
    sizes(f);
    f.attribute("dropout", types::floating, 0.1, "Probability that an element is set to 0, in training.")
        .minimum(0)
        .maximum(1);
    more(f);
    dtype_option()(f);
    arguments = finish_constructor(f, "model", c.name(), construct);
  });
  for (const Argument& a : arguments) {
    if (a.name == "dtype") continue;
    c.property(a.name, told(a.type), a.description,
               [a](Context&, Object& self) { return told(a.type, static_cast<Part&>(self).given(a.name)); });
  }
  return c;
}

FunctionBuilder& size_of_layers(FunctionBuilder& f) {
  return f.attribute("num_layers", types::count, Value(int64_t{12}), "How many layers.")
      .minimum(1)
      .maximum(kMostTransformerLayers)
      .attribute("num_heads", types::count, Value(int64_t{12}), "How many heads share the numbers of a place.")
      .minimum(1);
}

FunctionBuilder& token_input(FunctionBuilder& f) {
  return f.tensor("x", "The numbers of the tokens, [N, L] or [L].", "integer", "[N, L]")
      .carries_indices()
      .error("shape", "x has no place, more places than the network knows, or neither one axis nor two")
      .error("index", "there is no token of a number");
}

TextModelMaker::TextModelMaker(Invocation& call, Part::Run run, const char* width_name)
    : net(make_ref<Part>(run, call)),
      embeddings(make_ref<Part>(nullptr)),
      aside_(call.context.with_recording(false)),
      call_(call),
      layers{*aside_, net->given("dtype")},
      width(net->given(width_name)) {
  aside_->generator = make_ref<RandomStream>();
  if (width.as_int() % given("num_heads").as_int() != 0)
    throw Error(ErrorCode::kValue, "the heads share the numbers of a place evenly")
        .on("num_heads")
        .given(std::to_string(given("num_heads").as_int()))
        .accepted("a divisor of " + std::to_string(width.as_int()));
  net->add_child("embeddings", embeddings);
}

void TextModelMaker::add_table(const char* name, const char* rows) {
  embeddings->add_child(name, layers.make("Embedding", {{"num_embeddings", given(rows)}, {"embedding_dim", width}}));
}
void TextModelMaker::add_norm(Part& parent) const {
  parent.add_child("norm", layers.make("LayerNorm", {{"normalized_shape", Value(ValueList{width})}, {"eps", eps}}));
}

void TextModelMaker::add_layers(int64_t activation, int64_t inner, bool norm_first) {
  auto all = make_ref<Module>();
  for (int64_t i = 0; i < given("num_layers").as_int(); ++i) {
    Ref<Module> layer = layers.make("TransformerEncoderLayer", {{"d_model", width},
                                                                {"nhead", given("num_heads")},
                                                                {"dim_feedforward", Value(inner)},
                                                                {"dropout", given("dropout")},
                                                                {"activation", Value::enumerator(1)},
                                                                {"layer_norm_eps", eps},
                                                                {"batch_first", Value(true)},
                                                                {"norm_first", Value(norm_first)}});
    static_cast<TransformerEncoderLayer&>(*layer).activation = activation;
    all->add_child(std::to_string(i), layer);
  }
  net->add_child("layers", all);
}

void TextModelMaker::finish(double shrink) {
  Ref<Context> quiet = call_.context.with_recording(false);
  Context& c = *quiet;
  for (auto& [name, parameter] : net->named_parameters()) {
    bool added = ends_with(name, "out_proj.weight") || ends_with(name, "linear2.weight");
    double deviation = added ? kDeviation / shrink : kDeviation;
    if (parameter.rank() == 2)
      op<"copy_">(c, parameter,
                  op<"normal">(c, Value(parameter.shape()), Value(0.0), Value(deviation), given("dtype")));
    else if (ends_with(name, "bias"))
      op<"copy_">(c, parameter, Value(0.0));
  }
  call_.result(Value(Ref<Object>(net)));
}

Tensor table_of(Part& net, const char* name) {
  return static_cast<Part&>(*net.child("embeddings")).child(name)->find_own("weight");
}

Tensor embedded(Context& c, Part& net, const Tensor& tokens, const char* places) {
  int64_t most = net.given(places).as_int(), rank = tokens.rank();
  if (c.tracer) c.tracer->read_shape();  // how many rows there are of places is a constant of the trace
  if (rank < 1 || rank > 2 || tokens.shape()[rank - 1] < 1 || tokens.shape()[rank - 1] > most)
    throw Error(ErrorCode::kShape, "the network does not take tokens of this shape")
        .on("x")
        .given(tokens.shape().text())
        .accepted("[N, L] or [L], with 1 to " + std::to_string(most) + " places L");
  Tensor rows = op<"embedding">(c, tokens, table_of(net, "word_embeddings"));
  return plus(c, rows, slice_of(c, table_of(net, "position_embeddings"), 0, 0, tokens.shape()[rank - 1]));
}

Tensor dropped(Context& c, Part& net, const Tensor& x) {
  double p = net.given("dropout").as_float();
  return op<"dropout">(c, x, Value(p), Value(net.training(c) && p > 0));
}

Tensor through_layers(Context& c, Part& net, Tensor x, const AttentionMasks& masks) {
  for (auto& [name, layer] : net.child("layers")->children()) {
    try {
      x = static_cast<TransformerEncoderLayer&>(*layer).run(c, x, {}, masks, {});
    } catch (Error& e) {
      e.layer(name).layer("layers");
      throw;
    }
    if (c.observer) c.observer->output(*layer, x.shape());
  }
  return x;
}

}  // namespace mixgrad
