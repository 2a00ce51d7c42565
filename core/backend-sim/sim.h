// Two simulated devices, "sim:0" and "sim:1": for tests of what a GPU will need.
#pragma once

#include "core/backend-sim/arena.h"
#include "core/backend-sim/stream.h"

namespace mixgrad::sim {

inline constexpr int kDevices = 2;

inline Device device(int16_t index = 0) { return {DeviceType::kSim, index}; }

Arena& arena(Device device);
Streams& streams();  // of all devices
// A device's streams: of its calls, and of what is sent to it beside them.
inline size_t calls(Device device) { return 2 * static_cast<size_t>(device.index); }
inline size_t copies(Device device) { return calls(device) + 1; }

}  // namespace mixgrad::sim
