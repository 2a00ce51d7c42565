// A host for tests: its functions are lambdas, its objects have overridden methods.
#pragma once

#include <functional>
#include <vector>

#include "core/dispatch/callable.h"

namespace mixgrad {

class LambdaHost final : public Host {
 public:
  using Function = std::function<ValueList(Context&, const ValueList&)>;
  Value function(Function f) {
    functions_.push_back(std::move(f));
    return Value::callback(static_cast<int64_t>(functions_.size()));
  }
  ValueList call(Context& context, int64_t host, std::string_view, ValueList arguments) override {
    ++calls;
    return functions_[static_cast<size_t>(host - 1)](context, arguments);
  }
  int calls = 0;

 private:
  std::vector<Function> functions_;
};

}  // namespace mixgrad
