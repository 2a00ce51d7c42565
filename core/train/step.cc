#include "core/train/step.h"

#include "core/autograd/node.h"
#include "core/dispatch/callable.h"
#include "core/kernels/library.h"
#include "core/metric/update.h"
#include "core/optim/kept.h"
#include "core/transform/function_call.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {

std::string key_of(const Context& context, const std::string& prefix, const std::vector<Tensor>& tensors,
                   bool with_shapes) {
  std::string key = prefix + std::to_string(static_cast<int>(context.caller)) + " ";
  for (const Tensor& t : tensors) {
    key += dtype_name(t.dtype());
    key += with_shapes ? t.shape().text() : "/" + std::to_string(t.rank());
    if (!t.device().is_cpu()) key += device_name(t.device());
    key += ' ';
  }
  return key;
}

// Graphs that hold for any shapes stand under their ranks, those whose host code looked at a shape under their shapes.
template <class Make>
Ref<Graph> find_or_make(const Context& context, SignatureCache& cache, const std::string& prefix,
                        const std::vector<Tensor>& tensors, Make make) {
  std::string exact = key_of(context, prefix, tensors, true), any = key_of(context, prefix, tensors, false);
  Ref<Graph> graph = cache.find(exact);
  if (!graph) graph = cache.find(any);
  if (graph) return graph;
  graph = make();
  cache.add(graph->shapes_read ? exact : any, graph);
  return graph;
}

void append(std::string& key, const void* pointer) {
  key.append(reinterpret_cast<const char*>(&pointer), sizeof pointer);
}

double number_of(const Tensor& t) {
  Tensor wide = Tensor::empty(DType::kFloat64, Shape{});
  copy_elements(t.window(Shape{}, Strides{}, t.impl()->offset), wide);
  return *wide.data<double>();
}

// Functions, modules and losses of the engine count from 0. So do not, beside the host's: what takes its tensors from
// callers, such as a compiled function.
Tensor target_for(Context& context, const Value& function, const Tensor& target) {
  bool from_zero = function.is(Kind::kFunction);
  if (function.is(Kind::kObject)) {
    const Object& object = *function.as_object();
    const Registry& registry = Registry::instance();
    from_zero = object.host() == 0 && (registry.is_a(object.cls(), "Module") || registry.is_a(object.cls(), "Loss"));
  }
  return from_zero ? target : as_host_counts(context, target);
}

void check_batch(const std::vector<Tensor>& batch) {
  if (batch.size() == 2) return;
  throw Error(ErrorCode::kType, "a batch must be an input and a target")
      .on("loader")
      .given(std::to_string(batch.size()) + (batch.size() == 1 ? " tensor" : " tensors"))
      .accepted("2 tensors");
}

void check_loss(const Tensor& loss) {
  if (loss.elements() == 1 && is_floating(loss.dtype())) return;
  throw Error(ErrorCode::kShape, "the loss of a batch must be one floating number")
      .on("loss")
      .given(std::string(dtype_name(loss.dtype())) + " of shape " + loss.shape().text())
      .hint("reduce it with mean");
}

}  // namespace

TrainingStep::TrainingStep(Ref<Module> model, Value loss, Ref<Optimizer> optimizer,
                           const std::vector<NamedMetric>& metrics, const StepOptions& options)
    : model_(std::move(model)),
      loss_(std::move(loss)),
      optimizer_(std::move(optimizer)),
      rules_(optimizer_, options),
      metrics_(metrics) {}

TrainingStep::Phase TrainingStep::phase(bool train) const {
  Phase phase{train, train ? "train " : "eval "};
  for (const Ref<Module>& module : model_->tree()) {
    phase.model += module->training() ? 't' : 'e';
    append(phase.model, module.get());
    auto add = [&](const Module::NamedTensors& named) {
      for (auto& [name, t] : named) {
        append(phase.model, t.impl());
        phase.model += static_cast<char>(t.dtype());
        AutogradMeta* meta = meta_of(t);
        phase.model += meta && meta->requires_grad ? 'g' : '-';
      }
    };
    add(module->own_parameters());
    add(module->own_buffers());
  }
  if (train) phase.model += std::to_string(optimizer_->parameters().size());  // groups may have been added
  return phase;
}

Ref<Graph> TrainingStep::forward_graph(Context& context, const Tensor& input, const Phase& phase) {
  return find_or_make(context, forwards_, phase.model, {input}, [&] {
    Ref<Context> quiet = context.with_recording(false);
    quiet->tracer = nullptr;
    Ref<Graph> graph = trace(*quiet, specs_of({input}), true, [&](Context& inside, const std::vector<Tensor>& traced) {
      return std::vector<Tensor>{module_forward(inside, *model_, traced[0])};
    });
    traces_.fetch_add(1, std::memory_order_relaxed);
    return graph;
  });
}

Ref<Graph> TrainingStep::loss_graph(Context& context, const Tensor& output, const Tensor& target) {
  return find_or_make(context, losses_, "", {output, target}, [&] {
    Ref<Context> quiet = context.with_recording(false);
    quiet->tracer = nullptr;
    return trace(*quiet, specs_of({output, target}), true, [&](Context& inside, const std::vector<Tensor>& traced) {
      return std::vector<Tensor>{
          call_for_tensor(inside, loss_, {Value(traced[0]), target_for(inside, loss_, traced[1])})};
    });
  });
}

// With the graph of the forward, that and the loss's are run: eagerly, or into the trace of a step.
TrainingStep::Outcome TrainingStep::compute(Context& context, const std::vector<Tensor>& batch, const Phase& phase,
                                            const Graph* forward) {
  Ref<Context> recording = context.with_recording(phase.train);
  Outcome out;
  if (forward) {
    out.output = run_graph(*recording, *forward, {batch[0]})[0];
    out.loss = run_graph(*recording, *loss_graph(context, out.output, batch[1]), {out.output, batch[1]})[0];
  } else {
    out.output = module_forward(*recording, *model_, batch[0]);
    out.loss = call_for_tensor(*recording, loss_, {Value(out.output), target_for(*recording, loss_, batch[1])});
  }
  check_loss(out.loss);
  return out;
}

// What changes state comes last. If it fails, in memory that runs out, an eager step puts back what it has changed.
void TrainingStep::finish(Context& context, const Outcome& outcome, const Tensor& target, bool train, bool updates) {
  Ref<Context> quiet = context.with_recording(false);
  std::vector<Tensor> grads;
  if (train) {
    std::vector<Tensor> parameters;
    for (auto& [name, p] : optimizer_->parameters()) parameters.push_back(p);
    grads = gradients(*quiet, {outcome.loss}, parameters, {}, false);
  }
  Ref<Context> whole = quiet->child();
  whole->cancel = nullptr;
  Kept kept;
  if (!context.tracer) {  // a graph commits all or nothing by itself
    for (const NamedMetric& m : metrics_) {
      if (!is_host_metric(*m.metric)) kept.keep(m.metric->state());
    }
    if (train) {
      kept.keep(optimizer_->parameters());
      kept.keep(optimizer_->state());
      kept.keep(rules_.state(context));
    }
  }
  kept.all_or_nothing([&] {
    for (const NamedMetric& m : metrics_) {
      if (!is_host_metric(*m.metric)) m.metric->own_update(*whole, outcome.output, target);
    }
    if (train) rules_.step(*whole, std::move(grads), updates);
  });
}

Ref<Graph> TrainingStep::step_graph(Context& context, const std::vector<Tensor>& batch, const Phase& phase,
                                    bool updates) {
  std::string key = key_of(context, phase.model + (phase.train ? rules_.key(updates) : ""), batch, true);
  if (Ref<Graph> known = steps_.find(key)) return known;
  Ref<Graph> forward = forward_graph(context, batch[0], phase);
  Ref<Context> quiet = context.with_recording(false);
  Ref<Graph> graph = trace(*quiet, specs_of(batch), false, [&](Context& inside, const std::vector<Tensor>& traced) {
    Outcome outcome = compute(inside, traced, phase, forward.get());
    finish(inside, outcome, traced[1], phase.train, updates);
    return std::vector<Tensor>{outcome.loss, outcome.output};
  });
  steps_.add(key, graph);
  return graph;
}

TrainingStep::Result TrainingStep::run_eagerly(Context& context, const std::vector<Tensor>& batch, const Phase& phase,
                                               bool updates) {
  Kept buffers;  // forward writes to them
  for (const Ref<Module>& module : model_->tree()) buffers.keep(module->own_buffers());
  return buffers.all_or_nothing([&] {
    Outcome outcome = compute(context, batch, phase, nullptr);
    Result result{number_of(outcome.loss), outcome.output.detached()};
    finish(context, outcome, batch[1], phase.train, updates);
    return result;
  });
}

// Batches come from the CPU; what the metrics have counted and the optimizer keeps is where the model is, also if a
// graph from before it was moved runs again.
std::vector<Tensor> TrainingStep::placed(const std::vector<Tensor>& batch) const {
  Device device = device_of(*model_);
  for (const NamedMetric& m : metrics_) {
    for (auto& [name, t] : m.metric->state()) relocate(t, device);
  }
  optimizer_->follow_parameters();
  std::vector<Tensor> out;
  for (const Tensor& t : batch) out.push_back(on_device(t, device));
  return out;
}

TrainingStep::Result TrainingStep::run(Context& context, const std::vector<Tensor>& given, const Phase& phase,
                                       bool capture, bool updates) {
  check_batch(given);
  std::vector<Tensor> batch = placed(given);
  Ref<Context> quiet = context.with_recording(false);
  if (phase.train) rules_.prepare(*quiet);
  uint64_t seed, block;
  context.generator->state(&seed, &block);
  try {
    if (!capture) return run_eagerly(*quiet, batch, phase, updates);
    std::vector<Tensor> results = run_graph(*quiet, *step_graph(*quiet, batch, phase, updates), batch);
    return {number_of(results[0]), results[1]};
  } catch (...) {
    context.generator->set_state(seed, block);
    throw;
  }
}

void TrainingStep::update_host_metrics(Context& context, const Tensor& output, const Tensor& target) {
  for (const NamedMetric& m : metrics_) {
    if (is_host_metric(*m.metric)) metric_update(context, *m.metric, output, on_device(target, output.device()));
  }
}

}  // namespace mixgrad
