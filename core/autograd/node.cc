#include "core/autograd/node.h"

#include <algorithm>
#include <atomic>

#include "core/schema/registry.h"

namespace mixgrad {

namespace {
std::atomic<uint64_t> g_sequence{1};
thread_local uint64_t t_again = 0;  // the next place of what is recorded again; 0: none is

uint64_t next_place() { return t_again ? t_again++ : g_sequence.fetch_add(1, std::memory_order_relaxed); }

// References to what was just made are not counted up and down again: this runs with every recorded call.
template <class T>
Ref<T> make_first() {
  auto* made = new T;
  made->retain_first();
  return Ref<T>::adopt(made);
}
}  // namespace

AutogradMeta* meta_of(const Tensor& tensor) { return static_cast<AutogradMeta*>(tensor.impl()->autograd.get()); }

AutogradMeta& ensure_meta(const Tensor& tensor) {
  if (!tensor.impl()->autograd) tensor.impl()->autograd = make_first<AutogradMeta>();
  return *meta_of(tensor);
}

namespace {
// A view of a base that was written to since gets a new past: a window on the base as it is now.
void refresh_view(const Tensor& view) {
  TensorImpl* base_impl = view.impl()->view_base.get();
  if (!base_impl || !base_impl->autograd) return;
  Tensor base{Ref<TensorImpl>(base_impl)};
  uint64_t writes = meta_of(base)->writes;
  if (writes == 0 || ensure_meta(view).seen == writes) return;
  meta_of(view)->seen = writes;
  static const Function* window = Registry::instance().find_function("as_strided");
  int64_t offset = view.impl()->offset - base_impl->offset;
  std::array<Value, 4> arguments{Value(base), Value(view.shape()), Value(view.strides()), Value(offset)};
  record_gradient(*window, arguments, {&view, 1});
}
}  // namespace

bool wants_gradient(const Tensor& tensor) {
  refresh_view(tensor);
  AutogradMeta* meta = meta_of(tensor);
  return meta && (meta->requires_grad || meta->node);
}

bool is_leaf(const Tensor& tensor) {
  AutogradMeta* meta = meta_of(tensor);
  return !meta || !meta->node;
}

Edge edge_of(const Tensor& tensor) {
  refresh_view(tensor);
  AutogradMeta* meta = meta_of(tensor);
  if (!meta) return {};
  if (meta->node) return {meta->node, meta->output, nullptr};
  if (meta->requires_grad) return {nullptr, 0, Ref<TensorImpl>(tensor.impl())};
  return {};
}

namespace {
Edge edge_of(const Value& v) {
  TensorImpl* impl = v.tensor_impl();
  if (impl->view_base) return edge_of(v.as_tensor());
  auto* meta = static_cast<AutogradMeta*>(impl->autograd.get());
  if (!meta) return {};
  if (meta->node) return {meta->node, meta->output, nullptr};
  if (meta->requires_grad) return {nullptr, 0, Ref<TensorImpl>(impl)};
  return {};
}

bool wants_gradient(const Value& v) {
  TensorImpl* impl = v.tensor_impl();
  if (impl->view_base) return wants_gradient(v.as_tensor());
  auto* meta = static_cast<AutogradMeta*>(impl->autograd.get());
  return meta && (meta->requires_grad || meta->node);
}
}  // namespace

bool any_wants_gradient(std::span<const Value> arguments) {
  for (const Value& v : arguments) {
    if (v.is_tensor()) {
      if (wants_gradient(v)) return true;
    } else if (v.is(Kind::kList)) {
      for (const Value& item : v.as_list()) {
        if (item.is_tensor() && wants_gradient(item)) return true;
      }
    }
  }
  return false;
}

void GradientNode::free_saved() {
  for (GradientInput& input : inputs) {
    if (input.argument.is_tensor()) input.argument = Value();
  }
  for (GradientItem& item : items) item.saved = Tensor();
  for (GradientOutput& output : outputs) output.saved = Tensor();
  consumed = true;
}

// A chain of a million nodes must not be a million nested destructors: nodes are taken apart in a loop.
GradientNode::~GradientNode() {
  thread_local std::vector<Ref<GradientNode>>* pending = nullptr;
  std::vector<Ref<GradientNode>> own;
  bool outermost = pending == nullptr;
  if (outermost) pending = &own;
  for (GradientInput& input : inputs) {
    if (input.edge.node) pending->push_back(std::move(input.edge.node));
    // A saved input that nothing else holds would free its own node inside this destructor.
    if (input.argument.is_tensor() && input.argument.tensor_impl()->reference_count() == 1) {
      if (AutogradMeta* meta = static_cast<AutogradMeta*>(input.argument.tensor_impl()->autograd.get())) {
        if (meta->node) pending->push_back(meta->node);
      }
    }
  }
  for (GradientItem& item : items) {
    if (item.edge.node) pending->push_back(std::move(item.edge.node));
  }
  if (!outermost) return;
  while (!own.empty()) {
    Ref<GradientNode> next = std::move(own.back());
    own.pop_back();
  }
  pending = nullptr;
}

namespace {
void describe(TensorSpec& spec, const TensorImpl& t) {
  spec.dtype = t.dtype;
  spec.device = t.device;
  spec.shape = t.shape;
}
TensorSpec spec_of(const Tensor& t) { return {t.dtype(), t.shape(), t.device()}; }
int64_t version_of(const Tensor& t, const Tracer* tracer) {
  return (t.impl()->storage ? t.impl()->storage->version() : 0) + (tracer ? tracer->writes(t) : 0);
}
bool is_list_output(const Function& f) { return f.outputs.size() == 1 && f.outputs[0].type.kind == TypeKind::kTensors; }
bool contains(const std::vector<int>& list, size_t i) {
  return std::find(list.begin(), list.end(), static_cast<int>(i)) != list.end();
}

// The same value without the gradient's past; an output saved as it is would hold its own node.
Tensor twin_of(const Tensor& t) {
  Tensor twin = t.window(t.shape(), t.strides(), t.impl()->offset);
  twin.impl()->traced = t.impl()->traced;
  return twin;
}
}  // namespace

RecordedAgain::RecordedAgain(uint64_t sequence) : before_(t_again) { t_again = sequence; }
RecordedAgain::~RecordedAgain() { t_again = before_; }
void RecordedAgain::keep_places_free() {
  if (t_again)
    t_again += kPlaces;
  else
    g_sequence.fetch_add(kPlaces, std::memory_order_relaxed);
}

void record_gradient(const Function& f, std::span<const Value> arguments, std::span<const Tensor> outputs,
                     const Tracer* tracer) {
  auto node = make_first<GradientNode>();
  node->function = &f;
  node->sequence = next_place();
  node->inputs.resize(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Value& v = arguments[i];
    GradientInput& input = node->inputs[i];
    if (v.is_tensor()) {
      TensorImpl* t = v.tensor_impl();
      input.present = true;
      describe(input.spec, *t);
      if (contains(f.reads_inputs, i)) {
        input.argument = v;
        input.version = (t->storage ? t->storage->version() : 0) + (tracer ? tracer->writes(v.as_tensor()) : 0);
      }
      if (contains(f.gradient_inputs, i)) input.edge = edge_of(v);
    } else if (v.is(Kind::kList) && f.arguments[i].type.kind == TypeKind::kTensors) {
      bool reads = contains(f.reads_inputs, i);
      for (const Value& item : v.as_list()) {
        Tensor t = item.as_tensor();
        node->items.push_back({spec_of(t), edge_of(t), reads ? t : Tensor(), reads ? version_of(t, tracer) : 0});
      }
    } else {
      input.argument = v;
    }
  }
  node->outputs.resize(outputs.size());
  bool list = is_list_output(f);  // read or not as a whole
  for (size_t i = 0; i < outputs.size(); ++i) {
    describe(node->outputs[i].spec, *outputs[i].impl());
    if (!contains(f.reads_outputs, list ? 0 : i)) continue;
    node->outputs[i].saved = twin_of(outputs[i]);
    node->outputs[i].version = version_of(outputs[i], tracer);
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!is_floating(outputs[i].dtype())) continue;
    AutogradMeta& meta = ensure_meta(outputs[i]);
    meta.node = node;
    meta.output = static_cast<int>(i);
  }
}

void pass_on(GradientNode& node, const Tensor& steps) {
  static const Function& passing = []() -> const Function& {
    auto* f = new Function();
    f->name = "steps";
    f->gradient = [](Backward& b) { b.set(0, b.grad()); };
    return *f;
  }();
  GradientInput input;
  input.present = true;
  describe(input.spec, *steps.impl());
  input.edge = edge_of(steps);
  node.inputs.clear();
  node.inputs.push_back(std::move(input));
  node.function = &passing;
}

namespace {
// In the place of a parameter's memory Module.to puts other memory, whose version may be any.
void check_version(const Context& context, const Function& f, const Tensor& t, const TensorSpec& spec, int64_t version,
                   const std::string& what) {
  if (t.dtype() != spec.dtype || !(t.device() == spec.device)) {
    throw Error(ErrorCode::kGradient, "the gradient of " + f.name + " needs the value of " + what +
                                          ", whose dtype or device was changed after " + f.name + " had used it")
        .in("backward")
        .hint("call backward before Module.to");
  }
  if (version_of(t, context.tracer.get()) == version) return;
  throw Error(ErrorCode::kGradient, "the gradient of " + f.name + " needs the value of " + what +
                                        ", which was overwritten after " + f.name + " had used it")
      .in("backward")
      .hint("write to a copy, or before the call of " + f.name);
}
[[noreturn]] void undeclared(const Function& f, const std::string& what) {
  throw Error(ErrorCode::kInternal, "the gradient of " + f.name + " reads " + what + " and does not declare it");
}
}  // namespace

Tensor Backward::input(int i) const {
  const GradientInput& input = node_.inputs[i];
  const std::string& name = node_.function->arguments[i].name;
  if (!input.argument.is_tensor()) undeclared(*node_.function, name);
  Tensor t = input.argument.as_tensor();
  check_version(context, *node_.function, t, input.spec, input.version, name);
  return t;
}

Tensor Backward::item(int i) const {
  const GradientItem& item = node_.items[i];
  if (!item.saved) undeclared(*node_.function, "a list");
  check_version(context, *node_.function, item.saved, item.spec, item.version, "item " + std::to_string(i));
  return item.saved;
}

Value Backward::operand(int i) const {
  const Value& v = node_.inputs[i].argument;
  return v.is_number() ? v : Value(input(i));
}

Tensor Backward::output(int i) const {
  const GradientOutput& output = node_.outputs[i];
  const std::string& name = node_.function->outputs[is_list_output(*node_.function) ? 0 : i].name;
  if (!output.saved) undeclared(*node_.function, name);
  check_version(context, *node_.function, output.saved, output.spec, output.version, name);
  Tensor twin = twin_of(output.saved);
  if (context.recording) {  // to the rule it is the result of this node, so that second gradients flow
    AutogradMeta& meta = ensure_meta(twin);
    meta.node = Ref<GradientNode>(&node_);
    meta.output = i;
  }
  return twin;
}

}  // namespace mixgrad
