#include "core/dispatch/placement.h"

namespace mixgrad {

namespace {

// f(argument, its tensor) for each tensor.
template <class F>
void each_tensor(std::span<const Value> arguments, F f) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Value& v = arguments[i];
    if (v.is_tensor()) f(i, *v.tensor_impl());
    if (!v.is(Kind::kList)) continue;
    for (const Value& item : v.as_list()) {
      if (item.is_tensor()) f(i, *item.tensor_impl());
    }
  }
}

[[noreturn]] void different(const Function& f, size_t argument, Device found, size_t other, Device expected) {
  const std::string& name = f.arguments[argument].name;
  std::string whose = other == argument ? "another tensor of it" : name_mark(f.arguments[other].name);
  throw Error(ErrorCode::kDevice, "argument " + name_mark(name) + " is on another device than " + whose)
      .in(f.name)
      .on(name)
      .given(device_name(found))
      .accepted(device_name(expected))
      .hint("move it with to_device");
}

}  // namespace

Device place_of(const Context& context, const Function& f, std::span<const Value> arguments) {
  if (f.device >= 0) return arguments[f.device].as_device();
  bool any = false, settled = false;
  size_t first = 0;
  Device device;
  auto settle = [&](size_t i, const TensorImpl& t) {
    any = true;
    if (settled || (t.device.is_cpu() && t.shape.rank() == 0)) return;
    settled = true;
    first = i;
    device = t.device;
  };
  // What is overwritten stays where it is, a number too.
  if (f.in_place_of) {
    settled = any = true;
    device = arguments[0].tensor_impl()->device;
  }
  each_tensor(arguments, settle);
  if (!any) return context.device;
  each_tensor(arguments, [&](size_t i, const TensorImpl& t) {
    if (t.device == device || (t.device.is_cpu() && t.shape.rank() == 0)) return;
    different(f, i, t.device, first, device);
  });
  return device;
}

Device work_place(const Context& context, std::span<const Value> arguments) {
  Device device = context.device;
  bool found = false;
  each_tensor(arguments, [&](size_t, const TensorImpl& t) {
    if (found || (t.device.is_cpu() && t.shape.rank() == 0)) return;
    found = true;
    device = t.device;
  });
  return device;
}

Ref<Context> context_on(const Context& context, Device device, const Function* function, const std::string& layer,
                        const std::string& argument) {
  Ref<Context> inside = context.on(device);
  if (!function && layer.empty()) return inside;
  auto site = make_ref<CallSite>();
  site->outer = context.site;
  site->function = function;
  site->argument = argument;
  site->layer = layer;
  inside->site = site;
  return inside;
}

ErrorStory story_of(const Context& context, const Function& function) {
  return [&function, site = context.site](Error& e) {
    e.in(function.name);
    for (const CallSite* at = site.get(); at; at = at->outer.get()) {
      if (at->function)
        e.as_of(at->function->name, at->argument.empty() && at->function->find_argument(e.argument()) >= 0);
      if (!at->argument.empty()) e.on(at->argument);
      if (!at->layer.empty()) e.layer(at->layer);
    }
  };
}

}  // namespace mixgrad
