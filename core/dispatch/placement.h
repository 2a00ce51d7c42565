// Where a call runs: on the device of its tensors. A tensor on the CPU without axes is a number wherever it goes.
#pragma once

#include <span>

#include "core/context/context.h"
#include "core/kernels/library.h"
#include "core/schema/function.h"

namespace mixgrad {

// Whether all there is to know is that it runs on the CPU, as nearly every call does.
inline bool is_on_cpu(const Context& context, const Function& function, std::span<const Value> arguments) {
  if (!context.device.is_cpu()) return false;
  for (const Value& v : arguments) {
    if (v.is_tensor()) {
      if (!v.tensor_impl()->device.is_cpu()) return false;
    } else if (v.is(Kind::kList)) {
      for (const Value& item : v.as_list()) {
        if (item.is_tensor() && !item.tensor_impl()->device.is_cpu()) return false;
      }
    }
  }
  return function.device < 0 || !arguments[function.device].is(Kind::kDevice) ||
         arguments[function.device].as_device().is_cpu();
}

// Where the results of an operator live; a device error if its tensors lie on several devices.
Device place_of(const Context& context, const Function& function, std::span<const Value> arguments);
// Where a function that is no operator works: on that of its first tensor with axes or on a device.
Device work_place(const Context& context, std::span<const Value> arguments);

// The context for what a function calls on a device: what it makes is made there, and its late errors are those of the
// function and, if one is given, of its argument.
Ref<Context> context_on(const Context& context, Device device, const Function* function, const std::string& layer = {},
                        const std::string& argument = {});
// How the context tells an error of this operator that comes late.
ErrorStory story_of(const Context& context, const Function& function);

}  // namespace mixgrad
