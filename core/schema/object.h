// What modules, services and other classes of the engine have in common.
#pragma once

#include <atomic>
#include <string_view>

#include "core/runtime/ref.h"

namespace mixgrad {

struct Class;

class Object : public RefCounted {
 public:
  Object();
  ~Object() override;
  virtual const Class& cls() const = 0;

  // The host's number of the object that overrides this one's methods; 0 if there is none.
  int64_t host() const { return host_.load(std::memory_order_acquire); }
  // `overrides`: a bit for each method, by its place among the overridable ones of the class and its bases.
  void set_host(int64_t host, uint64_t overrides = kAllMethods) {
    overrides_.store(overrides, std::memory_order_relaxed);
    host_.store(host, std::memory_order_release);
  }
  static constexpr uint64_t kManyCalls = uint64_t{1} << 63;  // the host answers requests of several calls
  static constexpr uint64_t kAllMethods = kManyCalls - 1;    // it has not said which it overrides
  bool overrides(int place) const { return overrides_.load(std::memory_order_relaxed) >> place & 1; }
  bool answers_many_calls() const { return overrides_.load(std::memory_order_relaxed) & kManyCalls; }

 private:
  std::atomic<int64_t> host_{0};
  std::atomic<uint64_t> overrides_{kAllMethods};
};

int64_t live_objects();

}  // namespace mixgrad
