// Threads that assemble batches ahead of whoever takes them, a bounded number, in order.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/kernels/copy_stream.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

class Prefetch {
 public:
  using Batch = Sent;  // it may be on its way to a device
  // Makes batch `number`; should look at the flag now and then. Called by any of the threads.
  using Make = std::function<Batch(int64_t number, const CancelFlag* stop)>;

  // Batches [first, last), at most `depth` of them made and not yet taken.
  Prefetch(Make make, int64_t first, int64_t last, int64_t depth, int64_t threads);
  ~Prefetch();
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;

  // The next batch in order, or the error that making it gave. A cancelled error within 10 ms of the flag.
  Batch take(const CancelFlag* cancel);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mixgrad
