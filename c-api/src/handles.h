// What stands behind the handles. Objects and functions are the core's own, under their addresses.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "core/context/context.h"
#include "core/job/job.h"
#include "core/runtime/small_pool.h"
#include "core/runtime/tally.h"
#include "core/schema/class.h"
#include "mixgrad/mixgrad.h"

namespace mixgrad::abi {

// Counts handles of all kinds, for mixgrad_memory_describe.
struct Counted {
  Counted() { count(Tally::kHandles, 1); }
  ~Counted() { count(Tally::kHandles, -1); }
  Counted(const Counted&) = delete;
};

// A handle that its holders share: the last release deletes it.
struct Shared : Counted, PoolAllocated {
  void retain() { count.fetch_add(1, std::memory_order_relaxed); }
  bool last_release() { return count.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  std::atomic<int32_t> count{1};
};

}  // namespace mixgrad::abi

// What a scope is called, for messages about tensors that outlived it.
struct mixgrad_scope_name final : mixgrad::RefCounted {
  std::string text;
};

// A cell: `pointer` is the tensor, or null once it was disposed. Its lowest bit is a lock, held for a few instructions,
// so that one thread can take a reference while another empties the cell.
struct mixgrad_tensor final : mixgrad::abi::Counted, mixgrad::PoolAllocated {
  explicit mixgrad_tensor(mixgrad::Tensor&& tensor);
  ~mixgrad_tensor();
  mixgrad::Ref<mixgrad::TensorImpl> get();  // null if empty
  void empty();
  void hold() { holders.fetch_add(1, std::memory_order_relaxed); }
  void drop() {
    if (holders.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  std::atomic<int32_t> hosts{1};    // references of the host; without any the tensor is freed
  std::atomic<int32_t> holders{1};  // the hosts together, and the scope: who keeps the cell
  std::atomic<mixgrad_scope*> scope{nullptr};
  std::atomic<const mixgrad_scope_name*> ended{nullptr};  // of the scope that emptied it; retained

 private:
  uintptr_t lock();
  std::atomic<uintptr_t> pointer_;
};

struct mixgrad_scope final : mixgrad::abi::Shared {
  void add(mixgrad_tensor* cell);
  void close();
  ~mixgrad_scope();
  mixgrad::Ref<mixgrad_scope_name> name{new mixgrad_scope_name};
  mixgrad_scope* parent = nullptr;  // retained
  std::mutex mutex;
  std::vector<mixgrad_tensor*> cells;
  size_t sweep_at = 64;  // cells that nobody holds any more are dropped when there are so many
  std::atomic<bool> closed{false};
};

struct mixgrad_context final : mixgrad::abi::Shared {
  ~mixgrad_context() {
    if (scope) mixgrad_scope_release(scope);
  }
  mixgrad::Ref<mixgrad::Context> core;
  mixgrad_scope* scope = nullptr;  // retained
};

struct mixgrad_status final : mixgrad::abi::Counted {
  mixgrad_status(mixgrad::Error e, mixgrad::Error::Reader r) : error(std::move(e)), reader(std::move(r)) {}
  const mixgrad::Error error;
  const mixgrad::Error::Reader reader;
  std::mutex mutex;
  std::string message;                                      // made when it is read
  std::vector<std::pair<std::string, std::string>> fields;  // as they were asked for
};

struct mixgrad_iterator final : mixgrad::abi::Counted {
  std::unique_ptr<mixgrad::Iterator> walk;
  mixgrad::Ref<mixgrad::Object> object;
  const mixgrad::Type* type = nullptr;
};

struct mixgrad_job final : mixgrad::abi::Shared {
  mixgrad::Ref<mixgrad::Job> core;
  mixgrad_context* context = nullptr;  // retained: where results go, and how errors are told
};

struct mixgrad_request final : mixgrad::abi::Counted {
  explicit mixgrad_request(mixgrad::Ref<mixgrad::Request> request);
  ~mixgrad_request();
  mixgrad::Ref<mixgrad::Request> core;
  mixgrad_context* context = nullptr;
  std::vector<mixgrad_value> arguments;
  bool answered = false;
};
