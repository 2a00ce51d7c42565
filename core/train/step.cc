#include "core/train/step.h"

#include "core/dispatch/callable.h"
#include "core/transform/function_call.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {

std::string key_of(const std::vector<Tensor>& tensors, bool with_shapes) {
  std::string key;
  for (const Tensor& t : tensors) {
    key += dtype_name(t.dtype());
    key += with_shapes ? t.shape().text() : "/" + std::to_string(t.rank());
    key += ' ';
  }
  return key;
}

std::string key_of(const std::vector<Tensor>& tensors, bool train, bool with_shapes) {
  return (train ? "train " : "eval ") + key_of(tensors, with_shapes);
}

// Graphs that hold for any shapes stand under their ranks, those whose host code looked at a shape under their shapes.
const Graph* find(const std::map<std::string, Ref<Graph>>& graphs, const std::vector<Tensor>& tensors, bool train) {
  auto it = graphs.find(key_of(tensors, train, true));
  if (it == graphs.end()) it = graphs.find(key_of(tensors, train, false));
  return it == graphs.end() ? nullptr : it->second.get();
}

// A loss of the host counts classes as its language does; the engine's counts from 0.
Value target_for(Context& context, const Value& function, const Tensor& target) {
  bool host = function.is(Kind::kCallback) || (function.is(Kind::kObject) && function.as_object()->host() != 0);
  if (!host || context.caller_first() == 0 || is_floating(target.dtype())) return target;
  return op<"index_shift">(context, target, Value(context.caller_first()));
}

}  // namespace

TrainingStep::TrainingStep(Ref<Module> model, Value loss, Ref<Optimizer> optimizer, const std::vector<NamedMetric>& metrics)
    : model_(std::move(model)), loss_(std::move(loss)), optimizer_(std::move(optimizer)), metrics_(metrics) {}

const Graph& TrainingStep::forward_graph(Context& context, const Tensor& input, bool train) {
  if (const Graph* known = find(forwards_, {input}, train)) return *known;
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  Ref<Graph> graph = trace(*quiet, specs_of({input}), true, [&](Context& inside, const std::vector<Tensor>& traced) {
    return std::vector<Tensor>{module_forward(inside, *model_, traced[0])};
  });
  ++traces_;
  return *(forwards_[key_of({input}, train, graph->shapes_read)] = graph);
}

const Graph& TrainingStep::loss_graph(Context& context, const Tensor& output, const Tensor& target) {
  if (const Graph* known = find(losses_, {output, target}, true)) return *known;
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  Ref<Graph> graph = trace(*quiet, specs_of({output, target}), true, [&](Context& inside, const std::vector<Tensor>& traced) {
    return std::vector<Tensor>{call_for_tensor(inside, loss_, {Value(traced[0]), target_for(inside, loss_, traced[1])})};
  });
  return *(losses_[key_of({output, target}, true, graph->shapes_read)] = graph);
}

TrainingStep::Outcome TrainingStep::compute(Context& context, const std::vector<Tensor>& batch, bool train, const Graph* forward, const Graph* loss) {
  Ref<Context> recording = context.with_recording(train);
  Outcome out;
  out.output = forward ? run_graph(*recording, *forward, {batch[0]})[0] : module_forward(*recording, *model_, batch[0]);
  if (forward) {
    out.loss = run_graph(*recording, loss ? *loss : loss_graph(context, out.output, batch[1]), {out.output, batch[1]})[0];
  } else {
    out.loss = call_for_tensor(*recording, loss_, {Value(out.output), target_for(*recording, loss_, batch[1])});
  }
  if (out.loss.elements() != 1) {
    throw Error(ErrorCode::kShape, "the loss of a batch must be one number").in("Trainer.fit").on("loss").given("a tensor of shape " + out.loss.shape().text());
  }
  return out;
}

void TrainingStep::finish(Context& context, const Outcome& outcome, const Tensor& target, bool train) {
  Ref<Context> quiet = context.with_recording(false);
  for (const NamedMetric& m : metrics_) {
    if (!is_host_metric(*m.metric)) m.metric->own_update(*quiet, outcome.output, target);
  }
  if (!train) return;
  std::vector<Tensor> parameters;
  for (auto& [name, p] : optimizer_->parameters()) parameters.push_back(p);
  optimizer_->update(*quiet, gradients(context, {outcome.loss}, parameters, {}, false));
}

const Graph& TrainingStep::step_graph(Context& context, const std::vector<Tensor>& batch, bool train) {
  std::string key = key_of(batch, train, true);
  if (auto it = steps_.find(key); it != steps_.end()) return *it->second;
  const Graph& forward = forward_graph(context, batch[0], train);
  Ref<Context> quiet = context.with_recording(false);
  Ref<Graph> graph = trace(*quiet, specs_of(batch), false, [&](Context& inside, const std::vector<Tensor>& traced) {
    Outcome outcome = compute(inside, traced, train, &forward, nullptr);
    finish(inside, outcome, traced[1], train);
    return std::vector<Tensor>{outcome.loss, outcome.output};
  });
  return *(steps_[key] = graph);
}

void TrainingStep::update_host_metrics(Context& context, const Tensor& output, const Tensor& target) {
  for (const NamedMetric& m : metrics_) {
    if (!is_host_metric(*m.metric)) continue;
    Value shown = context.caller_first() == 0 || is_floating(target.dtype()) ? Value(target) : Value(op<"index_shift">(context, target, Value(context.caller_first())));
    call_method(context, *m.metric, "update", {Value(output), shown});
  }
}

namespace {
double number_of(const Tensor& t) {
  Tensor wide = Tensor::empty(DType::kFloat64, Shape{});
  copy_cpu(t.window(Shape{}, Strides{}, t.impl()->offset), wide);
  return *wide.data<double>();
}
}  // namespace

double TrainingStep::run(Context& context, const std::vector<Tensor>& batch, bool train, bool capture) {
  if (batch.size() != 2) {
    throw Error(ErrorCode::kType, "a batch must be an input and a target").in("Trainer.fit").on("loader").given(std::to_string(batch.size()) + " tensors");
  }
  Ref<Context> quiet = context.with_recording(false);
  if (capture) {
    std::vector<Tensor> results = run_graph(*quiet, step_graph(*quiet, batch, train), batch);
    update_host_metrics(*quiet, results[1], batch[1]);
    return number_of(results[0]);
  }
  Outcome outcome = compute(*quiet, batch, train, nullptr, nullptr);
  double loss = number_of(outcome.loss);
  finish(*quiet, outcome, batch[1], train);
  update_host_metrics(*quiet, outcome.output, batch[1]);
  return loss;
}

}  // namespace mixgrad
