// What simulated devices have been given to do, and the thread that does it: each stream in its order, streams among
// each other as chance has it where no moment says more, and everything as late as it can be.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
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

// When a task of a stream has run; the number 0 is always past.
struct Moment {
  size_t stream = 0;
  uint64_t number = 0;
};

struct Task {
  std::vector<Span> reads, writes;
  std::function<void()> work;  // may be empty
  ErrorStory story = nullptr;
  bool overwrites = false;  // nothing of what was there before is left
  std::vector<Moment> after = {};
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

class Streams {
 public:
  // So many tasks of a stream wait until somebody asks for what is behind them: the host must not depend on their being
  // done.
  static constexpr size_t kHeldBack = 64;
  explicit Streams(size_t count);
  Moment push(size_t stream, Task task);
  Moment last(size_t stream) const;                // of what was pushed
  void wait(Moment moment);                        // on the host
  std::optional<Error> take_error(size_t stream);  // of the first task that failed since the last time
  size_t waiting(size_t stream) const;
  void shuffle(uint64_t seed);  // another chance, the same for the same seed

 private:
  struct Stream {
    std::deque<Task> queue;
    uint64_t pushed = 0, finished = 0, wanted = 0;
    std::optional<Error> error;
    bool is_urgent() const { return !queue.empty() && (wanted > finished || queue.size() > kHeldBack); }
  };
  void run();
  void run(Task& task, size_t stream);
  bool is_past(const Moment& moment) const { return streams_[moment.stream].finished >= moment.number; }
  size_t draw();

  mutable std::mutex mutex_;
  std::condition_variable work_, done_;
  std::vector<Stream> streams_;
  std::minstd_rand random_;
};

}  // namespace mixgrad::sim
