// The engine's one order of reduction, on vectors. In a chunk of 1024, element i goes to lane i mod 32; lanes start at
// the identity (+0 for a sum), combine in rising i, and fold by halves; chunks fold in pairs, an odd last one carried.
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_REDUCE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_REDUCE_INL_H
#undef MIXGRAD_REDUCE_INL_H
#else
#define MIXGRAD_REDUCE_INL_H
#endif

#include <limits>

#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/pair_fold.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct SumOf {
  template <class T>
  static constexpr T identity() {
    return 0;
  }
  template <class T>
  static T Scalar(T a, T b) {
    return a + b;
  }
  template <class D, class V>
  static HWY_INLINE V Apply(D, V a, V b) {
    return hn::Add(a, b);
  }
};
struct ProductOf {
  template <class T>
  static constexpr T identity() {
    return 1;
  }
  template <class T>
  static T Scalar(T a, T b) {
    return a * b;
  }
  template <class D, class V>
  static HWY_INLINE V Apply(D, V a, V b) {
    return hn::Mul(a, b);
  }
};
struct MaximumOf {
  template <class T>
  static constexpr T identity() {
    return -std::numeric_limits<T>::infinity();
  }
  template <class T>
  static T Scalar(T a, T b) {
    if (a != a || b != b) return a != a ? a : b;
    return a > b || (a == b && !__builtin_signbit(a)) ? a : b;
  }
  template <class D, class V>
  static HWY_INLINE V Apply(D, V a, V b) {
    V m = hn::IfThenElse(hn::Gt(a, b), a, hn::IfThenElse(hn::Eq(a, b), hn::And(a, b), b));
    return hn::IfThenElse(hn::Eq(a, a), m, a);
  }
  template <class V>  // but for NaN and the sign of zero
  static HWY_INLINE V Quick(V a, V b) {
    return hn::Max(a, b);
  }
  template <class D, class V>
  static HWY_INLINE auto QuickFold(D d, V v) {
    return hn::GetLane(hn::MaxOfLanes(d, v));
  }
};
struct MinimumOf {
  template <class T>
  static constexpr T identity() {
    return std::numeric_limits<T>::infinity();
  }
  template <class T>
  static T Scalar(T a, T b) {
    if (a != a || b != b) return a != a ? a : b;
    return a < b || (a == b && __builtin_signbit(a)) ? a : b;
  }
  template <class D, class V>
  static HWY_INLINE V Apply(D, V a, V b) {
    V m = hn::IfThenElse(hn::Lt(a, b), a, hn::IfThenElse(hn::Eq(a, b), hn::Or(a, b), b));
    return hn::IfThenElse(hn::Eq(a, a), m, a);
  }
  template <class V>
  static HWY_INLINE V Quick(V a, V b) {
    return hn::Min(a, b);
  }
  template <class D, class V>
  static HWY_INLINE auto QuickFold(D d, V v) {
    return hn::GetLane(hn::MinOfLanes(d, v));
  }
};

// lane[l] = lane[l] with lane[l + h] for h = half the lanes, …, 2, 1.
template <class Op, class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE T FoldVector(D d, V v) {
  if constexpr (sizeof(V) > 16) {
    const hn::Half<D> h;
    return FoldVector<Op>(h, Op::Apply(h, hn::LowerHalf(h, v), hn::UpperHalf(h, v)));
  } else {
    constexpr int kCount = 16 / sizeof(T);
    alignas(16) T lane[kCount];
    hn::Store(v, d, lane);
    for (int h = kCount / 2; h > 0; h /= 2) {
      for (int l = 0; l < h; ++l) lane[l] = Op::template Scalar<T>(lane[l], lane[l + h]);
    }
    return lane[0];
  }
}

struct AsIs {
  template <class V>
  HWY_INLINE V operator()(V v) const {
    return v;
  }
};

// Of what `map` makes of the elements.
template <class Op, class T, class Map = AsIs>
HWY_INLINE T ReduceChunk(const T* x, size_t n, Map map = {}) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t kLanes = sizeof(V) / sizeof(T), kVectors = kReduceLanes / kLanes;
  const V identity = hn::Set(d, Op::template identity<T>());
  V acc[kVectors];
  for (size_t v = 0; v < kVectors; ++v) acc[v] = identity;
  size_t i = 0;
  for (; i + kReduceLanes <= n; i += kReduceLanes) {
    for (size_t v = 0; v < kVectors; ++v) acc[v] = Op::Apply(d, acc[v], map(hn::LoadU(d, x + i + v * kLanes)));
  }
  for (size_t v = 0; v < kVectors && i < n; ++v, i += kLanes) {
    size_t count = n - i < kLanes ? n - i : kLanes;
    acc[v] = hn::IfThenElse(hn::FirstN(d, count), Op::Apply(d, acc[v], map(LoadPart(d, x + i, count))), acc[v]);
  }
  for (size_t h = kVectors / 2; h > 0; h /= 2) {
    for (size_t v = 0; v < h; ++v) acc[v] = Op::Apply(d, acc[v], acc[v + h]);
  }
  return FoldVector<Op>(d, acc[0]);
}

template <class Op, class T, class Map = AsIs>
T ReduceRow(const T* x, int64_t n, Map map = {}) {
  if (n <= kReduceChunk) return ReduceChunk<Op>(x, static_cast<size_t>(n), map);
  PairFold<T> fold;
  for (int64_t i = 0; i < n; i += kReduceChunk) {
    fold.add(ReduceChunk<Op>(x + i, static_cast<size_t>(n - i < kReduceChunk ? n - i : kReduceChunk), map),
             [](T a, T b) { return Op::template Scalar<T>(a, b); });
  }
  return fold.finish([](T a, T b) { return Op::template Scalar<T>(a, b); });
}

// The largest or smallest of a row, which no order changes: elements may also count twice. Only where there is a NaN,
// or where the result is zero and its sign counts, each step has to be exact.
template <class Op, class T>
T ExtremeOfRow(const T* x, int64_t n) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr int64_t kVectors = 4, kLanes = sizeof(V) / sizeof(T), kStep = kVectors * kLanes;
  if (n < kStep) return ReduceRow<Op>(x, n);
  V best[kVectors];
  for (int64_t v = 0; v < kVectors; ++v) best[v] = hn::LoadU(d, x + v * kLanes);
  // A sum is NaN if one of them is, and where infinities cancel each other, which takes the exact steps then, too.
  auto numbers = hn::Eq(best[0], best[0]);
  for (int64_t i = 0;; i = i + kStep > n - kStep ? n - kStep : i + kStep) {
    V next[kVectors];
    for (int64_t v = 0; v < kVectors; ++v) {
      next[v] = hn::LoadU(d, x + i + v * kLanes);
      best[v] = Op::Quick(best[v], next[v]);
    }
    const V sum = hn::Add(hn::Add(next[0], next[1]), hn::Add(next[2], next[3]));
    numbers = hn::And(numbers, hn::Eq(sum, sum));
    if (i == n - kStep) break;
  }
  const V pair = Op::Quick(Op::Quick(best[0], best[1]), Op::Quick(best[2], best[3]));
  const T found = Op::QuickFold(d, pair);
  return hn::AllTrue(d, numbers) && found != 0 ? found : ReduceRow<Op>(x, n);
}

// Combines rows element by element: to = to with from, or, at the start of a lane, the identity with from.
template <class Op, class T>
HWY_INLINE void CombineRows(T* to, const T* left, const T* from, size_t n) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  const auto identity = hn::Set(d, Op::template identity<T>());
  for (; i + lanes <= n; i += lanes) {
    auto a = left ? hn::LoadU(d, left + i) : identity;
    hn::StoreU(Op::Apply(d, a, hn::LoadU(d, from + i)), d, to + i);
  }
  if (i < n) {
    auto a = left ? LoadPart(d, left + i, n - i) : identity;
    StorePart(d, Op::Apply(d, a, LoadPart(d, from + i, n - i)), to + i, n - i);
  }
}

// Up to kReduceColumns columns at once: out[c] is the reduction of x[i * stride + c] over i < n.
template <class Op, class T>
void ReduceColumnTile(const T* x, int64_t stride, int64_t n, int64_t columns, T* out) {
  alignas(64) T lane[kReduceLanes][kReduceColumns];
  alignas(64) T stack[48][kReduceColumns];
  const size_t width = static_cast<size_t>(columns);
  int depth = 0;
  int64_t done = 0;
  for (int64_t start = 0; start < n; start += kReduceChunk) {
    int64_t count = n - start < kReduceChunk ? n - start : kReduceChunk;
    const T* row = x + start * stride;
    for (int64_t i = 0; i < count; ++i, row += stride) {
      T* to = lane[i % kReduceLanes];
      CombineRows<Op>(to, i < kReduceLanes ? nullptr : to, row, width);
    }
    int64_t used = count < kReduceLanes ? count : kReduceLanes;
    for (int64_t h = kReduceLanes / 2; h > 0; h /= 2) {  // lanes never used hold the identity: leave them out
      for (int64_t l = 0; l < h && l + h < used; ++l) CombineRows<Op>(lane[l], lane[l], lane[l + h], width);
      used = used < h ? used : h;
    }
    __builtin_memcpy(stack[depth++], lane[0], width * sizeof(T));
    for (int64_t count_so_far = ++done; count_so_far % 2 == 0; count_so_far /= 2, --depth) {
      CombineRows<Op>(stack[depth - 2], stack[depth - 2], stack[depth - 1], width);
    }
  }
  for (; depth > 1; --depth) CombineRows<Op>(stack[depth - 2], stack[depth - 2], stack[depth - 1], width);
  __builtin_memcpy(out, stack[0], width * sizeof(T));
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
