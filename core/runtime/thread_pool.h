// The engine's own threads. The caller takes part, and finishes the chunks that nobody has claimed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace mixgrad {

// Cancelled work stops at the next chunk; `cancel` may be null.
using CancelFlag = std::atomic<bool>;

class ThreadPool {
 public:
  static ThreadPool& instance();
  void set_threads(int threads);  // 1: the caller alone; a value error outside 1 to 1024, a busy error inside a chunk
  int threads() const;            // at first MIXGRAD_THREADS, or the cores that this process may use
  // Runs body(chunk) for each chunk in [0, chunks). The cut into chunks is the caller's and must not depend on the
  // number of threads. The error of the first chunk that fails is thrown again here, when all running chunks have
  // ended; a cancelled error if chunks were left out. Nested calls run serially.
  void run(int64_t chunks, const std::function<void(int64_t)>& body, const CancelFlag* cancel = nullptr);

 private:
  ThreadPool() = default;
};

// Cuts [0, n) into chunks of `grain` and runs body(begin, end) on each; serial if there is one chunk only.
void parallel_for(int64_t n, int64_t grain, const std::function<void(int64_t, int64_t)>& body,
                  const CancelFlag* cancel = nullptr);

// A child of fork has none of the engine's threads and can not use the engine.
bool is_forked_child();

}  // namespace mixgrad
