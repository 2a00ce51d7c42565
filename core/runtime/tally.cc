#include "core/runtime/tally.h"

#include <mutex>
#include <utility>
#include <vector>

namespace mixgrad {

MIXGRAD_FAST_THREAD_LOCAL ThreadTallies* t_tallies = nullptr;

namespace {

MIXGRAD_FAST_THREAD_LOCAL bool t_ended = false;

// Never destroyed: handles may be released while the process ends.
struct All {
  std::mutex mutex;
  std::vector<ThreadTallies*> threads;
  ThreadTallies rest;  // of threads that have ended
};
All& all() {
  static All& it = *new All;
  return it;
}

void add(ThreadTallies& to, int tally, int64_t by) { to.counts[tally].fetch_add(by, std::memory_order_relaxed); }

struct Owner {
  ~Owner() {
    t_ended = true;
    ThreadTallies* own = std::exchange(t_tallies, nullptr);
    std::lock_guard lock(all().mutex);
    std::erase(all().threads, own);
    for (int i = 0; i < kTallies; ++i) add(all().rest, i, own->counts[i].load(std::memory_order_relaxed));
    delete own;
  }
};

}  // namespace

void count_slowly(Tally tally, int64_t by) {
  if (t_ended) return add(all().rest, static_cast<int>(tally), by);
  static thread_local Owner owner;
  (void)owner;
  auto* own = new ThreadTallies;
  {
    std::lock_guard lock(all().mutex);
    all().threads.push_back(own);
  }
  t_tallies = own;
  count(tally, by);
}

int64_t total(Tally tally) {
  std::lock_guard lock(all().mutex);
  int i = static_cast<int>(tally);
  int64_t sum = all().rest.counts[i].load(std::memory_order_relaxed);
  for (ThreadTallies* thread : all().threads) sum += thread->counts[i].load(std::memory_order_relaxed);
  return sum;
}

}  // namespace mixgrad
