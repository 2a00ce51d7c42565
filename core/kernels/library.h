// How calls run on devices other than the CPU: they are queued on the device's stream, and the caller goes on. And how
// elements get from one device to another.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/runtime/error.h"

namespace mixgrad {

// Completes an error that came when the call ran: which operator, and what it was part of.
using ErrorStory = std::function<void(Error&)>;

// Tensors of a call are on the device, but for those on the CPU that have no axes: they are numbers, which are read
// before the functions return. What else an argument points to is read by then too.
class DeviceLibrary : public DeviceBackend {
 public:
  using DeviceBackend::DeviceBackend;
  // The kernel that is registered for the operator; an internal error if there is none.
  virtual void run(Device device, std::string_view op, const KernelCall& call, ErrorStory story) = 0;
  virtual void run_program(Device device, const Program& program, std::span<const Value> inputs, const Tensor& output,
                           ErrorStory story) = 0;
  // Any strides and dtypes, both on the device.
  virtual void copy(Device device, const Tensor& from, const Tensor& to) = 0;
};
DeviceLibrary& library_of(Device device);

// to = from converted to its dtype, wherever the two are. If `to` is on the CPU the elements are there on return, and
// an error of what made them is thrown.
void copy_elements(const Tensor& from, const Tensor& to);
// The tensor itself if it is there already, else a copy, without gradient or trace.
Tensor on_device(const Tensor& tensor, Device device);
// For the host to read.
inline Tensor on_host(const Tensor& tensor) { return on_device(tensor, Device{}); }
// The tensor's elements now live there: all who hold this tensor see them, views of its old memory do not.
void relocate(const Tensor& tensor, Device device);

}  // namespace mixgrad
