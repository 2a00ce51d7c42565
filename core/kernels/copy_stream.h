// A second stream of a device: tensors come from the CPU while the device computes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/tensor/tensor.h"

namespace mixgrad {

using CopyEvent = uint64_t;  // a place in the order of a device's copy stream

// What a backend is too if its devices have such a stream. Between it and the stream of the calls there is no order but
// what is said here.
class CopyStream {
 public:
  virtual ~CopyStream() = default;
  // Into a block that was allocated and that no call was given: calls that used its memory before have run by then.
  // (For copies beside calls, backends give blocks that are free already, where they have some.) Whoever releases the
  // block, arrived or not, needs to know nothing of this. Takes the bytes before it returns.
  virtual CopyEvent send(Device to, void* block, const void* from, int64_t bytes) = 0;
  // What is queued on the device from now on runs when that has arrived; what was queued before does not wait.
  virtual void expect(Device device, CopyEvent event) = 0;
};

// Tensors that may still be on their way.
struct Sent {
  std::vector<Tensor> tensors;
  Device device;
  CopyEvent last = 0;  // 0: there is nothing to wait for
};
// From any thread. Tensors stay where they are if that is not the CPU, or if the device has no such stream.
Sent send(std::vector<Tensor> tensors, Device device);
// For calls from now on.
std::vector<Tensor> received(Sent sent);

}  // namespace mixgrad
