// Modules: what has parameters, children, a training mode and a forward. Subclasses of the host's language have a peer
// there.
#pragma once

#include <atomic>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/dispatch/callable.h"
#include "core/runtime/fair_lock.h"

namespace mixgrad {

class Module : public Object {
 public:
  const Class& cls() const override;

  void add_parameter(const std::string& name, const Tensor& tensor);  // wants a gradient from now on
  void add_buffer(const std::string& name, const Tensor& tensor);     // saved and moved, not trained
  void add_child(const std::string& name, const Ref<Module>& child);

  using NamedTensors = std::vector<std::pair<std::string, Tensor>>;
  const NamedTensors& own_parameters() const { return parameters_; }
  const NamedTensors& own_buffers() const { return buffers_; }
  const std::vector<std::pair<std::string, Ref<Module>>>& children() const { return children_; }
  NamedTensors named_parameters() const;  // of the whole tree: "layers.0.weight"; a shared one once
  NamedTensors named_state() const;       // parameters and buffers
  Tensor find_own(std::string_view name) const;

  std::vector<Ref<Module>> tree();  // this module and all below it, a shared one once; parents first

  bool training() const { return training_.load(std::memory_order_relaxed); }
  bool training(Context& context) const;  // the same; a trace then holds for this mode only
  void set_training(bool on);             // of the whole tree
  void set_own_training(bool on) { training_.store(on, std::memory_order_relaxed); }
  const std::string& name() const { return name_; }

 private:
  void check_name(const std::string& name) const;
  void collect(const std::string& prefix, bool with_buffers, NamedTensors& out,
               std::unordered_set<const TensorImpl*>& known) const;
  NamedTensors parameters_, buffers_;
  std::vector<std::pair<std::string, Ref<Module>>> children_;
  std::unordered_set<std::string> names_;  // of all of these
  std::string name_;                       // as a child; "" at the top
  std::atomic<bool> training_{true};

  friend class TreeLock;
  friend class TreeClaim;
  FairLock step_;  // see exclusive.h
  std::atomic<bool> claimed_{false};
};

// Runs a module's forward, the host's where it overrides it. Errors inside name the path of layers.
Tensor module_forward(Context& context, Module& module, const Tensor& x);
Device device_of(Module& module);  // of its first parameter or buffer; the CPU, if there is none

// Helpers for schemas of modules.
template <class T>
T& object_as(const Value& v) {
  return *static_cast<T*>(v.as_object());
}
const Class& class_named(const char* name);  // for cls(): looked up once at the call site
#define MIXGRAD_CLASS_OF(NAME)                                        \
  const ::mixgrad::Class& cls() const override {                      \
    static const ::mixgrad::Class& c = ::mixgrad::class_named(#NAME); \
    return c;                                                         \
  }

}  // namespace mixgrad
