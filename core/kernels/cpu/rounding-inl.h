// Rounding to whole numbers and to float32, as the instructions of a machine do it. Where there are no vectors at all,
// Highway's own loses the sign of a zero, rounds the number before a half up, and makes the largest number of infinity:
// there the C library is asked for each lane.
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_ROUNDING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_ROUNDING_INL_H
#undef MIXGRAD_ROUNDING_INL_H
#else
#define MIXGRAD_ROUNDING_INL_H
#endif

#include <cmath>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_EMU128
template <class DTo, class D, class Function>
HWY_INLINE hn::Vec<DTo> EachLane(DTo to, D d, hn::Vec<D> v, Function function) {
  alignas(16) hn::TFromD<D> from[16 / sizeof(hn::TFromD<D>)];
  alignas(16) hn::TFromD<DTo> out[16 / sizeof(hn::TFromD<DTo>)];
  hn::Store(v, d, from);
  for (size_t i = 0; i < hn::Lanes(d); ++i) out[i] = function(from[i]);
  return hn::Load(to, out);
}
#define MIXGRAD_ROUNDING(NAME, LANE)                                \
  template <class D, class V = hn::Vec<D>>                          \
  HWY_INLINE V NAME(D d, V v) {                                     \
    return EachLane(d, d, v, [](auto lane) { return LANE(lane); }); \
  }
MIXGRAD_ROUNDING(Floor, std::floor)
MIXGRAD_ROUNDING(Ceil, std::ceil)
MIXGRAD_ROUNDING(Round, std::nearbyint)
MIXGRAD_ROUNDING(Trunc, std::trunc)
#else
#define MIXGRAD_ROUNDING(NAME)             \
  template <class D, class V = hn::Vec<D>> \
  HWY_INLINE V NAME(D, V v) {              \
    return hn::NAME(v);                    \
  }
MIXGRAD_ROUNDING(Floor)
MIXGRAD_ROUNDING(Ceil)
MIXGRAD_ROUNDING(Round)
MIXGRAD_ROUNDING(Trunc)
#endif
#undef MIXGRAD_ROUNDING

// From as many lanes of float64.
template <class DTo, class D = hn::Rebind<double, DTo>>
HWY_INLINE hn::Vec<DTo> ToFloat32(DTo to, hn::Vec<D> v) {
#if HWY_TARGET == HWY_EMU128
  return EachLane(to, D(), v, [](double lane) { return static_cast<float>(lane); });
#else
  return hn::DemoteTo(to, v);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
