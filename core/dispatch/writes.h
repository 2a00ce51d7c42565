// What calls that overwrite their first argument take care of: whether it may be written, and what gradients need of
// it.
#pragma once

#include <span>

#include "core/context/context.h"
#include "core/dispatch/bind.h"
#include "core/schema/function.h"

namespace mixgrad {

void check_writable(Context& context, const Tensor& target, bool recorded);

// The arguments of a call that overwrites its first one, as they may be read while it is written: what lies in the same
// memory is copied, unless it is read element by element where the target is written. With `recorded`, what the
// gradient reads is copied too, but for the target itself: see record_write.
void keep_operands(Context& context, const Function& f, std::span<const Value> arguments, bool recorded,
                   BoundArguments& kept);

// The same for a trace, where calls write to nothing: copies of what the gradient reads and the write will replace.
void keep_traced_operands(Context& context, const Function& f, std::span<const Value> arguments, BoundArguments& kept);

// What a gradient reads of the target, in a copy with the same past, made before it is overwritten: in each place where
// the target is an argument. Absent if it reads nothing of it.
Value saved_target(Context& context, const Function& f, std::span<const Value> arguments);

// Hangs the node of a call that has overwritten its first argument on it, and gives a view's base its new past.
void record_write(const Function& f, BoundArguments& kept, const Value& saved);

// What computes in another type than the target's is recorded as the call, its conversion and a write, as a trace has
// it: the gradients inside are of the wider type.
void record_converted(Context& context, const Function& f, std::span<const Value> arguments, const Tensor& target);

}  // namespace mixgrad
