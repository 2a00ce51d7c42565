// OpenBLAS, its static serial build. That build is not thread-safe: its pool of work buffers needs a lock of ours, put
// around its allocator by the linker's --wrap (core/third_party.cmake).
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string_view>

#include "core/kernels/cpu/gemm.h"

#ifdef MIXGRAD_HAS_OPENBLAS
#include <cblas.h>

namespace {
std::mutex& buffer_mutex() {
  static std::mutex mutex;
  return mutex;
}
}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names for what it wraps
extern "C" {
void* __real_blas_memory_alloc(int position);
void __real_blas_memory_free(void* buffer);
void* __wrap_blas_memory_alloc(int position) {
  std::lock_guard lock(buffer_mutex());
  return __real_blas_memory_alloc(position);
}
void __wrap_blas_memory_free(void* buffer) {
  std::lock_guard lock(buffer_mutex());
  __real_blas_memory_free(buffer);
}
}
// NOLINTEND(bugprone-reserved-identifier)
#endif

namespace mixgrad {

namespace {
std::atomic<bool>& plain() {
  static std::atomic<bool> value = [] {
    const char* kernels = std::getenv("MIXGRAD_KERNELS");
    return kernels && std::string_view(kernels) == "plain";
  }();
  return value;
}
}  // namespace

void use_plain_gemm(bool value) { plain().store(value, std::memory_order_relaxed); }

#ifdef MIXGRAD_HAS_OPENBLAS
bool has_blas() { return !plain().load(std::memory_order_relaxed); }

void gemm_blas(const Gemm& g) {
  CBLAS_TRANSPOSE ta = g.transposed_a ? CblasTrans : CblasNoTrans, tb = g.transposed_b ? CblasTrans : CblasNoTrans;
  auto i = [](int64_t size) { return static_cast<blasint>(size); };
  if (g.dtype == DType::kFloat64) {
    cblas_dgemm(CblasRowMajor, ta, tb, i(g.m), i(g.n), i(g.k), 1, static_cast<const double*>(g.a), i(g.lda),
                static_cast<const double*>(g.b), i(g.ldb), g.accumulate, static_cast<double*>(g.c), i(g.ldc));
  } else {
    cblas_sgemm(CblasRowMajor, ta, tb, i(g.m), i(g.n), i(g.k), 1, static_cast<const float*>(g.a), i(g.lda),
                static_cast<const float*>(g.b), i(g.ldb), g.accumulate, static_cast<float*>(g.c), i(g.ldc));
  }
}
#else
bool has_blas() { return false; }
void gemm_blas(const Gemm& g) { gemm_floats(g, false); }
#endif

}  // namespace mixgrad
