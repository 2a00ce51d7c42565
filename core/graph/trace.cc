#include "core/graph/trace.h"

#include <unordered_map>

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/graph/infer_node.h"

namespace mixgrad {

namespace {

struct GraphTraced final : TracedValue {};

class GraphTracer final : public Tracer {
 public:
  GraphTracer(Ref<Graph> graph, bool keep_composed) : graph_(std::move(graph)), keep_composed_(keep_composed) {}

  bool keeps_composed() const override { return keep_composed_; }
  void read_shape() override { graph_->shapes_read = true; }
  void depend(Object& object, int64_t (*read)(const Object&)) override {
    for (const Dependency& d : graph_->dependencies) {
      if (d.object.get() == &object && d.read == read) return;
    }
    graph_->dependencies.push_back({Ref<Object>(&object), read, read(object)});
  }
  void close() {
    open_ = false;
    states_.clear();
  }

  Tensor input(const TensorSpec& spec) {
    checked_bytes(spec.shape, item_bytes(spec.dtype));
    int id = new_value(spec);
    graph_->inputs.push_back(id);
    return traced(id, row_major(spec.shape), 0);
  }

  void record(Context& context, const Function& f, std::span<const Value> arguments, Device device,
              Results& results) override {
    if (!open_) {
      throw Error(ErrorCode::kTrace, "a tensor of a trace was used after the trace had ended")
          .hint("return it from the traced function");
    }
    GraphNode node;
    node.function = &f;
    node.constant = context.quiet;
    node.device = context.device;
    for (const Value& v : arguments) node.arguments.push_back(operand(context, v));
    NodeOutputs inferred = infer_outputs(f, arguments);
    for (const TensorSpec& spec : inferred.specs) checked_bytes(spec.shape, item_bytes(spec.dtype));
    node.list_output = inferred.list;
    std::vector<Tensor> outputs;
    for (TensorSpec& spec : inferred.specs) {
      spec.device = device;
      int id = new_value(spec);
      node.outputs.push_back(id);
      outputs.push_back(traced(id, row_major(spec.shape), 0));
    }
    if (inferred.window) {
      Tensor base = arguments[0].as_tensor(), &view = outputs[0];
      view.impl()->strides = inferred.window.strides();
      view.impl()->offset = inferred.window.impl()->offset;
      if (!inferred.copied) {
        view.impl()->view_base = base.impl()->view_base ? base.impl()->view_base : Ref<TensorImpl>(base.impl());
        seen_[node.outputs[0]] = writes_[original_id(Tensor(view.impl()->view_base))];
      }
    }
    graph_->nodes.push_back(std::move(node));
    if (context.recording && f.gradient && any_wants_gradient(arguments)) record_gradient(f, arguments, outputs, this);
    if (graph_->nodes.back().list_output) {
      results.add(Value(ValueList(outputs.begin(), outputs.end())));
    } else {
      for (const Tensor& t : outputs) results.add(t);
    }
  }

  void write(Context& context, const Tensor& target, const Tensor& value) override {
    if (Ref<TensorImpl> base_impl = target.impl()->view_base) {
      Tensor base(base_impl);
      int64_t offset = target.impl()->offset - base.impl()->offset;
      read_shape();  // the window's place is a matter of these shapes
      Tensor updated = op<"as_strided_scatter">(context, base, value, target.shape(), target.strides(), offset);
      replace(base, updated);
      seen_[original_id(target)] = ++writes_[original_id(base)];
    } else {
      ++writes_[original_id(target)];  // its views, if it has any, are made again when they are next used
    }
    replace(target, value);
  }

  int64_t writes(const Tensor& t) const override {
    const TensorImpl* base = t.impl()->view_base ? t.impl()->view_base.get() : t.impl();
    auto traced = static_cast<const TracedValue*>(base->traced.get());
    int id = -1;
    if (traced && traced->tracer.get() == this) {
      id = traced->id;
    } else if (auto state = states_.find(base); state != states_.end()) {
      id = state->second;
    }
    auto it = writes_.find(id);
    return it == writes_.end() ? 0 : it->second;
  }

  int id_now(Context& context, const Tensor& t) {
    refresh(context, t);
    int id = original_id(t);
    auto it = current_.find(id);
    return it == current_.end() ? id : it->second;
  }

  void finish(Context& context, const std::vector<Tensor>& outputs) {
    for (const Tensor& t : outputs) graph_->outputs.push_back(id_now(context, t));
    for (size_t i = 0; i < graph_->states.size(); ++i) {
      auto it = current_.find(graph_->states[i].value);
      if (it != current_.end()) graph_->writes.push_back({static_cast<int>(i), it->second});
    }
  }

 private:
  int new_value(const TensorSpec& spec) {
    graph_->values.push_back(spec);
    return static_cast<int>(graph_->values.size()) - 1;
  }

  Tensor traced(int id, const Strides& strides, int64_t offset) {
    auto impl = make_ref<TensorImpl>();
    impl->dtype = graph_->values[id].dtype;
    impl->device = graph_->values[id].device;
    impl->shape = graph_->values[id].shape;
    impl->strides = strides;
    impl->offset = offset;
    auto mark = make_ref<GraphTraced>();
    mark->tracer = Ref<Tracer>(this);
    mark->id = id;
    impl->traced = mark;
    return Tensor(std::move(impl));
  }

  bool is_ours(const Tensor& t) const {
    return t.is_traced() && static_cast<TracedValue*>(t.impl()->traced.get())->tracer.get() == this;
  }

  // The value that the tensor stood for when it was made; a tensor from outside becomes state.
  int original_id(const Tensor& t) {
    if (is_ours(t)) return static_cast<TracedValue*>(t.impl()->traced.get())->id;
    auto it = states_.find(t.impl());
    if (it != states_.end()) return it->second;
    int id = new_value({t.dtype(), t.shape(), t.device()});
    graph_->states.push_back({id, t, "state" + std::to_string(graph_->states.size())});
    states_[t.impl()] = id;
    return id;
  }

  void replace(const Tensor& target, const Tensor& value) {
    int id = original_id(target);
    int now = original_id(value);
    auto it = current_.find(now);
    current_[id] = it == current_.end() ? now : it->second;
    if (meta_of(value)) {  // the target's gradient now comes from the value
      AutogradMeta& meta = ensure_meta(target);
      meta.node = meta_of(value)->node;
      meta.output = meta_of(value)->output;
    }
  }

  // A view whose base was written to since it was made is made again.
  void refresh(Context& context, const Tensor& t) {
    TensorImpl* base_impl = t.impl()->view_base.get();
    if (!base_impl) return;
    Tensor base{Ref<TensorImpl>(base_impl)};
    auto it = writes_.find(original_id(base));
    if (it == writes_.end() || seen_[original_id(t)] == it->second) return;
    seen_[original_id(t)] = it->second;
    read_shape();  // strides and offset are those of these shapes
    Tensor again = op<"as_strided">(context, base, t.shape(), t.strides(), t.impl()->offset - base_impl->offset);
    replace(t, again);
  }

  Operand operand(Context& context, const Value& v) {
    Operand out;
    if (v.is_tensor()) {
      out.kind = Operand::Kind::kValue;
      out.value = id_now(context, v.as_tensor());
    } else if (v.is(Kind::kList)) {
      out.kind = Operand::Kind::kList;
      bool any = false;
      for (const Value& item : v.as_list()) {
        out.list.push_back(operand(context, item));
        any = any || out.list.back().kind != Operand::Kind::kPlain;
      }
      if (!any) {
        out.kind = Operand::Kind::kPlain;
        out.list.clear();
        out.plain = v;
      }
    } else {
      out.plain = v;
    }
    return out;
  }

  Ref<Graph> graph_;
  bool keep_composed_, open_ = true;
  std::unordered_map<const TensorImpl*, int> states_;  // the graph holds the tensors
  std::unordered_map<int, int> current_;               // values replaced by writes
  std::unordered_map<int, int64_t> writes_, seen_;     // of bases, and as their views last saw it, by value
};

}  // namespace

std::vector<TensorSpec> specs_of(const std::vector<Tensor>& tensors) {
  std::vector<TensorSpec> specs;
  specs.reserve(tensors.size());
  for (const Tensor& t : tensors) specs.push_back({t.dtype(), t.shape(), t.device()});
  return specs;
}

Ref<Graph> trace(Context& context, const std::vector<TensorSpec>& inputs, bool keep_composed, const TracedBody& body) {
  auto graph = make_ref<Graph>();
  auto tracer = make_ref<GraphTracer>(graph, keep_composed);
  Ref<Context> inside = context.child();
  inside->tracer = tracer;
  inside->quiet = false;
  std::vector<Tensor> arguments;
  arguments.reserve(inputs.size());
  for (const TensorSpec& spec : inputs) arguments.push_back(tracer->input(spec));
  try {
    tracer->finish(*inside, body(*inside, arguments));
  } catch (...) {
    tracer->close();
    throw;
  }
  tracer->close();
  return graph;
}

}  // namespace mixgrad
