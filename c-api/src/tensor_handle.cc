// Cells: made, read, emptied.
#include "c-api/src/convert.h"
#include "core/autograd/leaf_views.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace {
constexpr uintptr_t kLocked = 1;
}

mixgrad_tensor::mixgrad_tensor(Tensor&& tensor) {
  pointer_.store(reinterpret_cast<uintptr_t>(std::move(tensor).detach()), std::memory_order_relaxed);
}

mixgrad_tensor::~mixgrad_tensor() {
  // Nobody holds the cell any more, so nobody has its lock.
  if (uintptr_t held = pointer_.load(std::memory_order_acquire)) reinterpret_cast<TensorImpl*>(held)->release();
  if (const mixgrad_scope_name* name = ended.load(std::memory_order_acquire)) name->release();
}

uintptr_t mixgrad_tensor::lock() {
  while (true) {
    uintptr_t seen = pointer_.load(std::memory_order_relaxed);
    if (!(seen & kLocked) && pointer_.compare_exchange_weak(seen, seen | kLocked, std::memory_order_acquire))
      return seen;
  }
}

Ref<TensorImpl> mixgrad_tensor::get() {
  uintptr_t held = lock();
  Ref<TensorImpl> out(reinterpret_cast<TensorImpl*>(held));
  pointer_.store(held, std::memory_order_release);
  return out;
}

void mixgrad_tensor::empty() {
  uintptr_t held = lock();
  pointer_.store(0, std::memory_order_release);
  if (held) reinterpret_cast<TensorImpl*>(held)->release();
}

namespace mixgrad::abi {

mixgrad_tensor* new_cell(Tensor tensor, mixgrad_scope* scope) {
  auto* cell = new mixgrad_tensor(std::move(tensor));
  if (scope) scope->add(cell);
  return cell;
}

Tensor tensor_of(mixgrad_tensor* cell, const char* argument) {
  if (Ref<TensorImpl> impl = require(cell, argument).get()) return Tensor(std::move(impl));
  const mixgrad_scope_name* scope = cell->ended.load(std::memory_order_acquire);
  if (!scope) throw Error(ErrorCode::kDisposed, "this tensor was disposed");
  std::string name = scope->text.empty() ? "a scope" : "the scope \"" + scope->text + "\"";
  throw Error(ErrorCode::kDisposed, "this tensor belonged to " + name + ", which has ended")
      .hint("keep it, or return it from the scope");
}

}  // namespace mixgrad::abi

void mixgrad_tensor_retain(mixgrad_tensor* tensor) {
  if (tensor) tensor->hosts.fetch_add(1, std::memory_order_relaxed);
}
void mixgrad_tensor_release(mixgrad_tensor* tensor) {
  if (!tensor) return;
  if (tensor->hosts.load(std::memory_order_acquire) != 1 && tensor->hosts.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  if (tensor->holders.load(std::memory_order_acquire) == 1) {  // no scope has it
    delete tensor;
    return;
  }
  tensor->hosts.store(0, std::memory_order_release);
  tensor->empty();
  tensor->drop();
}
void mixgrad_tensor_dispose(mixgrad_tensor* tensor) {
  if (tensor) tensor->empty();
}
int32_t mixgrad_tensor_is_disposed(mixgrad_tensor* tensor) { return !tensor || !tensor->get(); }
int64_t mixgrad_tensor_identity(mixgrad_tensor* tensor) {
  return tensor ? static_cast<int64_t>(reinterpret_cast<uintptr_t>(tensor->get().get())) : 0;
}

mixgrad_status* mixgrad_tensor_set_requires_grad(mixgrad_tensor* tensor, int32_t requires_grad) {
  return guarded(nullptr, "requires_grad", [&] {
    Tensor t = tensor_of(tensor);
    if (requires_grad && !is_floating(t.dtype())) {
      throw Error(ErrorCode::kDType, "gradients are taken with regard to floating tensors")
          .given(dtype_name(t.dtype()))
          .accepted("floating");
    }
    set_requires_grad(t, requires_grad != 0);
  });
}

mixgrad_status* mixgrad_tensor_grad(mixgrad_context* context, mixgrad_tensor* tensor, mixgrad_tensor** out_grad) {
  return guarded(context, "grad", [&] {
    require(context, "context");
    require(out_grad, "out_grad");
    AutogradMeta* meta = meta_of(tensor_of(tensor));
    *out_grad = meta && meta->grad ? new_cell(meta->grad, context->scope) : nullptr;
  });
}

mixgrad_status* mixgrad_tensor_set_grad(mixgrad_tensor* tensor, mixgrad_tensor* grad) {
  return guarded(nullptr, "grad", [&] {
    Tensor t = tensor_of(tensor);
    if (!grad) {
      if (meta_of(t)) meta_of(t)->grad = Tensor();
      return;
    }
    Tensor g = tensor_of(grad, "grad");
    if (!(g.shape() == t.shape())) {
      throw Error(ErrorCode::kShape, "a gradient has its tensor's shape")
          .on("grad")
          .given(g.shape().text())
          .accepted(t.shape().text());
    }
    if (g.dtype() != t.dtype()) {
      throw Error(ErrorCode::kDType, "a gradient has its tensor's element type")
          .on("grad")
          .given(dtype_name(g.dtype()))
          .accepted(dtype_name(t.dtype()));
    }
    ensure_meta(t).grad = g.is_traced() ? g : g.detached();
  });
}
