// Two simulated devices, "sim:0" and "sim:1": for tests of what a GPU will need.
#pragma once

#include "core/backend-sim/arena.h"
#include "core/backend-sim/stream.h"

namespace mixgrad::sim {

inline constexpr int kDevices = 2;

struct Unit {  // one device
  Arena arena;
  Stream stream;
};
Unit& unit(Device device);
inline Device device(int16_t index = 0) { return {DeviceType::kSim, index}; }

}  // namespace mixgrad::sim
