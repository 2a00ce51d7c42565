// Sleeping until a word changes, and how to wait before that.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#endif

namespace mixgrad {

// Returns when woken, when the word is not `seen`, or for no reason.
inline void futex_wait(std::atomic<uint32_t>& word, uint32_t seen) {
#if defined(__linux__)
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
#else
  word.wait(seen);
#endif
}

inline void futex_wake(std::atomic<uint32_t>& word, int64_t threads) {
#if defined(__linux__)
  int count = threads > INT_MAX ? INT_MAX : static_cast<int>(threads);
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
#else
  if (threads == 1) return word.notify_one();
  word.notify_all();
#endif
}

inline void pause_core() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb");
#endif
}

// Waits for `ready` first hot, then yielding (another process may want the core); false when the time is over.
template <class Ready>
bool spin(std::chrono::nanoseconds hot, std::chrono::nanoseconds total, Ready ready) {
  auto start = std::chrono::steady_clock::now();
  for (;;) {
    for (int i = 0; i < 16; ++i) {
      if (ready()) return true;
      pause_core();
    }
    auto waited = std::chrono::steady_clock::now() - start;
    if (waited > total) return ready();
    if (waited > hot) std::this_thread::yield();
  }
}

}  // namespace mixgrad
