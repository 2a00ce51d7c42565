// One call, and whether it ended as a call may: in results that are whole, or in an error that the schema allows.
#pragma once

#include <optional>
#include <string>

#include "test/fuzz/core/calls.h"

namespace mixgrad::fuzz {

struct Ending {
  std::vector<Value> results;
  std::optional<ErrorCode> error;
  std::string message;  // of the error
};

// Throws a Failure where the call ends in anything else.
Ending run_call(Context& context, const Call& call);

// Has it at most so many elements? Products of sizes may leave 64 bits.
bool is_readable(const Tensor& t, int64_t most);

// The codes that a call may end in: what the schema says, and what checking arguments of these types gives.
uint32_t codes_of(const Function& function);

// Every property, some of them set, and a walk.
void look_at(Random& random, Maker& maker, Context& context, const Value& object);

}  // namespace mixgrad::fuzz
