// Products in which one operand has few rows or columns. Nothing is packed: the other, long operand is read once, where
// it lies, and vectors run along the long side of C.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/gemm_thin.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <algorithm>
#include <cstring>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/simd.h"
#include "core/runtime/thread_pool.h"

#ifndef MIXGRAD_GEMM_THIN
#define MIXGRAD_GEMM_THIN
namespace mixgrad {
namespace {

// Rows of a few, times rows of many: sums over p of few(i, p) * many(j, p), where one of the two steps of `many` is
// one.
struct ThinProduct {
  DType dtype;
  int64_t rows, length, depth;
  const void* few;
  int64_t few_row, few_step;  // few(i, p) = few[i * few_row + p * few_step]
  const void* many;
  int64_t many_row, many_step;
  void* c;
  int64_t c_row, c_step;  // C(i, j) = c[i * c_row + j * c_step]
  bool accumulate;
};

}  // namespace
}  // namespace mixgrad
#endif

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// Vectors of at most 32 bytes: four or two rows are turned within each half of one.
template <class T>
using TurnedTag = hn::CappedTag<T, 32 / sizeof(T)>;
template <class T>
inline constexpr int64_t kTurned = hn::MaxLanes(TurnedTag<T>());

// out[s][q] = row(q)[s] for 16 bytes of each of the rows.
template <class T, class V, class Row>
HWY_INLINE void Turn(const Row& row, V* out) {
  constexpr int kBlock = 16 / sizeof(T);
  const TurnedTag<T> d;
  const hn::FixedTag<T, kBlock> part;
  V rows[kBlock];
  for (int q = 0; q < kBlock; ++q) {
    if constexpr (kTurned<T> == 2 * kBlock) {
      rows[q] = hn::Combine(d, hn::LoadU(part, row(q + kBlock)), hn::LoadU(part, row(q)));
    } else {
      rows[q] = hn::LoadU(d, row(q));
    }
  }
  TransposeVectors(d, rows, out);
}

// `count` columns of C from j on, at most kBlocks vectors of them, where `many` runs along p. Row(q, p) is where the
// block's row q goes on at p.
template <class T, int kRows, int kBlocks, class Row>
HWY_INLINE void AcrossBlock(const ThinProduct& g, int64_t j, int64_t count, const Row& row) {
  constexpr int64_t kLanes = kTurned<T>, kWidth = kBlocks * kLanes, kStep = 16 / sizeof(T), kLine = 4 * kStep;
  const TurnedTag<T> d;
  using V = hn::Vec<TurnedTag<T>>;
  const T* few = static_cast<const T*>(g.few);
  T* c = static_cast<T*>(g.c) + j * g.c_step;
  bool direct = g.c_step == 1 && count == kWidth;
  alignas(64) T edge[kRows * kWidth];
  if (!direct && g.accumulate) {
    for (int i = 0; i < kRows; ++i) {
      for (int64_t q = 0; q < kWidth; ++q) edge[i * kWidth + q] = q < count ? c[i * g.c_row + q * g.c_step] : T{0};
    }
  }
  T* to = direct ? c : edge;
  int64_t to_row = direct ? g.c_row : kWidth;
  V sums[kRows][kBlocks];
  for (int i = 0; i < kRows; ++i) {
    for (int b = 0; b < kBlocks; ++b)
      sums[i][b] = g.accumulate ? hn::LoadU(d, to + i * to_row + b * kLanes) : hn::Zero(d);
  }
  auto add = [&](int64_t p, int b, V column) HWY_ATTR {
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i)
      sums[i][b] = hn::MulAdd(hn::Set(d, few[i * g.few_row + p * g.few_step]), column, sums[i][b]);
  };
  auto turn = [&](int64_t p, int b) HWY_ATTR {
    V columns[kStep];
    Turn<T>([&](int q) HWY_ATTR { return row(b * kLanes + q, p); }, columns);
#pragma GCC unroll 4
    for (int s = 0; s < kStep; ++s) add(p + s, b, columns[s]);
  };
  // Rows that lie a power of two apart drive each other out of the first-level cache: 64 bytes of each at a time.
  bool apart = kBlocks > 1 && g.many_row * static_cast<int64_t>(sizeof(T)) % 512 == 0;
  int64_t p = 0;
  for (; apart && p + kLine <= g.depth; p += kLine) {
    for (int b = 0; b < kBlocks; ++b) {
      for (int64_t s = 0; s < kLine; s += kStep) turn(p + s, b);
    }
  }
  for (; p + kStep <= g.depth; p += kStep) {
#pragma GCC unroll 4
    for (int b = 0; b < kBlocks; ++b) turn(p, b);
  }
  for (; p < g.depth; ++p) {
    for (int b = 0; b < kBlocks; ++b) {
      alignas(32) T column[kLanes];
      for (int64_t q = 0; q < kLanes; ++q) column[q] = *row(b * kLanes + q, p);
      add(p, b, hn::Load(d, column));
    }
  }
  for (int i = 0; i < kRows; ++i) {
    for (int b = 0; b < kBlocks; ++b) hn::StoreU(sums[i][b], d, to + i * to_row + b * kLanes);
  }
  if (direct) return;
  for (int i = 0; i < kRows; ++i) {
    for (int64_t q = 0; q < count; ++q) c[i * g.c_row + q * g.c_step] = edge[i * kWidth + q];
  }
}

template <class T, int kRows>
void Across(const ThinProduct& g, int64_t begin, int64_t end) {
  constexpr int kBlocks = kRows < 2 ? 4 : kRows < 4 ? 2 : 1;  // enough sums at a time to wait for none
  constexpr int64_t kWidth = kBlocks * kTurned<T>;
  const T* many = static_cast<const T*>(g.many);
  int64_t j = begin;
  for (; j + kWidth <= end; j += kWidth) {
    const T* first = many + j * g.many_row;
    AcrossBlock<T, kRows, kBlocks>(g, j, kWidth, [&](int64_t q, int64_t p) { return first + q * g.many_row + p; });
  }
  for (; j < end; j += kTurned<T>) {
    int64_t count = std::min(kTurned<T>, end - j);
    const T* first = many + j * g.many_row;
    AcrossBlock<T, kRows, 1>(g, j, count,
                             [&](int64_t q, int64_t p) { return first + std::min(q, count - 1) * g.many_row + p; });
  }
}

// `width` elements, fewer than a vector has, and zeros.
template <class T>
HWY_INLINE hn::Vec<hn::ScalableTag<T>> FirstOf(const T* from, int64_t width) {
  const hn::ScalableTag<T> d;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, static_cast<size_t>(width)), d, from);
#else  // a masked load may read on
  alignas(64) T part[kLanes<T>] = {};
  std::memcpy(part, from, static_cast<size_t>(width) * sizeof(T));
  return hn::Load(d, part);
#endif
}

// One vector of `kDeep` rows of `many`, which run along C, is added to sums [kRows, kRoom]: of `width` elements if
// kPart.
template <class T, int kRows, int kDeep, int64_t kRoom, bool kPart>
HWY_INLINE void AddVector(const ThinProduct& g, const T* few, const T* many, T* HWY_RESTRICT sums, int64_t width) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V sum[kRows];
  for (int i = 0; i < kRows; ++i) sum[i] = hn::Load(d, sums + i * kRoom);
#pragma GCC unroll 4
  for (int s = 0; s < kDeep; ++s, many += g.many_step) {
    V row = kPart ? FirstOf(many, width) : hn::LoadU(d, many);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) sum[i] = hn::MulAdd(hn::Set(d, few[i * g.few_row + s * g.few_step]), row, sum[i]);
  }
  for (int i = 0; i < kRows; ++i) hn::Store(sum[i], d, sums + i * kRoom);
}

template <class T, int kRows, int kDeep, int64_t kRoom>
void AddRows(const ThinProduct& g, const T* many, int64_t p, int64_t width, T* HWY_RESTRICT sums) {
  const T* few = static_cast<const T*>(g.few) + p * g.few_step;
  many += p * g.many_step;
  int64_t j = 0;
  for (; j + kLanes<T> <= width; j += kLanes<T>)
    AddVector<T, kRows, kDeep, kRoom, false>(g, few, many + j, sums + j, kLanes<T>);
  if (j < width) AddVector<T, kRows, kDeep, kRoom, true>(g, few, many + j, sums + j, width - j);
}

template <class T, int kRows>
void Along(const ThinProduct& g, int64_t begin, int64_t end) {
  constexpr int64_t kRoom = 2048 / sizeof(T);
  constexpr int kDeep = 4;
  alignas(64) T sums[kRows * kRoom];
  for (int64_t j = begin; j < end; j += kRoom) {
    int64_t width = std::min(kRoom, end - j);
    const T* many = static_cast<const T*>(g.many) + j;
    T* c = static_cast<T*>(g.c) + j * g.c_step;
    for (int i = 0; i < kRows; ++i) {
      if (g.accumulate) {
        for (int64_t q = 0; q < width; ++q) sums[i * kRoom + q] = c[i * g.c_row + q * g.c_step];
      } else {
        std::memset(sums + i * kRoom, 0, static_cast<size_t>(width) * sizeof(T));
      }
    }
    int64_t p = 0;
    for (; p + kDeep <= g.depth; p += kDeep) AddRows<T, kRows, kDeep, kRoom>(g, many, p, width, sums);
    for (; p < g.depth; ++p) AddRows<T, kRows, 1, kRoom>(g, many, p, width, sums);
    for (int i = 0; i < kRows; ++i) {
      for (int64_t q = 0; q < width; ++q) c[i * g.c_row + q * g.c_step] = sums[i * kRoom + q];
    }
  }
}

template <class T, int kRows>
void OfRows(const ThinProduct& g, int64_t begin, int64_t end) {
  if constexpr (kRows > 1) {
    if (g.rows < kRows) return OfRows<T, kRows - 1>(g, begin, end);
  }
  g.many_step == 1 ? Across<T, kRows>(g, begin, end) : Along<T, kRows>(g, begin, end);
}

}  // namespace

void GemmThin(const ThinProduct& g, int64_t begin, int64_t end) {
  constexpr int kMost = kThin - 1;
  g.dtype == DType::kFloat64 ? OfRows<double, kMost>(g, begin, end) : OfRows<float, kMost>(g, begin, end);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(GemmThin)

void gemm_thin(const Gemm& g, bool parallel) {
  ThinProduct t{g.dtype, g.m, g.n, g.k, g.a, g.lda, 1, g.b, 1, g.ldb, g.c, g.ldc, 1, g.accumulate};
  if (g.transposed_a) std::swap(t.few_row, t.few_step);
  if (g.transposed_b) std::swap(t.many_row, t.many_step);
  if (g.n < g.m) {
    std::swap(t.rows, t.length);
    std::swap(t.few, t.many);
    std::swap(t.few_row, t.many_row);
    std::swap(t.few_step, t.many_step);
    std::swap(t.c_row, t.c_step);
  }
  auto multiply = GemmThin_dispatch();
  if (!parallel) return multiply(t, 0, t.length);
  constexpr int64_t kUnit = 64, kTaskWork = 1 << 18;  // columns that are cut together; multiply-adds worth a task
  int64_t units = (t.length + kUnit - 1) / kUnit;
  parallel_for(units, std::max<int64_t>(1, kTaskWork / (kUnit * t.rows * std::max<int64_t>(1, t.depth))),
               [&](int64_t begin, int64_t end) { multiply(t, begin * kUnit, std::min(t.length, end * kUnit)); });
}

}  // namespace mixgrad
#endif
