#include "core/kernels/grid_sample.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/grid_sample.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/sampled_image.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// Elements along one axis, and what they count; 0 and nothing where there are none.
template <class V>
struct AxisTaps {
  V place[2], weight[2];
};

template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE AxisTaps<V> TapsAlong(D d, V at, int64_t size, const GridSampling& how) {
  const V zero = hn::Zero(d), one = hn::Set(d, T{1}), most = hn::Set(d, static_cast<T>(size - 1));
  const double n = static_cast<double>(size);
  at = hn::IfThenElse(hn::Eq(at, at), at, hn::Set(d, T{-1}));
  if (how.align_corners)
    at = hn::Mul(hn::Add(at, one), hn::Set(d, static_cast<T>((n - 1) / 2)));
  else
    at = hn::Div(hn::Sub(hn::Mul(hn::Add(at, one), hn::Set(d, static_cast<T>(n))), one), hn::Set(d, T{2}));
  if (how.border) at = hn::Min(hn::Max(at, zero), most);
  AxisTaps<V> taps;
  auto set = [&](int k, V place, V weight) {
    const auto inside = hn::And(hn::Ge(place, zero), hn::Le(place, most));
    taps.place[k] = hn::IfThenElseZero(inside, place);
    taps.weight[k] = hn::IfThenElseZero(inside, weight);
  };
  if (how.nearest) {
    set(0, hn::Round(at), one);
  } else {
    const V below = hn::Floor(at), part = hn::Sub(at, below);
    set(0, below, hn::Sub(one, part));
    set(1, hn::Add(below, one), part);
  }
  return taps;
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE auto PlaceOf(D d, V row, V column, int64_t width) {
  const hn::RebindToSigned<D> di;
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    const auto lines = hn::Mul(hn::ConvertTo(di, row), hn::Set(di, static_cast<int32_t>(width)));
    return hn::Add(lines, hn::ConvertTo(di, column));
  } else {
    return hn::ConvertTo(di, hn::Add(hn::Mul(row, hn::Set(d, static_cast<double>(width))), column));
  }
}

// Of a vector of points; kTaps along each axis.
template <int kTaps, class T, class D, class V = hn::Vec<D>>
HWY_INLINE void SamplePoints(D d, V x, V y, const SampledImage<T>& image, const GridSampling& how, T* out,
                             size_t count) {
  const AxisTaps<V> rows = TapsAlong(d, y, image.height, how), columns = TapsAlong(d, x, image.width, how);
  using VI = hn::Vec<hn::RebindToSigned<D>>;
  VI place[kTaps * kTaps];
  V weight[kTaps * kTaps];
  for (int i = 0; i < kTaps; ++i) {
    for (int j = 0; j < kTaps; ++j) {
      place[i * kTaps + j] = PlaceOf(d, rows.place[i], columns.place[j], image.width);
      weight[i * kTaps + j] = hn::Mul(rows.weight[i], columns.weight[j]);
    }
  }
  const T* from = image.data;
  for (int64_t c = 0; c < image.channels; ++c, from += image.height * image.width, out += image.points) {
    V sum = hn::Zero(d);
    for (int k = 0; k < kTaps * kTaps; ++k) {  // what counts nothing is not added, whatever it is
      const V product = hn::Mul(weight[k], hn::GatherIndex(d, from, place[k]));
      sum = hn::Add(sum, hn::IfThenZeroElse(hn::Eq(weight[k], hn::Zero(d)), product));
    }
    count == hn::Lanes(d) ? hn::StoreU(sum, d, out) : StorePart(d, sum, out, count);
  }
}

template <int kTaps, class T>
void SamplePart(const SampledImage<T>& image, const T* grid, const GridSampling& how, T* out, int64_t n) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  hn::Vec<decltype(d)> x, y;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::LoadInterleaved2(d, grid + 2 * i, x, y);
    SamplePoints<kTaps>(d, x, y, image, how, out + i, static_cast<size_t>(lanes));
  }
  if (i == n) return;
  T rest[32] = {};
  for (int64_t k = 0; k < 2 * (n - i); ++k) rest[k] = grid[2 * i + k];
  hn::LoadInterleaved2(d, rest, x, y);
  SamplePoints<kTaps>(d, x, y, image, how, out + i, static_cast<size_t>(n - i));
}

// Four channels side by side; there may be fewer.
void Interleave(const SampledImage<float>& image, float* four) {
  const hn::ScalableTag<float> d;
  const int64_t pixels = image.height * image.width, lanes = static_cast<int64_t>(hn::Lanes(d));
  auto channel = [&](int64_t c) { return image.data + (c < image.channels ? c : 0) * pixels; };
  const float *a = channel(0), *b = channel(1), *c = channel(2), *e = channel(3);
  int64_t i = 0;
  for (; i + lanes <= pixels; i += lanes)
    hn::StoreInterleaved4(hn::LoadU(d, a + i), hn::LoadU(d, b + i), hn::LoadU(d, c + i), hn::LoadU(d, e + i), d,
                          four + 4 * i);
  for (; i < pixels; ++i) four[4 * i] = a[i], four[4 * i + 1] = b[i], four[4 * i + 2] = c[i], four[4 * i + 3] = e[i];
}

// One line of the cache has all channels of an element: `four`, of which the image's are given out.
template <int kTaps>
void SampleFour(const SampledImage<float>& image, const float* four, const float* grid, const GridSampling& how,
                float* out, int64_t n) {
  constexpr int64_t kPoints = 128, kAll = kTaps * kTaps;  // whole vectors
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::FixedTag<float, 4> d4;
  using V = hn::Vec<decltype(d)>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  alignas(64) int32_t place[kAll][kPoints];
  alignas(64) float weight[kAll][kPoints], sums[4 * kPoints] = {};
  for (int64_t first = 0; first < n; first += kPoints, grid += 2 * kPoints, out += kPoints) {
    const int64_t count = n - first < kPoints ? n - first : kPoints;
    V x, y;
    for (int64_t p = 0; p < count; p += lanes) {
      float rest[32] = {};
      const float* from = grid + 2 * p;
      if (count - p < lanes) {
        for (int64_t k = 0; k < 2 * (count - p); ++k) rest[k] = from[k];
        from = rest;
      }
      hn::LoadInterleaved2(d, from, x, y);
      const AxisTaps<V> rows = TapsAlong(d, y, image.height, how), columns = TapsAlong(d, x, image.width, how);
      for (int k = 0; k < kAll; ++k) {
        hn::Store(PlaceOf(d, rows.place[k / kTaps], columns.place[k % kTaps], image.width), di, place[k] + p);
        hn::Store(hn::Mul(rows.weight[k / kTaps], columns.weight[k % kTaps]), d, weight[k] + p);
      }
    }
    for (int64_t p = 0; p < count; ++p) {
      auto sum = hn::Zero(d4);
      for (int k = 0; k < kAll; ++k) {
        const auto w = hn::Set(d4, weight[k][p]);
        const auto product = hn::Mul(w, hn::LoadU(d4, four + 4 * static_cast<int64_t>(place[k][p])));
        sum = hn::Add(sum, hn::IfThenZeroElse(hn::Eq(w, hn::Zero(d4)), product));
      }
      hn::Store(sum, d4, sums + 4 * p);
    }
    for (int64_t p = 0; p < count; p += lanes) {
      V channel[4];
      hn::LoadInterleaved4(d, sums + 4 * p, channel[0], channel[1], channel[2], channel[3]);
      for (int64_t c = 0; c < image.channels; ++c) {
        float* to = out + c * image.points + p;
        count - p < lanes ? StorePart(d, channel[c], to, static_cast<size_t>(count - p))
                          : hn::StoreU(channel[c], d, to);
      }
    }
  }
}

template <class T>
void Sample(const SampledImage<T>& image, const T* grid, const GridSampling& how, T* out, int64_t n) {
  how.nearest ? SamplePart<1>(image, grid, how, out, n) : SamplePart<2>(image, grid, how, out, n);
}

}  // namespace

void SampleFloat(const SampledImage<float>& image, const float* grid, const GridSampling& how, float* out, int64_t n) {
  Sample(image, grid, how, out, n);
}
void SampleDouble(const SampledImage<double>& image, const double* grid, const GridSampling& how, double* out,
                  int64_t n) {
  Sample(image, grid, how, out, n);
}

void SampleFourFloats(const SampledImage<float>& image, float* four, const float* grid, const GridSampling& how,
                      float* out) {
  Interleave(image, four);
  how.nearest ? SampleFour<1>(image, four, grid, how, out, image.points)
              : SampleFour<2>(image, four, grid, how, out, image.points);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_SIMD_TABLE(SampleFloat)
MIXGRAD_SIMD_TABLE(SampleDouble)
MIXGRAD_SIMD_TABLE(SampleFourFloats)

namespace {

constexpr int64_t kPart = 1 << 12;          // points of a task
constexpr int64_t kMostTogether = 1 << 20;  // elements of channels that are put side by side
constexpr int64_t kTasks = 4;

template <class T, class F>
void sample(const Tensor& x, const Tensor& grid, const GridSampling& how, const Tensor& out, F f) {
  const Shape& shape = x.shape();
  int64_t points = grid.shape()[1] * grid.shape()[2], parts = (points + kPart - 1) / kPart;
  SampledImage<T> first{x.data<T>(), shape[1], shape[2], shape[3], points};
  const T* places = grid.data<T>();
  T* to = out.data<T>();
  int64_t of_image = first.channels * first.height * first.width;
  parallel_for(shape[0] * parts, 1, [=](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      int64_t n = task / parts, start = task % parts * kPart;
      SampledImage<T> image = first;
      image.data += n * of_image;
      f(image, places + (n * points + start) * 2, how, to + n * first.channels * points + start,
        std::min(kPart, points - start));
    }
  });
}

// Where there are so many points that it pays to put channels side by side, and so many images that each can be a task.
bool pays(const Shape& x, const Shape& grid) {
  int64_t elements = x[2] * x[3], points = grid[1] * grid[2], groups = (x[1] + 3) / 4;
  return x[1] > 1 && points >= elements / 2 && elements <= kMostTogether && x[0] * groups >= kTasks;
}

void sample_fours(const Tensor& x, const Tensor& grid, const GridSampling& how, const Tensor& out) {
  const Shape& shape = x.shape();
  int64_t channels = shape[1], elements = shape[2] * shape[3], groups = (channels + 3) / 4;
  SampledImage<float> first{x.data<float>(), channels, shape[2], shape[3], grid.shape()[1] * grid.shape()[2]};
  const float* places = grid.data<float>();
  float* to = out.data<float>();
  auto f = SampleFourFloats_dispatch();
  parallel_for(shape[0] * groups, 1, [=](int64_t begin, int64_t end) {
    std::vector<float> four(static_cast<size_t>(4 * elements));
    for (int64_t task = begin; task < end; ++task) {
      int64_t n = task / groups, c = task % groups * 4, at = n * channels + c;
      SampledImage<float> image = first;
      image.data += at * elements;
      image.channels = std::min<int64_t>(4, channels - c);
      f(image, four.data(), places + n * image.points * 2, how, to + at * image.points);
    }
  });
}

}  // namespace

void grid_sample_cpu(const Tensor& x, const Tensor& grid, const GridSampling& how, const Tensor& out) {
  if (out.elements() == 0) return;
  if (out.dtype() == DType::kFloat64)
    sample<double>(contiguous(x), contiguous(grid), how, out, SampleDouble_dispatch());
  else if (pays(x.shape(), grid.shape()))
    sample_fours(contiguous(x), contiguous(grid), how, out);
  else
    sample<float>(contiguous(x), contiguous(grid), how, out, SampleFloat_dispatch());
}

}  // namespace mixgrad
#endif
