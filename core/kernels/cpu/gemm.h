// One product of two matrices, behind which either OpenBLAS or kernels of our own stand.
#pragma once

#include <cstdint>

#include "core/tensor/tensor.h"

namespace mixgrad {

// C (m x n, row-major, ldc) = A (m x k) B (k x n), or with `accumulate` C += A B. A's element (i, p) is A[i * lda + p],
// or A[p * lda + i] if transposed; B's (p, j) is B[p * ldb + j] or B[j * ldb + p]. All of one type, not float16 or
// bfloat16.
struct Gemm {
  DType dtype = DType::kFloat32;
  bool transposed_a = false, transposed_b = false;
  int64_t m = 0, n = 0, k = 0;
  const void* a = nullptr;
  int64_t lda = 0;
  const void* b = nullptr;
  int64_t ldb = 0;
  void* c = nullptr;
  int64_t ldc = 0;
  bool accumulate = false;
};

inline constexpr int64_t kThin = 8;  // fewer rows or columns are not worth packing the operands

// Our own, for float32 and float64: each element adds its products in rising p by fused multiply-adds, so that its
// bytes depend neither on how operands lie, nor on how the product is cut, nor on AVX2 or AVX-512. Over the thread pool
// if `parallel`.
void gemm_floats(const Gemm& g, bool parallel);
void gemm_thin(const Gemm& g, bool parallel);  // the same sums, of fewer than kThin rows or columns
void gemm_inner(const Gemm& g);  // fewer than kThin of both: sums in an order of their own, by k alone; serial
// B packed once, for products with many A that differ in a, c and m alone: the bytes of gemm_floats.
Tensor pack_right(const Gemm& g);
void gemm_packed(const Gemm& g, const Tensor& packed, bool parallel);

void gemm_integers(const Gemm& g);  // wraps; serial
void gemm_blas(const Gemm& g);      // OpenBLAS, float32 and float64; serial
bool has_blas();                    // linked, and not set aside by MIXGRAD_KERNELS=plain
void use_plain_gemm(bool plain);    // for tests: no OpenBLAS

// Chooses between them by the product's type and shape alone; over the thread pool.
void gemm(const Gemm& g);
// The same, where B was packed: which does not serve those of few rows, or of many.
void gemm(const Gemm& g, const Tensor& packed);
// `count` products whose matrices lie a, b, c strides (elements) apart.
void gemm_batch(const Gemm& g, int64_t count, int64_t a_stride, int64_t b_stride, int64_t c_stride);

}  // namespace mixgrad
