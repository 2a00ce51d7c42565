#include "core/metric/metric.h"

#include "core/metric/counted.h"
#include "core/metric/update.h"
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

Tensor as_host_counts(Context& context, const Tensor& target) {
  if (context.caller_first() == 0 || !is_integer(target.dtype())) return target;
  return op<"index_shift">(context, target, Value(context.caller_first()));
}

namespace {
void update_own(Context& context, Metric& metric, const Tensor& output, const Tensor& target) {
  Ref<Context> quiet = context.with_recording(false);
  for (auto& [name, t] : metric.state()) relocate(t, output.device());
  metric.own_update(*quiet, output, target);
}
}  // namespace

void metric_update(Context& context, Metric& metric, const Tensor& output, const Tensor& target) {
  if (!is_host_metric(metric)) return update_own(context, metric, output, target);
  Ref<Context> quiet = context.with_recording(false);
  call_method(*quiet, metric, "update", {Value(output), Value(as_host_counts(*quiet, target))});
}
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
[[noreturn]] void do_not_fit(const Tensor& output, const Tensor& target, const char* accepted) {
  throw Error(ErrorCode::kShape, "outputs and targets do not fit together")
      .on("target")
      .given("output " + output.shape().text() + ", target " + target.shape().text())
      .accepted(accepted);
}
}  // namespace

void check_scores(const Tensor& output, const Tensor& target) {
  if (output.rank() == 2 && target.rank() == 1 && output.shape()[0] == target.shape()[0]) return;
  do_not_fit(output, target, "output [N, C], target [N]");
}
void check_same_shape(const Tensor& output, const Tensor& target) {
  if (!(output.shape() == target.shape())) do_not_fit(output, target, "two of one shape");
}
FunctionBuilder& metric_constructor(FunctionBuilder& f, const char* cls) {
  return f.summary("Makes the metric.")
      .description("It has seen no batches yet.")
      .output("metric", types::object(cls), "The metric.");
}

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
                      auto& self = call.self<Metric>();
                      update_own(call.context, self, call.tensor(0), call.tensor(1));
                    });
              })
      .method("compute", [](FunctionBuilder& f) {
        f.summary("The metric of the batches since reset.")
            .description("Reads the counts.")
            .output("value", types::floating, "The number.")
            .native([](Invocation& call) { call.result(Value(call.self<Metric>().own_compute())); });
      });
}

}  // namespace mixgrad
