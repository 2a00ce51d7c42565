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
  void set_host(int64_t host) { host_.store(host, std::memory_order_release); }

 private:
  std::atomic<int64_t> host_{0};
};

int64_t live_objects();

}  // namespace mixgrad
