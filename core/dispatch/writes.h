// What calls that overwrite their first argument take care of: whether it may be written, and what gradients need of
// it.
#pragma once

#include <span>

#include "core/context/context.h"
#include "core/schema/function.h"

namespace mixgrad {

void check_writable(Context& context, const Tensor& target, bool recorded);

// Inputs that share memory with the target and lie differently would be overwritten while they are read.
bool overlaps(const Tensor& target, const Value& input);

// Before a recorded call overwrites its target: what the gradient will read of it, in a copy with the same past.
Value saved_target(Context& context, const Tensor& target);

// A recorded write to a view becomes an update of its base: the base is now the scatter of the view into what it was,
// and the view is a window on the new base.
void rebase_view(const Tensor& view);

// What computes in another type than the target's is recorded as the call, its conversion and a write, as a trace has
// it: the gradients inside are of the wider type.
void record_converted(Context& context, const Function& f, std::span<const Value> arguments, const Tensor& target);

}  // namespace mixgrad
