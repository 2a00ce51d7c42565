#include "core/data/prefetch.h"

#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "core/data/rows.h"
#include "core/runtime/error.h"

namespace mixgrad {

struct Prefetch::State {
  struct Slot {
    bool ready = false;
    Batch batch;
    std::optional<Error> error;
  };

  Make make;
  int64_t taken, claimed, last, depth;
  std::vector<Slot> slots;
  std::mutex mutex;
  std::condition_variable room, ready;
  CancelFlag stop{false};
  std::vector<std::thread> threads;

  Slot produce(int64_t number, const CancelFlag* flag) {
    Slot slot;
    slot.ready = true;
    try {
      slot.batch = make(number, flag);
    } catch (const Error& e) {
      slot.error = e;
    } catch (const std::bad_alloc&) {
      slot.error = Error(ErrorCode::kOutOfMemory, "there is no memory for a batch");
    } catch (const std::exception& e) {
      slot.error = Error(ErrorCode::kInternal, e.what());
    }
    return slot;
  }

  void loop() {
    std::unique_lock lock(mutex);
    for (;;) {
      room.wait(lock, [&] { return stop.load() || claimed == last || claimed < taken + depth; });
      if (stop.load() || claimed == last) return;
      int64_t number = claimed++;
      lock.unlock();
      Slot slot = produce(number, &stop);
      lock.lock();
      slots[number % depth] = std::move(slot);
      ready.notify_all();
    }
  }
};

Prefetch::Prefetch(Make make, int64_t first, int64_t last, int64_t depth, int64_t threads)
    : state_(std::make_shared<State>()) {
  State& s = *state_;
  s.make = std::move(make);
  s.taken = s.claimed = first;
  s.last = last;
  s.depth = depth;
  s.slots.resize(depth);
  sigset_t all, before;  // signals are the host's
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    for (int64_t i = 0; i < std::min(threads, depth); ++i) s.threads.emplace_back([&s] { s.loop(); });
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the system gives no more, so fewer do the work
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Prefetch::~Prefetch() {
  State& s = *state_;
  if (is_forked_child()) {  // there are no threads here, and the lock may be held for ever
    for (std::thread& t : s.threads) t.detach();
    new (std::nothrow) std::shared_ptr<State>(std::move(state_));
    return;
  }
  {
    std::lock_guard lock(s.mutex);
    s.stop.store(true);
  }
  s.room.notify_all();
  for (std::thread& t : s.threads) t.join();
}

Prefetch::Batch Prefetch::take(const CancelFlag* cancel) {
  if (is_forked_child()) throw Error(ErrorCode::kError, "the engine can not be used in a forked child");
  State& s = *state_;
  State::Slot slot;
  if (s.threads.empty()) {  // the system has none to give: WebAssembly
    check_cancelled(cancel);
    slot = s.produce(s.taken++, cancel);
  } else {
    std::unique_lock lock(s.mutex);
    State::Slot& here = s.slots[s.taken % s.depth];
    while (!here.ready) {
      check_cancelled(cancel);
      s.ready.wait_for(lock, std::chrono::milliseconds(cancel ? 5 : 1000));
    }
    slot = std::exchange(here, State::Slot());
    ++s.taken;
  }
  s.room.notify_all();
  if (slot.error) throw *slot.error;
  return std::move(slot.batch);
}

}  // namespace mixgrad
