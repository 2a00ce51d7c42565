#include "core/backend-sim/arguments.h"

namespace mixgrad::sim {

Span Arguments::span_of(const Tensor& t) {
  const Storage& storage = *t.impl()->storage;
  return {static_cast<const char*>(storage.data()), storage.bytes()};
}

Tensor Arguments::tensor(const Tensor& t, bool is_read) {
  Tensor& seen = tensors_[t.impl()];
  if (seen) return seen;
  if (t.device().is_cpu() && t.rank() == 0) {
    seen = Tensor::empty(t.dtype(), t.shape());
    copy_cpu(t, seen);
    return seen;
  }
  if (!(t.device() == device_)) {
    throw Error(ErrorCode::kInternal,
                "a call on " + device_name(device_) + " got a tensor on " + device_name(t.device()));
  }
  const Storage& storage = *t.impl()->storage;
  Ref<Storage>& real = storages_[&storage];
  if (!real) real = Storage::from_memory(arena_.real(storage.data()), storage.bytes(), false, nullptr);
  if (is_read) reads.push_back(span_of(t));
  auto impl = make_ref<TensorImpl>();
  impl->dtype = t.dtype();
  impl->shape = t.shape();
  impl->strides = t.strides();
  impl->offset = t.impl()->offset;
  impl->storage = real;
  return seen = Tensor(std::move(impl));
}

Value Arguments::value(const Value& v) {
  if (v.is_tensor()) return tensor(v.as_tensor());
  if (v.is(Kind::kObject)) return Value::null();  // a generator: the call has its numbers already
  if (!v.is(Kind::kList)) return v;
  ValueList items;
  items.reserve(v.as_list().size());
  for (const Value& item : v.as_list()) items.push_back(value(item));
  return Value(std::move(items));
}

}  // namespace mixgrad::sim
