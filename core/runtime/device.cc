#include "core/runtime/device.h"

#include <array>
#include <charconv>

#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr int kTypes = 3;

std::array<DeviceBackend*, kTypes>& backends() {
  static std::array<DeviceBackend*, kTypes> all{};
  return all;
}

std::optional<Device> checked(int64_t type, int64_t index) {
  if (type == 0 && index == 0) return Device{};
  if (type <= 0 || type >= kTypes || index < 0) return std::nullopt;
  const DeviceBackend* backend = backends()[static_cast<size_t>(type)];
  if (!backend || index >= backend->devices()) return std::nullopt;
  return Device{static_cast<DeviceType>(type), static_cast<int16_t>(index)};
}

}  // namespace

DeviceBackend::DeviceBackend(DeviceType type, const char* name) : name_(name) {
  backends()[static_cast<size_t>(type)] = this;
}

DeviceBackend& backend_of(Device device) {
  DeviceBackend* backend = backends()[static_cast<size_t>(device.type)];
  if (!backend) throw Error(ErrorCode::kInternal, "this device has no backend");
  return *backend;
}

std::string device_name(Device device) {
  return device.is_cpu() ? "cpu" : backend_of(device).name() + (":" + std::to_string(device.index));
}

std::optional<Device> find_device(std::string_view name) {
  size_t colon = name.find(':');
  std::string_view kind = name.substr(0, colon);
  int64_t index = 0;
  if (colon != std::string_view::npos) {
    const char* end = name.data() + name.size();
    auto [stop, error] = std::from_chars(name.data() + colon + 1, end, index);
    if (error != std::errc() || stop != end) return std::nullopt;
  }
  if (kind == "cpu") return checked(0, index);
  for (size_t type = 1; type < kTypes; ++type) {
    if (backends()[type] && backends()[type]->name() == kind) return checked(static_cast<int64_t>(type), index);
  }
  return std::nullopt;
}

std::optional<Device> find_device(int64_t code) { return checked(code >> 32, code & 0xffffffff); }

std::vector<std::string> device_names() {
  std::vector<std::string> out{"cpu"};
  for (size_t type = 1; type < kTypes; ++type) {
    if (!backends()[type]) continue;
    for (int i = 0; i < backends()[type]->devices(); ++i)
      out.push_back(device_name({static_cast<DeviceType>(type), static_cast<int16_t>(i)}));
  }
  return out;
}

}  // namespace mixgrad
