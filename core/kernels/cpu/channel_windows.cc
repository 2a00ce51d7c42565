#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/channel_windows.cc"
#include <algorithm>

#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/channel_windows.h"
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// f(number, line of the image) for the lines that windows in one line of maps reach, `number` counting their elements.
template <class T, class F>
HWY_INLINE void EachLineOfWindow(const ChannelWindows<T>& w, int64_t z, int64_t y, F f) {
  int64_t number = 0;
  for (int64_t a = 0; a < w.kernel[0]; ++a) {
    const T* plane = w.image + (z * w.stride[0] + a * w.dilation[0]) * w.plane;
    for (int64_t b = 0; b < w.kernel[1]; ++b, number += w.kernel[2])
      f(number, plane + (y * w.stride[1] + b * w.dilation[1]) * w.line);
  }
}

// kVectors whole vectors of maps from position k on.
template <int kVectors, int64_t kStride, class T>
HWY_INLINE void CorrelateVectors(const ChannelWindows<T>& w, const T* weight, const T* start, int64_t z, int64_t y,
                                 int64_t k, T* maps) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), step = kStride ? kStride : w.stride[2];
  hn::Vec<decltype(d)> sums[kVectors];
  for (int i = 0; i < kVectors; ++i) sums[i] = start ? hn::Set(d, *start) : hn::LoadU(d, maps + i * lanes);
  EachLineOfWindow(w, z, y, [&](int64_t number, const T* line) {
    const T* from = line + k * step;
    for (int64_t c = 0; c < w.kernel[2]; ++c, from += w.dilation[2]) {
      const auto factor = hn::Set(d, weight[number + c]);
      for (int i = 0; i < kVectors; ++i)
        sums[i] = hn::MulAdd(factor, LoadApart<kStride>(d, from + i * lanes * step, step), sums[i]);
    }
  });
  for (int i = 0; i < kVectors; ++i) hn::StoreU(sums[i], d, maps + i * lanes);
}

template <int64_t kStride, class T>
void CorrelateLines(const ChannelWindows<T>& w, const T* weight, const T* start, T* maps) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), n = w.count[2];
  for (int64_t z = 0; z < w.count[0]; ++z) {
    for (int64_t y = 0; y < w.count[1]; ++y, maps += n) {
      int64_t k = 0;
      for (; k + 4 * lanes <= n; k += 4 * lanes) CorrelateVectors<4, kStride>(w, weight, start, z, y, k, maps + k);
      if (k + 2 * lanes <= n) CorrelateVectors<2, kStride>(w, weight, start, z, y, k, maps + k), k += 2 * lanes;
      if (k + lanes <= n) CorrelateVectors<1, kStride>(w, weight, start, z, y, k, maps + k), k += lanes;
      if (k == n) continue;
      T rest[16] = {};
      std::copy(maps + k, maps + n, rest);
      CorrelateVectors<1, kStride>(w, weight, start, z, y, k, rest);
      std::copy(rest, rest + (n - k), maps + k);
    }
  }
}

// Windows of 3 x 3 elements: kLines lines of maps, for which each vector of the image is read once.
template <int kLines, int64_t kStride, class T>
HWY_INLINE void CorrelateNine(const ChannelWindows<T>& w, const T* weight, const T* start, const T* image, T* maps) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), n = w.count[2];
  V factors[9], sums[kLines];
  for (int i = 0; i < 9; ++i) factors[i] = hn::Set(d, weight[i]);
  for (int64_t k = 0; k < n; k += lanes) {
    const bool whole = k + lanes <= n;
    const size_t part = static_cast<size_t>(n - k);
    for (int i = 0; i < kLines; ++i) {
      const T* map = maps + i * n + k;
      sums[i] = start ? hn::Set(d, *start) : whole ? hn::LoadU(d, map) : LoadPart(d, map, part);
    }
#pragma GCC unroll 16
    for (int line = 0; line < (kLines - 1) * kStride + 3; ++line) {
      const T* from = image + line * w.line + k * kStride;
      for (int c = 0; c < 3; ++c) {
        const V x = LoadApart<kStride>(d, from + c, kStride);
        for (int i = 0; i < kLines; ++i) {
          const int b = line - i * static_cast<int>(kStride);
          if (b >= 0 && b < 3) sums[i] = hn::MulAdd(factors[3 * b + c], x, sums[i]);
        }
      }
    }
    for (int i = 0; i < kLines; ++i) {
      T* map = maps + i * n + k;
      whole ? hn::StoreU(sums[i], d, map) : StorePart(d, sums[i], map, part);
    }
  }
}

template <int64_t kStride, class T>
void CorrelateNines(const ChannelWindows<T>& w, const T* weight, const T* start, T* maps) {
  constexpr int kLines = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  // their sums and the weights stay in registers
  const int64_t n = w.count[2], step = kStride * w.line;
  for (int64_t z = 0; z < w.count[0]; ++z) {
    const T* image = w.image + z * w.stride[0] * w.plane;
    int64_t y = 0;
    for (; y + kLines <= w.count[1]; y += kLines, image += kLines * step, maps += kLines * n)
      CorrelateNine<kLines, kStride>(w, weight, start, image, maps);
    for (; y < w.count[1]; ++y, image += step, maps += n) CorrelateNine<1, kStride>(w, weight, start, image, maps);
  }
}

// What lies behind the last position is left out: it may be infinite.
template <int64_t kStride, class T>
void GradientLines(const ChannelWindows<T>& w, const T* maps, T* sums) {
  constexpr int64_t kLanes = ChannelSteps<T>::kLanes;
  const hn::CappedTag<T, kLanes> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), n = w.count[2], step = kStride ? kStride : w.stride[2];
  for (int64_t z = 0; z < w.count[0]; ++z) {
    for (int64_t y = 0; y < w.count[1]; ++y, maps += n) {
      EachLineOfWindow(w, z, y, [&](int64_t number, const T* line) {
        for (int64_t c = 0; c < w.kernel[2]; ++c) {
          T* to = sums + (number + c) * kLanes;
          const T* from = line + c * w.dilation[2];
          for (int64_t lane = 0; lane < kLanes && lane < n; lane += lanes) {
            auto sum = hn::LoadU(d, to + lane);
            int64_t k = lane;
            for (; k + lanes <= n; k += kLanes)
              sum = hn::MulAdd(hn::LoadU(d, maps + k), LoadApart<kStride>(d, from + k * step, step), sum);
            if (k < n) {
              const auto mask = hn::FirstN(d, static_cast<size_t>(n - k));
              auto image = hn::IfThenElseZero(mask, LoadApart<kStride>(d, from + k * step, step));
              sum = hn::MulAdd(LoadPart(d, maps + k, static_cast<size_t>(n - k)), image, sum);
            }
            hn::StoreU(sum, d, to + lane);
          }
        }
      });
    }
  }
}

template <class T>
void Correlate(const ChannelWindows<T>& w, const T* weight, const T* start, T* maps) {
  const int64_t step = w.stride[2];
  const bool nine =
      w.kernel == std::array<int64_t, 3>{1, 3, 3} && w.dilation[1] == 1 && w.dilation[2] == 1 && w.stride[1] == step;
  step == 1   ? (nine ? CorrelateNines<1, T> : CorrelateLines<1, T>)(w, weight, start, maps)
  : step == 2 ? (nine ? CorrelateNines<2, T> : CorrelateLines<2, T>)(w, weight, start, maps)
              : CorrelateLines<0>(w, weight, start, maps);
}
template <class T>
void CorrelateGradient(const ChannelWindows<T>& w, const T* maps, T* sums) {
  w.stride[2] == 1   ? GradientLines<1>(w, maps, sums)
  : w.stride[2] == 2 ? GradientLines<2>(w, maps, sums)
                     : GradientLines<0>(w, maps, sums);
}

}  // namespace

ChannelSteps<float> ChannelStepsOfFloats() { return {Correlate<float>, CorrelateGradient<float>}; }
ChannelSteps<double> ChannelStepsOfDoubles() { return {Correlate<double>, CorrelateGradient<double>}; }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(ChannelStepsOfFloats)
MIXGRAD_SIMD_TABLE(ChannelStepsOfDoubles)

template <>
ChannelSteps<float> channel_steps<float>() {
  return ChannelStepsOfFloats_dispatch()();
}
template <>
ChannelSteps<double> channel_steps<double>() {
  return ChannelStepsOfDoubles_dispatch()();
}

}  // namespace mixgrad
#endif
