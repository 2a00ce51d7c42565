#include "core/runtime/thread_pool.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/runtime/cores.h"
#include "core/runtime/error.h"
#include "core/runtime/futex.h"
#include "core/runtime/sanitizer.h"

namespace mixgrad {

namespace {

using std::chrono::microseconds;
constexpr int kSlots = 8;  // calls from different threads that share the workers; further ones run serially
constexpr int kMostThreads = 1024;
constexpr int kShares = 16;

std::atomic<bool> g_forked{false};
MIXGRAD_FAST_THREAD_LOCAL bool t_inside = false;  // in a chunk

[[noreturn]] void cancelled() { throw Error(ErrorCode::kCancelled, "the work was cancelled"); }

void run_serially(int64_t chunks, const std::function<void(int64_t)>& body, const CancelFlag* cancel) {
  for (int64_t i = 0; i < chunks; ++i) {
    if (cancel && cancel->load(std::memory_order_relaxed)) cancelled();
    body(i);
  }
}

// Chunks that lie side by side, and of which one thread after the other takes the next.
struct alignas(64) Share {
  std::atomic<int64_t> next{0};
  int64_t end = 0;

  bool is_empty() const { return next.load(std::memory_order_relaxed) >= end; }
  int64_t claim() {  // -1 if there is none left
    if (is_empty()) return -1;
    int64_t chunk = next.fetch_add(1, std::memory_order_relaxed);
    return chunk < end ? chunk : -1;
  }
};

// One call of `run` that workers may join. A slot outlives its calls, so a late worker finds it closed, not gone.
struct alignas(64) Slot {
  std::atomic<bool> taken{false};
  std::atomic<bool> open{false};
  std::atomic<uint32_t> guests{0};  // workers that look at it or work on it
  std::atomic<bool> host_sleeps{false};
  // Written by the host before it opens the slot.
  const std::function<void(int64_t)>* body = nullptr;
  const CancelFlag* cancel = nullptr;
  int n_shares = 0;
  // Each thread begins with its own share, in every call the same part of the whole, which so stays in its core's
  // caches; then it helps the others.
  Share shares[kShares];
  alignas(64) std::atomic<int64_t> failed{INT64_MAX};  // the first chunk that is known to have failed
  std::atomic<bool> skipped{false};
  std::mutex error_mutex;
  std::exception_ptr error;

  void deal(int64_t chunks, int threads) {
    n_shares = static_cast<int>(std::min<int64_t>({chunks, threads, kShares}));
    for (int i = 0; i < n_shares; ++i) {
      shares[i].next.store(i * chunks / n_shares, std::memory_order_relaxed);
      shares[i].end = (i + 1) * chunks / n_shares;
    }
  }

  int64_t claim(int first) {
    for (int i = 0; i < n_shares; ++i) {
      int64_t chunk = shares[(first + i) % n_shares].claim();
      if (chunk >= 0) return chunk;
    }
    return -1;
  }

  // Once a chunk has failed, those before it are still run: so the failing chunk with the lowest number is run whatever
  // the number of threads, and its error is the one that is kept.
  void work(int number) {
    t_inside = true;
    for (int64_t chunk; (chunk = claim(number)) >= 0;) {
      if (cancel && cancel->load(std::memory_order_relaxed)) {
        skipped.store(true, std::memory_order_relaxed);
        break;
      }
      if (chunk > failed.load(std::memory_order_relaxed)) continue;
      try {
        (*body)(chunk);
      } catch (...) {
        std::lock_guard lock(error_mutex);
        if (chunk < failed.load(std::memory_order_relaxed)) {
          error = std::current_exception();
          failed.store(chunk, std::memory_order_relaxed);
        }
      }
    }
    t_inside = false;
  }

  void visit(int number) {
    if (!open.load(std::memory_order_relaxed)) return;
    guests.fetch_add(1, std::memory_order_seq_cst);
    if (open.load(std::memory_order_seq_cst)) work(number);
    if (guests.fetch_sub(1, std::memory_order_seq_cst) == 1 && host_sleeps.load(std::memory_order_seq_cst)) {
      futex_wake(guests, 1);
    }
  }

  void wait_for_guests() {
    auto alone = [this] { return guests.load(std::memory_order_seq_cst) == 0; };
    if (spin(microseconds(3), microseconds(100), alone)) return;
    host_sleeps.store(true, std::memory_order_seq_cst);
    for (uint32_t now; (now = guests.load(std::memory_order_seq_cst)) != 0;) futex_wait(guests, now);
    host_sleeps.store(false, std::memory_order_relaxed);
  }
};

struct Workers {
  Slot slots[kSlots];
  alignas(64) std::atomic<uint32_t> epoch{0};  // changes when there is something to do
  std::atomic<uint32_t> sleepers{0};
  alignas(64) std::atomic<int> wanted{0};  // threads, the caller's included; 0: not yet asked for
  std::atomic<int> started{1};             // likewise, those that run
  std::mutex mutex;                        // of what follows, and of changes to the two counts
  std::vector<std::thread> threads;

  static Workers& instance() {
    static Workers& workers = *make();  // never destroyed: its threads sleep while the process ends
    return workers;
  }
  static Workers* make() {
    auto* workers = new Workers;
    pthread_atfork(nullptr, nullptr, [] { g_forked.store(true, std::memory_order_relaxed); });
    return workers;
  }

  int count() {
    int n = wanted.load(std::memory_order_relaxed);
    if (n) return n;
    std::lock_guard lock(mutex);
    if (!wanted.load(std::memory_order_relaxed)) wanted.store(threads_from_environment(kMostThreads));
    return wanted.load(std::memory_order_relaxed);
  }

  void announce(int64_t helpers) {
    epoch.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers.load(std::memory_order_seq_cst)) futex_wake(epoch, helpers);
  }

  // Signals are the host's: the threads block them all. If the system gives no more threads, fewer do the work.
  void start() {
    std::lock_guard lock(mutex);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      while (static_cast<int>(threads.size()) + 1 < wanted.load(std::memory_order_relaxed)) {
        int number = static_cast<int>(threads.size()) + 1;
        threads.emplace_back([this, number] { loop(number); });
      }
    } catch (const std::exception&) {
      wanted.store(static_cast<int>(threads.size()) + 1, std::memory_order_relaxed);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    started.store(static_cast<int>(threads.size()) + 1, std::memory_order_relaxed);
  }

  void resize(int n) {
    std::lock_guard lock(mutex);
    wanted.store(n, std::memory_order_seq_cst);
    if (static_cast<int>(threads.size()) < n) return;  // more are started by the next call that wants them
    announce(static_cast<int64_t>(threads.size()));
    while (static_cast<int>(threads.size()) + 1 > n) {
      threads.back().join();
      threads.pop_back();
    }
    started.store(n, std::memory_order_relaxed);
  }

  void loop(int number) {
#if defined(__linux__)
    pthread_setname_np(pthread_self(), ("mixgrad-" + std::to_string(number)).c_str());
#endif
    while (number < wanted.load(std::memory_order_seq_cst)) {
      uint32_t seen = epoch.load(std::memory_order_seq_cst);
      for (Slot& slot : slots) slot.visit(number);
      auto changed = [&] { return epoch.load(std::memory_order_acquire) != seen; };
      if (spin(microseconds(5), microseconds(100), changed)) continue;
      sleepers.fetch_add(1, std::memory_order_seq_cst);
      if (number < wanted.load(std::memory_order_seq_cst)) futex_wait(epoch, seen);
      sleepers.fetch_sub(1, std::memory_order_seq_cst);
    }
  }

  Slot* take_slot() {
    for (Slot& slot : slots) {
      if (!slot.taken.load(std::memory_order_relaxed) && !slot.taken.exchange(true, std::memory_order_acquire))
        return &slot;
    }
    return nullptr;
  }
};

}  // namespace

bool is_forked_child() { return g_forked.load(std::memory_order_relaxed); }

ThreadPool& ThreadPool::instance() {
  static ThreadPool pool;
  return pool;
}

int ThreadPool::threads() const { return Workers::instance().count(); }

void ThreadPool::set_threads(int threads) {
  if (threads < 1 || threads > kMostThreads) {
    throw Error(ErrorCode::kValue, "the number of threads is out of range")
        .given(std::to_string(threads))
        .accepted("1 to " + std::to_string(kMostThreads));
  }
  if (t_inside) throw Error(ErrorCode::kBusy, "the number of threads can not be changed by work that runs on them");
  if (is_forked_child()) throw Error(ErrorCode::kError, "the engine can not be used in a forked child");
  Workers::instance().resize(threads);
}

void ThreadPool::run(int64_t chunks, const std::function<void(int64_t)>& body, const CancelFlag* cancel) {
  if (is_forked_child()) {
    throw Error(ErrorCode::kError, "the engine's threads do not exist in a forked child")
        .hint("start a new process instead of forking one that has used mixgrad");
  }
  if (chunks <= 1 || t_inside) return run_serially(chunks, body, cancel);
  Workers& workers = Workers::instance();
  int threads = workers.count();
  if (threads == 1) return run_serially(chunks, body, cancel);
  if (workers.started.load(std::memory_order_relaxed) < threads) workers.start();
  Slot* slot = workers.take_slot();
  if (!slot) return run_serially(chunks, body, cancel);
  slot->deal(chunks, threads);
  slot->body = &body;
  slot->cancel = cancel;
  slot->failed.store(INT64_MAX, std::memory_order_relaxed);
  slot->skipped.store(false, std::memory_order_relaxed);
  slot->open.store(true, std::memory_order_seq_cst);
  workers.announce(std::min<int64_t>(threads, chunks) - 1);
  slot->work(0);
  slot->open.store(false, std::memory_order_seq_cst);
  slot->wait_for_guests();
  std::exception_ptr error = std::exchange(slot->error, nullptr);
  bool skipped = slot->skipped.load(std::memory_order_relaxed);
  slot->taken.store(false, std::memory_order_release);
  if (error) std::rethrow_exception(error);
  if (skipped) cancelled();
}

void parallel_for(int64_t n, int64_t grain, const std::function<void(int64_t, int64_t)>& body,
                  const CancelFlag* cancel) {
  if (n <= 0) return;
  grain = std::max<int64_t>(grain, 1);
  if (n <= grain) {
    if (cancel && cancel->load(std::memory_order_relaxed)) cancelled();
    return body(0, n);
  }
  struct Cut {
    int64_t n, grain;
    const std::function<void(int64_t, int64_t)>& body;
  } cut{n, grain, body};
  auto chunk = [&cut](int64_t i) {  // one reference: fits std::function without an allocation
    int64_t begin = i * cut.grain;
    cut.body(begin, std::min(begin + cut.grain, cut.n));
  };
  ThreadPool::instance().run((n - 1) / grain + 1, chunk, cancel);
}

}  // namespace mixgrad
