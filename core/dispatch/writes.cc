#include "core/dispatch/writes.h"

#include <algorithm>
#include <vector>

#include "core/autograd/leaf_views.h"
#include "core/dispatch/bind.h"
#include "core/dispatch/dispatch.h"
#include "core/tensor/windows.h"

namespace mixgrad {

namespace {

bool reads(const Function& f, size_t argument) {
  return std::find(f.reads_inputs.begin(), f.reads_inputs.end(), static_cast<int>(argument)) != f.reads_inputs.end();
}

// Memory from outside may have come here several times.
bool share_memory(const TensorImpl& a, const TensorImpl& b) {
  const Storage &one = *a.storage, &other = *b.storage;
  if (&one == &other) return true;
  auto begin = reinterpret_cast<uintptr_t>(one.data()), other_begin = reinterpret_cast<uintptr_t>(other.data());
  return one.device() == other.device() && begin < other_begin + static_cast<uintptr_t>(other.bytes()) &&
         other_begin < begin + static_cast<uintptr_t>(one.bytes());
}

bool are_one_window(const TensorImpl& a, const TensorImpl& b) {
  auto first = [](const TensorImpl& t) {
    return static_cast<const char*>(t.storage->data()) + t.offset * item_bytes(t.dtype);
  };
  return a.dtype == b.dtype && a.shape == b.shape && a.strides == b.strides && first(a) == first(b);
}

// Counted out, for windows of which is_disjoint can not tell.
bool share_places(const Tensor& t) {
  int64_t low = 0, high = 0;
  for (int i = 0; i < t.rank(); ++i) {
    if (t.shape()[i] > 1 && t.strides()[i] == 0) return true;
    (t.strides()[i] < 0 ? low : high) += (t.shape()[i] - 1) * t.strides()[i];
  }
  std::vector<bool> taken(static_cast<size_t>(high - low + 1));
  for (int64_t element = 0; element < t.elements(); ++element) {
    int64_t at = -low, rest = element;
    for (int i = t.rank() - 1; i >= 0; --i) {
      at += rest % t.shape()[i] * t.strides()[i];
      rest /= t.shape()[i];
    }
    if (taken[static_cast<size_t>(at)]) return true;
    taken[static_cast<size_t>(at)] = true;
  }
  return false;
}

const TensorImpl* base_of(const TensorImpl& t) { return t.view_base ? t.view_base.get() : &t; }

Value copy_of(Context& context, const Value& v) { return Value(op<"copy">(context, v.as_tensor())); }

// The target as it was stands for the target, wherever it is an argument.
void put_saved(BoundArguments& kept, const Tensor& target, const Value& saved) {
  if (saved.is_absent()) return;
  for (Value& v : kept.span())
    if (v.is_tensor() && v.tensor_impl() == target.impl()) v = saved;
}

// A recorded write to a view becomes an update of its base: the base is now the scatter of the view into what it was,
// and the view is a window on the new base.
void rebase_view(const Tensor& view) {
  Tensor base(view.impl()->view_base);
  if (!base.is_contiguous()) {
    throw Error(ErrorCode::kGradient, "a recorded write to a view needs a base whose elements are contiguous")
        .hint("write to a copy");
  }
  static const Function& scatter = require_function("as_strided_scatter");
  int64_t offset = view.impl()->offset - base.impl()->offset;
  std::array<Value, 5> write{Value(base), Value(view), Value(view.shape()), Value(view.strides()), Value(offset)};
  record_gradient(scatter, write, {&base, 1});
  ++meta_of(base)->writes;
}

}  // namespace

void keep_operands(Context& context, const Function& f, std::span<const Value> arguments, bool recorded,
                   BoundArguments& kept) {
  const TensorImpl& target = *arguments[0].tensor_impl();
  bool by_element = f.in_place_of->batching == "elementwise";
  kept.add(arguments[0]);
  for (size_t i = 1; i < arguments.size(); ++i) {
    const Value& v = arguments[i];
    bool copied = false;
    if (v.is_tensor() && share_memory(target, *v.tensor_impl())) {
      copied = !by_element || !are_one_window(target, *v.tensor_impl()) ||
               (recorded && v.tensor_impl() != &target && reads(f, i));
    }
    kept.add(copied ? copy_of(context, v) : v);
  }
}

void keep_traced_operands(Context& context, const Function& f, std::span<const Value> arguments, BoundArguments& kept) {
  const TensorImpl& target = *arguments[0].tensor_impl();
  bool recorded = context.recording && any_wants_gradient(arguments);
  Value before;  // one copy of the target, however often it is an argument
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Value& v = arguments[i];
    if (!recorded || !v.is_tensor() || !reads(f, i) || base_of(*v.tensor_impl()) != base_of(target)) {
      kept.add(v);
    } else if (v.tensor_impl() == &target) {
      if (before.is_absent()) before = copy_of(context, v);
      kept.add(before);
    } else {
      kept.add(copy_of(context, v));
    }
  }
}

Value saved_target(Context& context, const Function& f, std::span<const Value> arguments) {
  Tensor target = arguments[0].as_tensor();
  bool any = false;
  for (size_t i = 0; i < arguments.size(); ++i)
    any = any || (arguments[i].is_tensor() && arguments[i].tensor_impl() == target.impl() && reads(f, i));
  if (!any) return {};
  Tensor twin = op<"copy">(context, target.detached());
  if (AutogradMeta* meta = meta_of(target)) {
    AutogradMeta& own = ensure_meta(twin);
    own.node = meta->node;
    own.output = meta->output;
  }
  return Value(twin);
}

void record_write(const Function& f, BoundArguments& kept, const Value& saved) {
  Tensor target = kept.at(0).as_tensor();
  put_saved(kept, target, saved);
  record_gradient(f, kept.span(), {&target, 1});
  if (target.impl()->view_base)
    rebase_view(target);
  else
    ++meta_of(target)->writes;
}

void check_writable(Context& context, const Tensor& target, bool recorded) {
  if (target.impl()->storage->read_only()) {
    throw Error(ErrorCode::kReadOnly, "this tensor may not be written: its memory belongs to somebody else")
        .hint("write to a copy");
  }
  if (!is_disjoint(target.shape(), target.strides()) && share_places(target)) {
    throw Error(
        ErrorCode::kValue,
        "a tensor that is broadcast or whose windows overlap may not be written: several elements share one place")
        .hint("write to a copy");
  }
  Tensor owner = target.impl()->view_base ? Tensor(target.impl()->view_base) : target;
  for (const Tensor& t : {target, owner}) {
    if (context.recording && is_leaf(t) && wants_gradient(t)) {
      throw Error(ErrorCode::kGradient, "a leaf that wants a gradient may not be written while recording")
          .hint("write inside no_grad");
    }
  }
  if (context.recording) check_leaf_views(target, recorded);
}

void record_converted(Context& context, const Function& f, std::span<const Value> arguments, const Tensor& target) {
  BoundArguments kept;
  keep_operands(context, f, arguments, true, kept);
  Value saved = saved_target(context, f, kept.span());
  put_saved(kept, target, saved);
  try {
    Results made;
    invoke(context, *f.in_place_of, kept.span(), made);
    op<"copy_">(context, target, op<"astype">(context, made.tensor(), target.dtype()));
  } catch (Error& e) {
    e.as_of(f.name, f.find_argument(e.argument()) >= 0);
    throw;
  }
}

}  // namespace mixgrad
