#include <algorithm>

#include "c-api/src/convert.h"

using namespace mixgrad;
using namespace mixgrad::abi;

void mixgrad_scope::add(mixgrad_tensor* cell) {
  std::lock_guard lock(mutex);
  if (closed) return;
  if (cells.size() >= sweep_at) {
    std::erase_if(cells, [](mixgrad_tensor* old) {
      bool dead = old->hosts.load(std::memory_order_acquire) == 0;
      if (dead) old->drop();
      return dead;
    });
    sweep_at = std::max<size_t>(64, 2 * cells.size());
  }
  cells.push_back(cell);
  cell->hold();
  cell->scope.store(this, std::memory_order_release);
}

void mixgrad_scope::close() {
  std::vector<mixgrad_tensor*> own;
  {
    std::lock_guard lock(mutex);
    if (closed.exchange(true)) return;
    own.swap(cells);
  }
  for (mixgrad_tensor* cell : own) {
    mixgrad_scope* self = this;
    if (cell->scope.compare_exchange_strong(self, nullptr)) {
      name->retain();
      cell->ended.store(name.get(), std::memory_order_release);
      cell->empty();
    }
    cell->drop();
  }
}

mixgrad_scope::~mixgrad_scope() {
  close();
  if (parent) mixgrad_scope_release(parent);
}

mixgrad_status* mixgrad_scope_new(const char* name, mixgrad_scope* parent, mixgrad_scope** out_scope) {
  return guarded(nullptr, "scope_new", [&] {
    require(out_scope, "out_scope");
    auto* scope = new mixgrad_scope;
    if (name) scope->name->text = name;
    if (parent) parent->retain();
    scope->parent = parent;
    *out_scope = scope;
  });
}

mixgrad_status* mixgrad_scope_keep(mixgrad_scope* scope, mixgrad_tensor* tensor) {
  return guarded(nullptr, "scope_keep", [&] {
    require(scope, "scope");
    tensor_of(tensor);
    mixgrad_scope* self = scope;
    if (!tensor->scope.compare_exchange_strong(self, nullptr)) {
      if (!self) return;  // it belongs to no scope already
      throw Error(ErrorCode::kValue, "this tensor belongs to another scope").on("tensor");
    }
    if (scope->parent) scope->parent->add(tensor);
  });
}

mixgrad_status* mixgrad_scope_close(mixgrad_scope* scope) {
  return guarded(nullptr, "scope_close", [&] { require(scope, "scope").close(); });
}
void mixgrad_scope_retain(mixgrad_scope* scope) {
  if (scope) scope->retain();
}
void mixgrad_scope_release(mixgrad_scope* scope) {
  if (scope && scope->last_release()) delete scope;
}
