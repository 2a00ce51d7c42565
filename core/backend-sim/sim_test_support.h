// For tests of the simulated device.
#pragma once

#include "core/backend-sim/sim.h"
#include "core/data/test_support.h"
#include "core/dispatch/dispatch.h"
#include "core/ops/test_support.h"

namespace mixgrad::sim {

inline Tensor on_sim(const Tensor& t, int16_t index = 0) { return on_device(t, device(index)); }

// The number of calls that have not run yet.
inline size_t queued() { return streams().waiting(calls(device())); }

template <class F>
void expect_error(F call, ErrorCode code, const std::string& function, const std::string& argument) {
  try {
    call();
  } catch (const Error& e) {
    EXPECT_EQ(error_code_name(e.code()), std::string(error_code_name(code))) << e.what();
    EXPECT_EQ(e.function(), function) << e.what();
    EXPECT_EQ(e.argument(), argument) << e.what();
    return;
  }
  ADD_FAILURE() << "no error";
}

}  // namespace mixgrad::sim
