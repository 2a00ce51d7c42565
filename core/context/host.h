// How the engine runs functions and overridden methods of the host: on the calling thread, or through a job's requests.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/value.h"

namespace mixgrad {

class Context;

// Calls of one method, each with arguments of its own; each has one result.
struct HostCalls {
  int64_t host = 0;
  std::string method;
  std::vector<ValueList> arguments;
  // Makes something else of the results before whoever answers goes on, for the host may use their memory again.
  std::function<ValueList(ValueList)> receive;
};

// What was asked for and not taken yet. To let go of it is to withdraw it.
class HostAnswer : public RefCounted {
 public:
  // Once: waits for it, or runs the host here. Throws the error of the host or of `receive`.
  virtual ValueList take(Context& context) = 0;
};

class Host : public RefCounted {
 public:
  virtual ValueList call(Context& context, int64_t host, std::string_view method, ValueList arguments) = 0;
  // Calls as one request. The host of a job answers it while its asker does something else; others when it is taken.
  virtual Ref<HostAnswer> ask(Context& context, HostCalls calls);
};

}  // namespace mixgrad
