// A lock that is given to those who wait in the order in which they came, and that can be waited for in vain.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace mixgrad {

class FairLock {
 public:
  // Waits until it is this caller's turn, or `give_up()` is true; that is asked every few milliseconds.
  template <class GiveUp>
  bool lock(GiveUp give_up) {
    std::unique_lock guard(mutex_);
    if (!held_ && waiting_.empty()) return held_ = true;
    waiting_.push_back(&give_up);  // any address of this caller's own
    while (held_ || waiting_.front() != &give_up) {
      if (changed_.wait_for(guard, kAsk) == std::cv_status::no_timeout || !give_up()) continue;
      waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &give_up));
      changed_.notify_all();
      return false;
    }
    waiting_.pop_front();
    return held_ = true;
  }

  void unlock() {
    {
      std::lock_guard guard(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }

 private:
  static constexpr auto kAsk = std::chrono::milliseconds(5);
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<const void*> waiting_;
  bool held_ = false;
};

}  // namespace mixgrad
