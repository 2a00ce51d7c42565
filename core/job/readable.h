// A descriptor that is readable while it is set, so that an event loop can wait for a job.
#pragma once

#if defined(__linux__)
#include <sys/eventfd.h>
#include <unistd.h>
#endif

#include <cstdint>

namespace mixgrad {

class Readable {
 public:
#if defined(__linux__)
  Readable() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Readable() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  void set() {
    if (set_ || descriptor_ < 0) return;
    uint64_t one = 1;
    set_ = write(descriptor_, &one, sizeof one) == sizeof one;
  }
  void clear() {
    if (!set_) return;
    uint64_t count;
    set_ = read(descriptor_, &count, sizeof count) != sizeof count;
  }
  int descriptor() const { return descriptor_; }
#else
  Readable() = default;
  void set() {}
  void clear() {}
  int descriptor() const { return -1; }
#endif
  Readable(const Readable&) = delete;
  Readable& operator=(const Readable&) = delete;

 private:
#if defined(__linux__)
  int descriptor_;
  bool set_ = false;
#endif
};

}  // namespace mixgrad
