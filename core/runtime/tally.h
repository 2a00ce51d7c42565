// Numbers that every thread counts for itself, so that a call need not wait for another core's cache line.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/runtime/sanitizer.h"

namespace mixgrad {

enum class Tally { kTensors, kHandles };
inline constexpr int kTallies = 2;

// Written by its own thread only.
struct ThreadTallies {
  std::array<std::atomic<int64_t>, kTallies> counts{};
};
extern MIXGRAD_FAST_THREAD_LOCAL ThreadTallies* t_tallies;
void count_slowly(Tally tally, int64_t by);

inline void count(Tally tally, int64_t by) {
  if (!t_tallies) return count_slowly(tally, by);
  std::atomic<int64_t>& own = t_tallies->counts[static_cast<int>(tally)];
  own.store(own.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

int64_t total(Tally tally);  // of all threads, those that have ended too

}  // namespace mixgrad
