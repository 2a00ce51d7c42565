// Tensors from and to JavaScript's buffers, and what is known of them.
#include <cstring>

#include "arguments.h"

namespace mixgrad_node {

namespace {

napi_value gone(Environment& e) {
  return fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this tensor was disposed, or its scope has ended");
}

// The memory of a typed array, a DataView's excluded.
struct View {
  void* data = nullptr;
  size_t bytes = 0;
  napi_value buffer = nullptr;
};
View view_of(napi_env env, napi_value typed_array) {
  napi_typedarray_type type;
  size_t length = 0, offset;
  View view;
  napi_get_typedarray_info(env, typed_array, &type, &length, &view.data, &view.buffer, &offset);
  static const size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  view.bytes = length * kSizes[type];
  return view;
}

struct Dimensions {
  int64_t sizes[MIXGRAD_LIMIT_AXES + 1];
  uint32_t rank = 0;
};
Dimensions dimensions_of(napi_env env, napi_value array) {
  Dimensions d;
  napi_get_array_length(env, array, &d.rank);
  for (uint32_t i = 0; i < d.rank && i <= MIXGRAD_LIMIT_AXES; ++i) {
    napi_value item;
    napi_get_element(env, array, i, &item);
    napi_get_value_int64(env, item, &d.sizes[i]);
  }
  return d;
}

// fromCopy(typedArray, dtype, shape): the result is in the shared buffer.
napi_value from_copy(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  View view = view_of(env, a.values[0]);
  Dimensions d = dimensions_of(env, a.values[2]);
  mixgrad_tensor* tensor;
  mixgrad_status* status = mixgrad_tensor_from_copy(context, view.data, a.integer(1), static_cast<int32_t>(d.rank),
                                                    d.sizes, nullptr, &tensor);
  if (status) return fail(a.e, status);
  deliver_tensor(a.e, tensor);
  return nullptr;
}

// A buffer of JavaScript that a tensor uses.
struct Lent {
  std::shared_ptr<Mailbox> mailbox;
  napi_ref buffer;
};

void give_back(void* user_data) {
  auto* lent = static_cast<Lent*>(user_data);
  {
    std::lock_guard lock(lent->mailbox->mutex);
    if (!lent->mailbox->closed) {
      lent->mailbox->unused.push_back(lent->buffer);
      lent->mailbox->waiting.store(true, std::memory_order_release);
    }
    --lent->mailbox->lent;
  }
  delete lent;
}

// fromMemory(typedArray, dtype, shape, readOnly): without a copy.
napi_value from_memory(napi_env env, napi_callback_info info) {
  Arguments<4> a(env, info);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  View view = view_of(env, a.values[0]);
  Dimensions d = dimensions_of(env, a.values[2]);
  auto* lent = new Lent{a.e.mailbox, nullptr};
  napi_create_reference(env, view.buffer, 1, &lent->buffer);
  ++a.e.mailbox->lent;
  mixgrad_tensor* tensor;
  mixgrad_status* status = mixgrad_tensor_from_memory(context, view.data, a.integer(1), static_cast<int32_t>(d.rank),
                                                      d.sizes, nullptr, a.boolean(3), give_back, lent, &tensor);
  if (status) {
    napi_delete_reference(env, lent->buffer);
    --a.e.mailbox->lent;
    delete lent;
    return fail(a.e, status);
  }
  deliver_tensor(a.e, tensor);
  return nullptr;
}

// copyOut and copyIn(slot, generation, dtype, typedArray)
template <auto copy>
napi_value copy_elements(napi_env env, napi_callback_info info) {
  Arguments<4> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  if (!tensor) return gone(a.e);
  View view = view_of(env, a.values[3]);
  if (mixgrad_status* status = copy(tensor, a.integer(2), 0, view.data, view.bytes)) return fail(a.e, status);
  return nullptr;
}

// describe(slot, generation): into the shared buffer.
napi_value describe(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  if (!tensor) return gone(a.e);
  mixgrad_tensor_info t{};
  t.struct_size = sizeof t;
  if (mixgrad_status* status = mixgrad_tensor_describe(tensor, &t)) return fail(a.e, status);
  int32_t* words = a.e.words();
  double* doubles = a.e.doubles();
  words[kDType] = t.dtype;
  words[kRank] = t.rank;
  words[kRequiresGrad] = t.requires_grad;
  words[kIsLeaf] = t.is_leaf;
  words[kIsTraced] = t.is_traced;
  words[kIsContiguous] = t.is_contiguous;
  words[kIsReadOnly] = t.is_read_only;
  for (int i = 0; i < t.rank; ++i) {
    doubles[kShape + i] = static_cast<double>(t.sizes[i]);
    doubles[kStrides + i] = static_cast<double>(t.steps[i]);
  }
  doubles[kSize] = static_cast<double>(t.size);
  doubles[kDevice] = static_cast<double>(t.device);
  doubles[kVersion] = static_cast<double>(t.version);
  doubles[kItemBytes] = t.item_bytes;
  return nullptr;
}

// grad(slot, generation): the gradient, in the shared buffer.
napi_value grad(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  if (!tensor) return gone(a.e);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  mixgrad_tensor* found = nullptr;
  if (mixgrad_status* status = mixgrad_tensor_grad(context, tensor, &found)) return fail(a.e, status);
  if (found)
    deliver_tensor(a.e, found);
  else
    a.e.words()[kResultKind] = kNothing;
  return nullptr;
}

// setGrad(slot, generation, slot, generation): a slot of -1 removes it.
napi_value set_grad(napi_env env, napi_callback_info info) {
  Arguments<4> a(env, info);
  mixgrad_tensor *tensor = a.tensor(0), *gradient = a.integer(2) < 0 ? nullptr : a.tensor(2);
  if (!tensor || (!gradient && a.integer(2) >= 0)) return gone(a.e);
  if (mixgrad_status* status = mixgrad_tensor_set_grad(tensor, gradient)) return fail(a.e, status);
  return nullptr;
}

napi_value set_requires_grad(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  if (!tensor) return gone(a.e);
  if (mixgrad_status* status = mixgrad_tensor_set_requires_grad(tensor, a.boolean(2))) return fail(a.e, status);
  return nullptr;
}

napi_value identity(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  return make(env, tensor ? static_cast<double>(mixgrad_tensor_identity(tensor)) : 0.0);
}

napi_value is_disposed(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_tensor* tensor = a.tensor(0);
  napi_value v;
  napi_get_boolean(env, !tensor || mixgrad_tensor_is_disposed(tensor), &v);
  return v;
}

}  // namespace

void add_tensors(napi_env env, napi_value exports) {
  add(env, exports, "fromCopy", from_copy);
  add(env, exports, "fromMemory", from_memory);
  add(env, exports, "copyOut", copy_elements<mixgrad_tensor_copy_out>);
  add(env, exports, "copyIn", copy_elements<mixgrad_tensor_copy_in>);
  add(env, exports, "describe", describe);
  add(env, exports, "grad", grad);
  add(env, exports, "setGrad", set_grad);
  add(env, exports, "setRequiresGrad", set_requires_grad);
  add(env, exports, "identity", identity);
  add(env, exports, "isDisposed", is_disposed);
}

}  // namespace mixgrad_node
