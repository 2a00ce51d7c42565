#include "core/dispatch/writes.h"

#include "core/autograd/leaf_views.h"
#include "core/dispatch/bind.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {

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

Value saved_target(Context& context, const Tensor& target) {
  Results copied;
  std::array<Value, 1> argument{Value(target.detached())};
  invoke(context, require_function("copy"), argument, copied);
  Tensor twin = copied.tensor();
  if (AutogradMeta* meta = meta_of(target)) {
    AutogradMeta& own = ensure_meta(twin);
    own.node = meta->node;
    own.output = meta->output;
  }
  return twin;
}

bool overlaps(const Tensor& target, const Value& v) {
  if (!v.is_tensor() || v.tensor_impl() == target.impl() || v.tensor_impl()->storage != target.impl()->storage)
    return false;
  TensorImpl* other = v.tensor_impl();
  return other->shape != target.shape() || other->strides != target.strides() || other->offset != target.impl()->offset;
}

void check_writable(Context& context, const Tensor& target, bool recorded) {
  if (target.impl()->storage->read_only()) {
    throw Error(ErrorCode::kReadOnly, "this tensor may not be written: its memory belongs to somebody else")
        .hint("write to a copy");
  }
  for (int i = 0; i < target.rank(); ++i) {
    if (target.shape()[i] > 1 && target.strides()[i] == 0) {
      throw Error(ErrorCode::kValue, "a broadcast tensor may not be written: several elements share one place")
          .hint("write to a copy");
    }
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
  Value before = saved_target(context, target);
  BoundArguments own;
  for (const Value& v : arguments) {
    if (v.is_tensor() && v.tensor_impl() == target.impl())
      own.add(before);
    else
      own.add(overlaps(target, v) ? Value(op<"copy">(context, v.as_tensor())) : v);
  }
  try {
    Results made;
    invoke(context, *f.in_place_of, own.span(), made);
    op<"copy_">(context, target, op<"astype">(context, made.tensor(), target.dtype()));
  } catch (Error& e) {
    e.as_of(f.name, f.find_argument(e.argument()) >= 0);
    throw;
  }
}

}  // namespace mixgrad
