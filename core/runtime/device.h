// Where memory is and calls run. The CPU is always there and finishes a call before it returns; another device
// registers its backend while the library loads, and queues what it is given on its stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mixgrad {

enum class DeviceType : int16_t { kCpu = 0, kCuda = 1, kSim = 2 };

struct Device {
  DeviceType type = DeviceType::kCpu;
  int16_t index = 0;

  bool is_cpu() const { return type == DeviceType::kCpu; }
  bool operator==(const Device&) const = default;
  int64_t code() const { return static_cast<int64_t>(type) << 32 | index; }  // as values of the C ABI have it
};

std::string device_name(Device device);  // "cpu", "sim:1"
// Absent if there is no such device. A name without a number is the first of its type.
std::optional<Device> find_device(std::string_view name);
std::optional<Device> find_device(int64_t code);
std::vector<std::string> device_names();  // of all that are there, the CPU first

// Everything here is in the order of the device's stream: what was queued before has been done before.
class DeviceBackend {
 public:
  DeviceBackend(DeviceType type, const char* name);  // registers it
  virtual ~DeviceBackend() = default;
  DeviceBackend(const DeviceBackend&) = delete;

  const char* name() const { return name_; }
  virtual int devices() const = 0;

  // An address of the device, which the host must not follow. An out_of_memory error if there is no more.
  virtual void* allocate(Device device, int64_t bytes) = 0;
  // What was queued may still use the memory; what is queued later may get it.
  virtual void release(Device device, void* data, int64_t bytes) = 0;

  virtual void copy_in(Device to, void* data, const void* from,
                       int64_t bytes) = 0;  // takes the bytes before it returns
  virtual void copy_out(Device from, const void* data, void* to, int64_t bytes) = 0;  // waits, as synchronise does
  virtual void copy_across(Device from, const void* data, Device to, void* target, int64_t bytes) = 0;
  // Waits for all that was queued, and throws the error of a call that failed since the last time.
  virtual void synchronise(Device device) = 0;

 private:
  const char* name_;
};

DeviceBackend& backend_of(Device device);  // of a device that is there, and not the CPU

}  // namespace mixgrad
