// The notation of the plan, through mixgrad.h and the thunks.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "test/conformance/c/compare.h"

namespace conformance {

// One case: its variables, and what is freed after it.
class Evaluator {
 public:
  explicit Evaluator(std::string files);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;

  mixgrad_context* context() const { return context_; }
  mixgrad_value evaluate(mixgrad_context* context, const Json& expression);
  std::map<std::string, mixgrad_value> variables;
  std::optional<StatusError> failed;  // the last error in a function of the plan: what languages throw again

 private:
  static void serve(void* self, mixgrad_request* request);
  mixgrad_value answer(const mixgrad_request_info& info);
  mixgrad_value call(mixgrad_context* context, const std::string& schema, const Json* self, const Json& named);
  mixgrad_value subscript(mixgrad_context* context, const Json& items);
  mixgrad_value get(mixgrad_context* context, const Json& get);
  void set(mixgrad_context* context, const Json& set);
  mixgrad_value iterate(mixgrad_context* context, mixgrad_value of);
  mixgrad_value list(std::vector<mixgrad_value> items);
  mixgrad_value slice(std::vector<mixgrad_value> bounds);
  mixgrad_value slice(const Json& bounds);
  mixgrad_value text(std::string value);
  mixgrad_value keep(mixgrad_value result);  // freed with the case

  std::string files_;
  mixgrad_context* context_ = nullptr;
  std::deque<std::vector<mixgrad_value>> lists_;
  std::deque<std::string> texts_;
  std::deque<mixgrad_value> owned_;
  std::deque<Json> host_functions_;
};

}  // namespace conformance
