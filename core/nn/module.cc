#include "core/nn/module.h"

#include <algorithm>
#include <unordered_set>

#include "core/autograd/leaf_views.h"
#include "core/dispatch/placement.h"
#include "core/nn/part.h"

namespace mixgrad {

const Class& class_named(const char* name) {
  const Class* c = Registry::instance().find_class(name);
  if (!c) throw Error(ErrorCode::kInternal, std::string("no class ") + name);
  return *c;
}

const Class& Module::cls() const {
  static const Class& c = class_named("Module");
  return c;
}

void Module::check_name(const std::string& name) const {
  if (name.empty() || name.find('.') != std::string::npos) {
    throw Error(ErrorCode::kValue, "a name in a module is not empty and has no dot")
        .on("name")
        .given("\"" + name + "\"");
  }
  if (names_.count(name)) {
    throw Error(ErrorCode::kValue, "this name is taken in the module").on("name").given("\"" + name + "\"");
  }
}

void Module::add_parameter(const std::string& name, const Tensor& tensor) {
  check_name(name);
  if (!is_floating(tensor.dtype())) {
    throw Error(ErrorCode::kDType, "a parameter is a floating tensor")
        .on("tensor")
        .given(dtype_name(tensor.dtype()))
        .accepted("floating");
  }
  if (!is_leaf(tensor)) {
    throw Error(ErrorCode::kGradient, "a parameter must not be the result of a recorded call")
        .on("tensor")
        .hint("make it inside no_grad");
  }
  set_requires_grad(tensor, true);
  parameters_.emplace_back(name, tensor);
  names_.insert(name);
}

void Module::add_buffer(const std::string& name, const Tensor& tensor) {
  check_name(name);
  buffers_.emplace_back(name, tensor);
  names_.insert(name);
}

void Module::add_child(const std::string& name, const Ref<Module>& child) {
  check_name(name);
  std::vector<const Module*> below{child.get()};
  while (!below.empty()) {  // a module inside itself would never end
    const Module* m = below.back();
    below.pop_back();
    if (m == this) throw Error(ErrorCode::kValue, "a module can not contain itself").on("child");
    for (auto& [n, c] : m->children_) below.push_back(c.get());
  }
  child->name_ = name;
  children_.emplace_back(name, child);
  names_.insert(name);
}

void Module::collect(const std::string& prefix, bool with_buffers, NamedTensors& out,
                     std::unordered_set<const TensorImpl*>& known) const {
  auto put = [&](const std::string& name, const Tensor& t) {
    if (known.insert(t.impl()).second) out.emplace_back(prefix + name, t);
  };
  for (auto& [name, t] : parameters_) put(name, t);
  if (with_buffers) {
    for (auto& [name, t] : buffers_) put(name, t);
  }
  for (auto& [name, child] : children_) child->collect(prefix + name + ".", with_buffers, out, known);
}

Module::NamedTensors Module::named_parameters() const {
  NamedTensors out;
  std::unordered_set<const TensorImpl*> known;
  collect("", false, out, known);
  return out;
}
Module::NamedTensors Module::named_state() const {
  NamedTensors out;
  std::unordered_set<const TensorImpl*> known;
  collect("", true, out, known);
  return out;
}

std::vector<Ref<Module>> Module::tree() {
  std::vector<Ref<Module>> out{Ref<Module>(this)};
  std::unordered_set<Module*> seen{this};
  for (size_t i = 0; i < out.size(); ++i) {
    for (auto& [name, child] : out[i]->children_) {
      if (seen.insert(child.get()).second) out.push_back(child);
    }
  }
  return out;
}

Tensor Module::find_own(std::string_view name) const {
  for (auto* list : {&parameters_, &buffers_}) {
    for (auto& [n, t] : *list) {
      if (n == name) return t;
    }
  }
  return Tensor();
}

void Module::set_training(bool on) {
  set_own_training(on);
  for (auto& [name, child] : children_) child->set_training(on);
}

bool Module::training(Context& context) const {
  if (context.tracer) {
    context.tracer->depend(const_cast<Module&>(*this), [](const Object& o) {
      return static_cast<int64_t>(static_cast<const Module&>(o).training());
    });
  }
  return training();
}

namespace {
Tensor forward_in(Context& context, Module& module, const Tensor& x) {
  try {
    auto* part = dynamic_cast<ModulePart*>(&module);
    if (Tensor out; part && part->run_part(context, x, out)) {
      if (context.observer) context.observer->output(module, out.shape());
      return out;
    }
    // What x counts, of rows to look up or of classes, is counted as the caller does: no layer above has looked at it.
    ValueList results = host_overrides(module, "forward")
                            ? call_method(context, module, "forward", {Value(x)})
                            : call_method_as_caller(context, module, "forward", {Value(x)});
    if (results.size() != 1 || !results[0].is_tensor()) {
      throw Error(ErrorCode::kType, "forward must return one tensor")
          .in(module.cls().name + ".forward")
          .given(results.size() == 1 ? kind_name(results[0].kind()) : std::to_string(results.size()) + " results");
    }
    if (context.observer) context.observer->output(module, results[0].tensor_impl()->shape);
    return results[0].as_tensor();
  } catch (Error& e) {
    if (!module.name().empty()) e.layer(module.name());
    throw;
  }
}
}  // namespace

Tensor module_forward(Context& context, Module& module, const Tensor& x) {
  if (x.device().is_cpu()) return forward_in(context, module, x);
  Ref<Context> inside = context_on(context, x.device(), nullptr, module.name());
  return forward_in(*inside, module, x);
}

Device device_of(Module& module) {
  for (const Ref<Module>& part : module.tree()) {
    for (const auto* own : {&part->own_parameters(), &part->own_buffers()}) {
      if (!own->empty()) return own->front().second.device();
    }
  }
  return {};
}

}  // namespace mixgrad
