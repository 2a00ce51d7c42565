// The softmax of very many classes: frequent ones at once, the others in clusters of less and less precision.
#include <cmath>

#include "core/nn/function_layer.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

const Value kLast(int64_t{-1});

struct AdaptiveLogSoftmaxWithLoss final : Module {
  MIXGRAD_CLASS_OF(AdaptiveLogSoftmaxWithLoss)
  int64_t in_features = 0, n_classes = 0;
  std::vector<int64_t> cutoffs;  // the last one is n_classes
  double div_value = 0;

  Module& head() { return *children()[0].second; }
  Tensor log_prob(Context& c, const Tensor& x);
};

Tensor columns(Context& c, const Tensor& x, int64_t from, int64_t to) { return slice_of(c, x, x.rank() - 1, from, to); }

// A class of a cluster has the cluster's probability times its own in it.
Tensor AdaptiveLogSoftmaxWithLoss::log_prob(Context& c, const Tensor& x) {
  if (x.rank() == 0 || x.shape()[x.rank() - 1] != in_features)
    throw Error(ErrorCode::kShape, "the last axis has not the size that the layer takes")
        .on("x")
        .given(x.shape().text())
        .accepted("[..., " + std::to_string(in_features) + "]");
  Tensor first = op<"log_softmax">(c, module_forward(c, head(), x), kLast);
  int64_t shortlist = cutoffs[0], cluster = 0;
  ValueList parts{Value(columns(c, first, 0, shortlist))};
  for (auto& [name, tail] : children()[1].second->children()) {
    Tensor inside = op<"log_softmax">(c, module_forward(c, *tail, x), kLast);
    parts.push_back(Value(plus(c, inside, columns(c, first, shortlist + cluster, shortlist + cluster + 1))));
    ++cluster;
  }
  return op<"concat">(c, Value(std::move(parts)), kLast);
}

// [in_features, n_classes, cutoffs, div_value, head_bias, dtype]
void construct(Invocation& call) {
  Context& c = call.context;
  auto self = make_ref<AdaptiveLogSoftmaxWithLoss>();
  self->in_features = call[0].as_int();
  self->n_classes = call[1].as_int();
  self->div_value = call[3].as_float();
  int64_t before = 0;
  for (const Value& v : call[2].as_list()) {
    if (v.as_int() <= before || v.as_int() >= self->n_classes)
      throw Error(ErrorCode::kValue, "cutoffs increase, and lie between the classes")
          .on("cutoffs")
          .given(std::to_string(v.as_int()))
          .accepted(std::to_string(before + 1) + " to " + std::to_string(self->n_classes - 1));
    self->cutoffs.push_back(before = v.as_int());
  }
  if (self->cutoffs.empty())
    throw Error(ErrorCode::kValue, "there must be at least one cutoff").on("cutoffs").given("an empty list");
  self->cutoffs.push_back(self->n_classes);
  auto linear = [&](int64_t in, int64_t out, const Value& bias) {
    return new_module(c, "Linear", {Value(in), Value(out), bias, call[5]});
  };
  auto clusters = static_cast<int64_t>(self->cutoffs.size()) - 1;
  self->add_child("head", linear(self->in_features, self->cutoffs[0] + clusters, call[4]));
  auto tail = make_ref<Module>();
  for (int64_t i = 0; i < clusters; ++i) {
    double size = std::floor(static_cast<double>(self->in_features) / std::pow(self->div_value, i + 1));
    if (!(size >= 1))
      throw Error(ErrorCode::kValue, "a cluster would have no numbers left")
          .on("div_value")
          .given(std::to_string(self->div_value))
          .accepted("less, or fewer cutoffs");
    int64_t classes = self->cutoffs[static_cast<size_t>(i) + 1] - self->cutoffs[static_cast<size_t>(i)];
    auto inner = static_cast<int64_t>(size);
    ValueList two{Value(linear(self->in_features, inner, Value(false))), Value(linear(inner, classes, Value(false)))};
    tail->add_child(std::to_string(i), new_module(c, "Sequential", {Value(std::move(two))}));
  }
  self->add_child("tail", tail);
  call.result(Value(self));
}

FunctionBuilder& input(FunctionBuilder& f) {
  return f.tensor("x", "What a network gave.", "floating", "[..., in_features]")
      .error("shape", "the last axis of x is not in_features");
}
FunctionBuilder& log_probabilities(FunctionBuilder& f, const char* name) {
  return input(f)
      .summary("The logarithms of the probabilities of all classes.")
      .description(std::string("The same as ") + name + ".")
      .output("output", "The logarithms.", "promoted(x, weights)", "[..., n_classes]")
      .native([](Invocation& call) {
        call.result(call.self<AdaptiveLogSoftmaxWithLoss>().log_prob(call.context, call.tensor(0)));
      });
}

AdaptiveLogSoftmaxWithLoss& layer_of(Object& self) { return static_cast<AdaptiveLogSoftmaxWithLoss&>(self); }

}  // namespace

MIXGRAD_CLASS(AdaptiveLogSoftmaxWithLoss) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A softmax of very many classes, of which the first are the most frequent, and its loss.")
      .description(
          "Classes up to the first cutoff stand in the head, beside one number for each cluster of the others. Cluster "
          "i has the classes up to cutoff i + 1, and sees in_features / div_value^(i + 1) numbers, so that rare "
          "classes cost little. Classes must be sorted by how frequent they are. All clusters are computed for all "
          "examples, so that a training step does not depend on the classes. The children are head, a Linear, and "
          "tail.0, tail.1, …, each two of them without bias.")
      .reference("Grave et al., Efficient Softmax Approximation for GPUs, ICML 2017")
      .reference("PyTorch 2.x, torch.nn.AdaptiveLogSoftmaxWithLoss")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the layer with initial weights from the context's generator.")
            .description("They are those of Linear, drawn in the order of the children.")
            .attribute("in_features", types::size, "Size of the input's last axis.")
            .minimum(1)
            .attribute("n_classes", types::count, "How many classes there are.")
            .minimum(2)
            .attribute("cutoffs", types::list(types::integer),
                       "How many classes come before each cluster; they increase, from 1 to n_classes - 1.")
            .attribute("div_value", types::floating, 4.0, "How much less each cluster sees than the one before.")
            .minimum(0, true)
            .attribute("head_bias", types::boolean, false, "Whether the head has an offset.")
            .attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.")
            .positional(3)
            .output("layer", types::object("AdaptiveLogSoftmaxWithLoss"), "The layer.")
            .error("value",
                   "a number is out of its range, or cutoffs do not increase or there are none, or a cluster "
                   "would see no number")
            .native(construct);
      })
      .method("forward", [](FunctionBuilder& f) { log_probabilities(f, "log_prob"); })
      .method("log_prob", [](FunctionBuilder& f) { log_probabilities(f, "forward"); })
      .method("forward_with_loss",
              [](FunctionBuilder& f) {
                input(f)
                    .summary("The logarithm of the probability of each right class, and the loss: their negative mean.")
                    .description("What a network is trained with.")
                    .tensor("target", "The class number of each example.", "integer", "[...]")
                    .carries_classes()
                    .output("output", "The logarithms for the right classes.", "promoted(x, weights)", "[...]")
                    .output("loss", "Their negative mean.", "promoted(x, weights)", "[]")
                    .record("AdaptiveLogSoftmax")
                    .error("shape", "target has not x's shape without the last axis")
                    .error("index", "a class number is not one of the classes")
                    .native([](Invocation& call) {
                      Context& c = call.context;
                      Tensor all = call.self<AdaptiveLogSoftmaxWithLoss>().log_prob(c, call.tensor(0));
                      Tensor losses = op<"negative_log_likelihood">(c, all, call.tensor(1), Value(INT64_MIN), kLast);
                      call.result(op<"negative">(c, losses));
                      call.result(op<"mean">(c, losses));
                    });
              })
      .method("predict_classes",
              [](FunctionBuilder& f) {
                input(f)
                    .summary("The most likely class of each example.")
                    .description("The first one of equals. What torch.nn.AdaptiveLogSoftmaxWithLoss calls predict.")
                    .output("classes", "The class numbers.", "int64", "[...]")
                    .carries_indices()
                    .native([](Invocation& call) {
                      Tensor all = call.self<AdaptiveLogSoftmaxWithLoss>().log_prob(call.context, call.tensor(0));
                      call.result(op<"argmax">(call.context, all, kLast));
                    });
              })
      .property("in_features", types::size, "Size of the input's last axis.",
                [](Context&, Object& self) { return Value(layer_of(self).in_features); })
      .property("n_classes", types::count, "How many classes there are.",
                [](Context&, Object& self) { return Value(layer_of(self).n_classes); })
      .property("cutoffs", types::list(types::integer), "How many classes come before each cluster, and n_classes.",
                [](Context&, Object& self) {
                  ValueList out;
                  for (int64_t n : layer_of(self).cutoffs) out.push_back(Value(n));
                  return Value(std::move(out));
                })
      .property("div_value", types::floating, "How much less each cluster sees than the one before.",
                [](Context&, Object& self) { return Value(layer_of(self).div_value); })
      .serializable()
      .example(R"(
        let layer = new AdaptiveLogSoftmaxWithLoss(8, 10, [4, 7], div_value: 2)
        let x = tensor([[1, 2, 3, 4, 5, 6, 7, 8]])
        expect sum(exp(layer.log_prob(x))) = 1 within 1e-5
        let found = layer.forward_with_loss(x, layer.predict_classes(x))
        expect found.output shape = [1]
      )");
}

}  // namespace mixgrad
