// One product of two matrices, behind which either OpenBLAS or kernels of our own stand.
#pragma once

#include <cstdint>

#include "core/tensor/dtype.h"

namespace mixgrad {

// C (m x n, row-major, ldc) = A (m x k) B (k x n), or with `accumulate` C += A B. A's element (i, p) is A[i * lda + p],
// or A[p * lda + i] if transposed; B's (p, j) is B[p * ldb + j] or B[j * ldb + p]. All of one type, not float16 or
// bfloat16. Serial.
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

// Our own: each element adds its products in rising p, float types with fused multiply-adds; integers wrap. The same
// bytes on AVX2 and AVX-512. MIXGRAD_KERNELS=plain chooses it for floats too.
void gemm_plain(const Gemm& g);
bool has_blas();                  // linked, and not set aside by MIXGRAD_KERNELS=plain
void gemm_blas(const Gemm& g);    // float32 and float64
void use_plain_gemm(bool plain);  // for tests

// The same on slices of a fixed shape over the thread pool.
void gemm(const Gemm& g);
// `count` products whose matrices lie a, b, c strides (elements) apart.
void gemm_batch(const Gemm& g, int64_t count, int64_t a_stride, int64_t b_stride, int64_t c_stride);

}  // namespace mixgrad
