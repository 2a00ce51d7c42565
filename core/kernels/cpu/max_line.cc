#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/max_line.cc"
#include <algorithm>

#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/max_line.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

template <int64_t kStride, class D, class T>
HWY_INLINE void MaxOfVector(D d, const MaxLine<T>& l, int64_t k, T* values, int64_t* places) {
  const hn::RebindToSigned<D> di;
  using I = hn::TFromD<decltype(di)>;
  const int64_t base = k * kStride - l.line.padding;
  auto best = hn::LoadU(d, l.image + l.first + base);
  auto place = hn::Set(di, static_cast<I>(l.first));
  bool any = false;
  for (int64_t x = 0; x < l.planes; ++x) {
    for (int64_t y = 0; y < l.lines; ++y) {
      int64_t at = l.first + x * l.plane_step + y * l.line_step;
      for (int64_t c = 0; c < l.line.kernel; ++c, at += l.line.dilation) {
        const auto v = LoadApart<kStride>(d, l.image + at + base, kStride);
        const auto better = hn::Or(hn::Lt(best, v), hn::AndNot(hn::IsNaN(best), hn::IsNaN(v)));
        best = any ? hn::IfThenElse(better, v, best) : v;
        if (any) place = hn::IfThenElse(hn::RebindMask(di, better), hn::Set(di, static_cast<I>(at)), place);
        any = true;
      }
    }
  }
  hn::StoreU(best, d, values + k);
  I lanes[hn::MaxLanes(di)];
  hn::StoreU(place, di, lanes);
  for (size_t i = 0; i < hn::Lanes(d); ++i)
    places[k + static_cast<int64_t>(i)] = lanes[i] + base + static_cast<int64_t>(i) * kStride;
}

// The last vector of a line begins before the last but one has ended.
template <size_t kLanes, int64_t kStride, class T>
int64_t MaxOfLine(const MaxLine<T>& l, int64_t begin, int64_t end, T* values, int64_t* places) {
  const hn::CappedTag<T, kLanes> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const T* last = l.image + l.first + (l.planes - 1) * l.plane_step + (l.lines - 1) * l.line_step - l.line.padding +
                  (l.line.kernel - 1) * l.line.dilation;
  if (end - begin < lanes) return begin;
  for (int64_t k = begin;;) {
    if (last + (k + lanes) * kStride > l.end) return k;
    MaxOfVector<kStride>(d, l, k, values, places);
    k += lanes;
    if (k == end) return end;
    k = std::min(k, end - lanes);
  }
}

template <class T>
int64_t Max(const MaxLine<T>& l, int64_t begin, int64_t end, T* values, int64_t* places) {
  const bool wide = end - begin >= 8;
  if (l.line.stride == 1) {
    return wide ? MaxOfLine<8, 1>(l, begin, end, values, places) : MaxOfLine<4, 1>(l, begin, end, values, places);
  }
  return wide ? MaxOfLine<8, 2>(l, begin, end, values, places) : MaxOfLine<4, 2>(l, begin, end, values, places);
}

}  // namespace

int64_t MaxOfFloats(const MaxLine<float>& l, int64_t begin, int64_t end, float* values, int64_t* places) {
  return Max(l, begin, end, values, places);
}
int64_t MaxOfDoubles(const MaxLine<double>& l, int64_t begin, int64_t end, double* values, int64_t* places) {
  return Max(l, begin, end, values, places);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(MaxOfFloats)
MIXGRAD_SIMD_TABLE(MaxOfDoubles)

template <>
int64_t max_line(const MaxLine<float>& l, int64_t begin, int64_t end, float* values, int64_t* places) {
  return MaxOfFloats_dispatch()(l, begin, end, values, places);
}
template <>
int64_t max_line(const MaxLine<double>& l, int64_t begin, int64_t end, double* values, int64_t* places) {
  return MaxOfDoubles_dispatch()(l, begin, end, values, places);
}

}  // namespace mixgrad
#endif
