// Products in which C is small in both directions and the sums are long. One running sum for each element would wait
// for itself: each element is 128 bytes of sums, p taking turns, that are added in halves at the end.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/gemm_inner.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <algorithm>
#include <cstring>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

constexpr int64_t kDepth = 512;  // at a time: what is gathered of both operands stays in the first-level cache

// A few rows of an operand, row(i, p) = from[i * row + p * step].
template <class T>
struct Rows {
  const T* from;
  int64_t row, step;
};

// `depth` elements of a row from p on: where they lie, or gathered, with zeros up to kDepth.
template <class T>
const T* Part(const Rows<T>& rows, int64_t i, int64_t p, int64_t depth, T* room) {
  const T* from = rows.from + i * rows.row + p * rows.step;
  if (rows.step == 1 && depth == kDepth) return from;
  for (int64_t q = 0; q < depth; ++q) room[q] = from[q * rows.step];
  std::memset(room + depth, 0, static_cast<size_t>(kDepth - depth) * sizeof(T));
  return room;
}

template <class T>
void Inner(const Gemm& g) {
  constexpr int64_t kSums = 128 / sizeof(T), kVectors = kSums / kLanes<T>;
  const hn::ScalableTag<T> d;
  Rows<T> a{static_cast<const T*>(g.a), g.transposed_a ? 1 : g.lda, g.transposed_a ? g.lda : 1},
      b{static_cast<const T*>(g.b), g.transposed_b ? g.ldb : 1, g.transposed_b ? 1 : g.ldb};
  alignas(64) T sums[(kThin - 1) * (kThin - 1) * kSums] = {};
  alignas(64) T a_room[kThin - 1][kDepth], b_room[kThin - 1][kDepth];
  const T *a_rows[kThin - 1], *b_rows[kThin - 1];
  for (int64_t p = 0; p < g.k; p += kDepth) {
    int64_t depth = std::min(kDepth, g.k - p), full = (depth + kSums - 1) / kSums * kSums;
    for (int64_t i = 0; i < g.m; ++i) a_rows[i] = Part(a, i, p, depth, a_room[i]);
    for (int64_t j = 0; j < g.n; ++j) b_rows[j] = Part(b, j, p, depth, b_room[j]);
    for (int64_t i = 0; i < g.m; ++i) {
      for (int64_t j = 0; j < g.n; ++j) {
        T* to = sums + (i * g.n + j) * kSums;
        hn::Vec<decltype(d)> sum[kVectors];
        for (int v = 0; v < kVectors; ++v) sum[v] = hn::Load(d, to + v * kLanes<T>);
        for (int64_t q = 0; q < full; q += kSums) {
#pragma GCC unroll 8
          for (int v = 0; v < kVectors; ++v) {
            int64_t at = q + v * kLanes<T>;
            sum[v] = hn::MulAdd(hn::LoadU(d, a_rows[i] + at), hn::LoadU(d, b_rows[j] + at), sum[v]);
          }
        }
        for (int v = 0; v < kVectors; ++v) hn::Store(sum[v], d, to + v * kLanes<T>);
      }
    }
  }
  for (int64_t i = 0; i < g.m; ++i) {
    for (int64_t j = 0; j < g.n; ++j) {
      T *sum = sums + (i * g.n + j) * kSums, *c = static_cast<T*>(g.c) + i * g.ldc + j;
      for (int64_t half = kSums / 2; half > 0; half /= 2) {
        for (int64_t q = 0; q < half; ++q) sum[q] += sum[q + half];
      }
      *c = g.accumulate ? *c + *sum : *sum;
    }
  }
}

}  // namespace

void GemmInner(const Gemm& g) { g.dtype == DType::kFloat64 ? Inner<double>(g) : Inner<float>(g); }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(GemmInner)

void gemm_inner(const Gemm& g) { GemmInner_dispatch()(g); }

}  // namespace mixgrad
#endif
