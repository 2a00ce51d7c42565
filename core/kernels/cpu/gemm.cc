// Chooses the kernels of a product, and cuts those of OpenBLAS into slices whose shape depends on the product alone, so
// that the bits do not depend on the threads.
#include "core/kernels/cpu/gemm.h"

#include <algorithm>

#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kSerialWork = 1 << 20;  // multiply-adds: about 20 microseconds
constexpr int64_t kBlasLimit = int64_t{1} << 31;

// Measured: up to this many multiply-adds our own kernels, which pack less, are as fast or faster, and two threads
// share their work better.
constexpr int64_t kOwnLimit = int64_t{1} << 27;
// Up to about this many OpenBLAS has kernels whose sums depend on how the operands lie: its slices must be larger.
constexpr int64_t kBlasLeast = 1 << 20;
constexpr int64_t kLongSum = 64;  // longer ones are worth several sums side by side

bool is_thin(const Gemm& g) { return std::min(g.m, g.n) < kThin; }

bool chooses_blas(const Gemm& g) {
  bool fits = std::max({g.m, g.n, g.k, g.lda, g.ldb, g.ldc}) < kBlasLimit;
  return has_blas() && fits && g.m * g.n * g.k > kOwnLimit && !is_thin(g);
}

void multiply_own(const Gemm& g, bool parallel) {
  if (!is_thin(g)) return gemm_floats(g, parallel);
  std::max(g.m, g.n)<kThin && g.k> kLongSum ? gemm_inner(g) : gemm_thin(g, parallel);
}

void multiply(const Gemm& g) {
  if (!is_floating(g.dtype)) return gemm_integers(g);
  chooses_blas(g) ? gemm_blas(g) : multiply_own(g, false);
}

void multiply_slice(const Gemm& g) {
  if (!is_floating(g.dtype)) return gemm_integers(g);
  is_thin(g) || g.m* g.n* g.k <= kBlasLeast ? gemm_floats(g, false) : gemm_blas(g);
}

const void* at(const void* base, DType dtype, int64_t elements) {
  return static_cast<const char*>(base) + elements * static_cast<int64_t>(item_bytes(dtype));
}

Gemm slice(const Gemm& g, int64_t row, int64_t rows, int64_t column, int64_t columns) {
  Gemm s = g;
  s.m = rows;
  s.n = columns;
  s.a = at(g.a, g.dtype, g.transposed_a ? row : row * g.lda);
  s.b = at(g.b, g.dtype, g.transposed_b ? column * g.ldb : column);
  s.c = const_cast<void*>(at(g.c, g.dtype, row * g.ldc + column));
  return s;
}

// Measured: tiles of 128 up to 512, of 512 above; more and smaller slices lose speed, fewer leave threads idle.
int64_t tile_of(int64_t size) {
  if (size <= 192) return size;
  return size <= 512 ? 128 : 512;
}

void clear(const Gemm& g) {
  for (int64_t i = 0; i < g.m; ++i) {
    char* row = static_cast<char*>(const_cast<void*>(at(g.c, g.dtype, i * g.ldc)));
    std::fill(row, row + g.n * static_cast<int64_t>(item_bytes(g.dtype)), 0);
  }
}

}  // namespace

void gemm(const Gemm& g) {
  if (g.m == 0 || g.n == 0) return;
  if (g.k == 0) return g.accumulate ? void() : clear(g);
  if (g.m * g.n * g.k < kSerialWork) return multiply(g);
  if (is_floating(g.dtype) && !chooses_blas(g)) return multiply_own(g, true);
  int64_t tm = tile_of(g.m), tn = tile_of(g.n);
  if (tm == g.m && tn == g.n) {  // one tile, but enough work for two: cut the longer side
    int64_t& side = g.m >= g.n ? tm : tn;
    if (side >= 64) side = (side / 2 + 15) / 16 * 16;
  }
  int64_t rows = (g.m + tm - 1) / tm, columns = (g.n + tn - 1) / tn;
  if (rows * columns == 1) return multiply(g);
  ThreadPool::instance().run(rows * columns, [&](int64_t task) {
    int64_t i = task / columns * tm, j = task % columns * tn;
    Gemm part = slice(g, i, std::min(tm, g.m - i), j, std::min(tn, g.n - j));
    multiply_slice(part);
  });
}

void gemm(const Gemm& g, const Tensor& packed) {
  if (g.m == 0 || g.n == 0 || g.k == 0 || chooses_blas(g)) return gemm(g);
  gemm_packed(g, packed, g.m * g.n * g.k >= kSerialWork);
}

void gemm_batch(const Gemm& g, int64_t count, int64_t a_stride, int64_t b_stride, int64_t c_stride) {
  auto one = [&](int64_t i) {
    Gemm s = g;
    s.a = at(g.a, g.dtype, i * a_stride);
    s.b = at(g.b, g.dtype, i * b_stride);
    s.c = const_cast<void*>(at(g.c, g.dtype, i * c_stride));
    return s;
  };
  int64_t work = std::max<int64_t>(1, g.m * g.n * g.k);
  if (count == 1 || work >= 8 * kSerialWork) {
    for (int64_t i = 0; i < count; ++i) gemm(one(i));
    return;
  }
  parallel_for(count, std::max<int64_t>(1, kSerialWork / work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      Gemm s = one(i);
      if (s.m == 0 || s.n == 0) continue;
      if (s.k == 0)
        s.accumulate ? void() : clear(s);
      else
        multiply(s);
    }
  });
}

}  // namespace mixgrad
