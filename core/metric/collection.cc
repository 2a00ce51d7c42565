// Several metrics as one.
#include "core/metric/update.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct MetricCollection final : Object {
  MIXGRAD_CLASS_OF(MetricCollection)
  std::vector<std::pair<std::string, Ref<Metric>>> metrics;

  void add(const std::string& name, const Value& metric) {
    for (auto& [taken, other] : metrics) {
      if (taken == name) throw Error(ErrorCode::kValue, "a metric has this name").on("name").given("\"" + name + "\"");
    }
    metrics.emplace_back(name, Ref<Metric>(&object_as<Metric>(metric)));
  }
};

}  // namespace

MIXGRAD_CLASS(MetricCollection) {
  c.in_namespace("metrics")
      .summary("Several metrics of the same outputs and targets, as one.")
      .description(
          "For loops of one's own: each batch goes to all, and their numbers come as a map. A trainer takes such a map "
          "of metrics itself. Metrics of the host's language may be among them.")
      .reference("PyTorch-Lightning, torchmetrics.MetricCollection")
      .reference("Apache MXNet 2.0, gluon.metric.CompositeEvalMetric")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the collection.")
            .description("It holds the metrics themselves, not copies, with what they have counted.")
            .attribute("metrics", types::optional(types::map(types::object("Metric"))), Value::null(),
                       "The metrics by name; none if they are left out.")
            .positional(1)
            .output("collection", types::object("MetricCollection"), "The collection.")
            .native([](Invocation& call) {
              auto self = make_ref<MetricCollection>();
              if (call.has(0)) {
                for (auto& [name, metric] : call[0].as_map()) self->add(name, metric);
              }
              call.result(Value(self));
            });
      })
      .method("add",
              [](FunctionBuilder& f) {
                f.summary("Adds a metric.")
                    .description("It itself, with what it has counted.")
                    .attribute("name", types::string, "Its name in the map, which no other metric here has.")
                    .attribute("metric", types::object("Metric"), "The metric.")
                    .error("value", "the name is taken")
                    .native([](Invocation& call) {
                      call.self<MetricCollection>().add(std::string(call[0].as_string()), call[1]);
                    });
              })
      .method("reset",
              [](FunctionBuilder& f) {
                f.summary("Forgets all batches.").description("In every metric.").native([](Invocation& call) {
                  for (auto& [name, metric] : call.self<MetricCollection>().metrics)
                    metric_reset(call.context, *metric);
                });
              })
      .method("update",
              [](FunctionBuilder& f) {
                f.summary("Takes a batch in.")
                    .description("Each metric gets it; one that refuses it ends the call, and those before it have it.")
                    .attribute("output", types::tensor, "What the model gave.")
                    .attribute("target", types::tensor, "What was asked for; class numbers in the caller's counting.")
                    .carries_classes()
                    .error("shape", "output and target do not fit together")
                    .native([](Invocation& call) {
                      for (auto& [name, metric] : call.self<MetricCollection>().metrics)
                        metric_update(call.context, *metric, call.tensor(0), call.tensor(1));
                    });
              })
      .method("compute",
              [](FunctionBuilder& f) {
                f.summary("The metrics of the batches since reset.")
                    .description("Reads the counts.")
                    .output("values", types::map(types::floating), "The numbers, by name.")
                    .native([](Invocation& call) {
                      ValueMap out;
                      for (auto& [name, metric] : call.self<MetricCollection>().metrics)
                        out.emplace_back(name, Value(metric_compute(call.context, *metric)));
                      call.result(Value::map(std::move(out)));
                    });
              })
      .property("length", types::count, "How many metrics.",
                [](Context&, Object& self) {
                  return Value(static_cast<int64_t>(static_cast<MetricCollection&>(self).metrics.size()));
                })
      .keeps_alive("metrics")
      .example(R"(
        let both = new MetricCollection()
        do both.add("absolute", new MeanAbsoluteError())
        do both.add("squared", new MeanSquaredError())
        do both.update(tensor([1, 2]), tensor([2, 4]))
        do both.compute()
        expect both.length = 2
      )");
}

}  // namespace mixgrad
