#include "core/metric/metric.h"

#include "core/schema/builder.h"

namespace mixgrad {

const Class& Metric::cls() const {
  static const Class& c = class_named("Metric");
  return c;
}
namespace {
[[noreturn]] void missing(const char* method) {
  throw Error(ErrorCode::kNotFound, std::string("this metric has no ") + method).hint("override it in the subclass");
}
}  // namespace
void Metric::own_reset(Context&) { missing("reset"); }
void Metric::own_update(Context&, const Tensor&, const Tensor&) { missing("update"); }
double Metric::own_compute() const { missing("compute"); }

bool is_host_metric(const Metric& metric) { return metric.host() != 0; }

void metric_reset(Context& context, Metric& metric) {
  if (is_host_metric(metric))
    call_method(context, metric, "reset", {});
  else
    metric.own_reset(context);
}
double metric_compute(Context& context, Metric& metric) {
  if (!is_host_metric(metric)) return metric.own_compute();
  ValueList results = call_method(context, metric, "compute", {});
  if (results.size() != 1 || !results[0].is_number())
    throw Error(ErrorCode::kType, "compute must return a number").in("Metric.compute");
  return results[0].as_float();
}

namespace {
// How many of how many predictions were right; counts are states.
class Accuracy final : public Metric {
 public:
  MIXGRAD_CLASS_OF(Accuracy)
  Accuracy() : correct_(Tensor::scalar(DType::kInt64, 0)), total_(Tensor::scalar(DType::kInt64, 0)) {}

  void own_reset(Context& c) override {
    op<"copy_">(c, correct_, Value(int64_t{0}));
    op<"copy_">(c, total_, Value(int64_t{0}));
  }
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    if (output.rank() != 2 || target.rank() != 1 || output.shape()[0] != target.shape()[0]) {
      throw Error(ErrorCode::kShape, "outputs and targets do not fit together")
          .on("target")
          .given("output " + output.shape().text() + ", target " + target.shape().text())
          .accepted("output [N, C], target [N]");
    }
    Tensor guess = op<"argmax">(c, output, Value(int64_t{1}));
    Tensor right = op<"sum">(c, op<"astype">(c, op<"equal">(c, guess, target), Value(DType::kInt64)));
    op<"add_">(c, correct_, right);
    op<"add_">(c, total_, Value(output.shape()[0]));
  }
  double own_compute() const override {
    int64_t total = *total_.data<int64_t>();
    return total == 0 ? 0.0 : static_cast<double>(*correct_.data<int64_t>()) / static_cast<double>(total);
  }
  Module::NamedTensors state() const override { return {{"correct", correct_}, {"total", total_}}; }

 private:
  Tensor correct_, total_;
};
}  // namespace

MIXGRAD_CLASS(Metric) {
  c.in_namespace("metrics")
      .kind(ClassKind::kOpen)
      .summary("Base of the metrics.")
      .description("A number gathered over the batches of an epoch. Subclasses override reset, update and compute.")
      .reference("Keras 3, keras.Metric")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a metric without methods.")
            .description("Useful as the base of a metric of one's own.")
            .output("metric", types::object("Metric"), "The metric.")
            .native([](Invocation& call) { call.result(Value(make_ref<Metric>())); });
      })
      .overridable("reset", "Forgets all batches.", {}, types::none, false)
      .overridable(
          "update", "Takes a batch in.",
          {{"output", "What the model gave.", types::tensor}, {"target", "What was asked for.", types::tensor}},
          types::none, false)
      .overridable("compute", "The metric of the batches since reset.", {}, types::floating, false)
      .method("reset",
              [](FunctionBuilder& f) {
                f.summary("Forgets all batches.")
                    .description("A trainer does this at the start of each epoch.")
                    .native([](Invocation& call) { call.self<Metric>().own_reset(call.context); });
              })
      .method("update",
              [](FunctionBuilder& f) {
                f.summary("Takes a batch in.")
                    .description("Shapes and dtypes are the metric's; see the class.")
                    .attribute("output", types::tensor, "What the model gave.")
                    .attribute("target", types::tensor, "What was asked for; class numbers in the caller's counting.")
                    .carries_classes()
                    .error("shape", "output and target do not fit together")
                    .native([](Invocation& call) {
                      Ref<Context> quiet = call.context.with_recording(false);
                      call.self<Metric>().own_update(*quiet, call.tensor(0), call.tensor(1));
                    });
              })
      .method("compute", [](FunctionBuilder& f) {
        f.summary("The metric of the batches since reset.")
            .description("Reads the counts.")
            .output("value", types::floating, "The number.")
            .native([](Invocation& call) { call.result(Value(call.self<Metric>().own_compute())); });
      });
}

MIXGRAD_CLASS(Accuracy) {
  c.in_namespace("metrics")
      .base("Metric")
      .summary("Share of right predictions.")
      .description(
          "Outputs are scores [N, C], targets class numbers [N]; the prediction is the class with the highest score, "
          "the first of equals. Without batches it is 0.")
      .reference("PyTorch-Lightning, torchmetrics.Accuracy (micro average)")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the metric.")
            .description("It takes no arguments.")
            .output("metric", types::object("Accuracy"), "The metric.")
            .native([](Invocation& call) { call.result(Value(make_ref<Accuracy>())); });
      })
      .example(R"(
        let accuracy = new Accuracy()
        do accuracy.update(tensor([[0.1, 0.9], [0.8, 0.2]]), argmax(tensor([[0, 1], [0, 1]]), axis: 1))
        expect accuracy.compute() = 0.5
      )");
}

}  // namespace mixgrad
