// The notation of the case files, over the core.
#pragma once

#include <map>

#include "core/dispatch/dispatch.h"
#include "test/conformance/core/tensors.h"

namespace mixgrad::conformance {

// Variables of a case, and the functions of the host among its arguments.
class Evaluator final : public Host {
 public:
  explicit Evaluator(std::string files) : files_(std::move(files)) {}

  Layout layout = Layout::kRowMajor;
  std::map<std::string, Value> variables;
  // Tensors of the case that were made, in order, if somebody wants to know.
  std::vector<Tensor>* made = nullptr;

  Value evaluate(Context& context, const Json& expression);
  // One call with the arguments of a case; a result of several outputs is a map.
  Value call(Context& context, const Function& function, const Json* self, const Json& arguments);
  Value call(Context& context, const Function& function, std::vector<Value> arguments);
  std::vector<Value> bind(Context& context, const Function& function, const Json* self, const Json& arguments);

  ValueList call(Context& context, int64_t host, std::string_view method, ValueList arguments) override;

 private:
  Value argument(Context& context, const Type& type, const Json& given);
  Value property(Context& context, const std::string& name, const Value& of);
  void set_property(Context& context, const std::string& name, const Value& of, const Value& to);
  Value iterate(Context& context, const Value& of);
  Value slice(const Json& bounds);
  Value subscript(Context& context, const Json& items);

  std::string files_;
  std::vector<Json> host_functions_;
};

}  // namespace mixgrad::conformance
