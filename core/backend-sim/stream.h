// What a simulated device has been given to do, and the thread that does it: in order, and as late as it can be.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/kernels/library.h"

namespace mixgrad::sim {

struct Span {
  const char* begin;  // an address of the device
  int64_t bytes;
  bool overlaps(const Span& o) const { return begin < o.begin + o.bytes && o.begin < begin + bytes; }
  bool covers(const Span& o) const { return begin <= o.begin && o.begin + o.bytes <= begin + bytes; }
};

struct Task {
  std::vector<Span> reads, writes;
  std::function<void()> work;
  ErrorStory story;
  bool overwrites = false;  // nothing of what was there before is left
};

// What a failed call should have written. Whatever reads it fails with the same error.
class Broken {
 public:
  std::optional<Error> find(const std::vector<Span>& reads);
  void add(const std::vector<Span>& spans, const Error& error);
  void mend(const std::vector<Span>& spans);

 private:
  struct Entry {
    Span span;
    Error error;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;
};
Broken& broken();  // of all devices

class Stream {
 public:
  // So many calls wait until somebody asks for what is behind them: the host must not depend on their being done.
  static constexpr size_t kHeldBack = 64;
  Stream();
  uint64_t push(Task task);           // its number
  void wait(uint64_t number);         // until it has run
  std::optional<Error> take_error();  // of the first call that failed since the last time
  void synchronise();
  size_t waiting() const;

 private:
  void run();
  void run(Task& task);

  mutable std::mutex mutex_;
  std::condition_variable work_, done_;
  std::deque<Task> queue_;
  uint64_t pushed_ = 0, finished_ = 0, wanted_ = 0;
  std::optional<Error> error_;
};

}  // namespace mixgrad::sim
