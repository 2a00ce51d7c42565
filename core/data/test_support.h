// For the tests of services: a host whose answers are a function, and contexts.
#pragma once

#include <functional>
#include <thread>

#include "core/dispatch/callable.h"
#include "core/io/test_folder.h"

namespace mixgrad {

class TestHost final : public Host {
 public:
  using Answer = std::function<ValueList(const std::string& method, const ValueList& arguments)>;
  explicit TestHost(Answer answer) : answer_(std::move(answer)) {}
  ValueList call(Context&, int64_t, std::string_view method, ValueList arguments) override {
    EXPECT_EQ(std::this_thread::get_id(), thread_) << "the host was called from another thread";
    return answer_(std::string(method), arguments);
  }

 private:
  Answer answer_;
  std::thread::id thread_ = std::this_thread::get_id();
};

inline Ref<Context> context_with_seed(uint64_t seed) {
  auto context = make_ref<Context>();
  context->generator->set_seed(seed);
  return context;
}

template <class T>
std::vector<T> elements(const Tensor& t) {
  return {t.data<T>(), t.data<T>() + t.elements()};
}

}  // namespace mixgrad
