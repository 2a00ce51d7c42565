// Windows that move over one channel, whose image has its padding around it.
#pragma once

#include <array>
#include <cstdint>

namespace mixgrad {

template <class T>
struct ChannelWindows {
  const T* image;  // with kSlack elements more behind it for each element of the last stride
  std::array<int64_t, 3> count, kernel, stride, dilation;
  int64_t line, plane;  // elements from one line, or plane, of the image to the next

  static constexpr int64_t kSlack = 16;
  int64_t window() const { return kernel[0] * kernel[1] * kernel[2]; }
};

template <class T>
struct ChannelSteps {
  // maps = *start + weight x image, or maps += weight x image where start is null: each element adds its products by
  // fused multiply-adds, in the window's order.
  void (*correlate)(const ChannelWindows<T>& w, const T* weight, const T* start, T* maps);
  // sums[window][kLanes] += maps x image: position k of a line is added to lane k mod kLanes.
  void (*correlate_gradient)(const ChannelWindows<T>& w, const T* maps, T* sums);
  static constexpr int64_t kLanes = 16;
};

template <class T>
ChannelSteps<T> channel_steps();  // for this machine
template <>
ChannelSteps<float> channel_steps<float>();
template <>
ChannelSteps<double> channel_steps<double>();

}  // namespace mixgrad
