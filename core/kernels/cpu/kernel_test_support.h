// What the kernel tests share: tensors from numbers, kernels by name, every instruction set, any number of threads.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>
#include <vector>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/kernels/simd.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad::testing {

inline Tensor tensor(DType dtype, const Shape& shape, const std::vector<double>& values) {
  return Tensor::from_values(dtype, shape, values);
}

inline Tensor random_tensor(DType dtype, const Shape& shape, unsigned seed, double low = -1, double high = 1) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<double> values(static_cast<size_t>(shape.elements()));
  for (double& v : values) v = uniform(generator);
  return tensor(dtype, shape, values);
}

// Elements in row-major order, by a walk of its own.
inline std::vector<double> values_of(const Tensor& t) {
  std::vector<double> out;
  int64_t n = t.elements();
  for (int64_t i = 0; i < n; ++i) {
    int64_t rest = i, offset = 0;
    for (int a = t.rank() - 1; a >= 0; --a) {
      offset += rest % t.shape()[a] * t.strides()[a];
      rest /= t.shape()[a];
    }
    double value;
    convert(t.dtype(), t.data<char>() + offset * static_cast<int64_t>(item_bytes(t.dtype())), 1, DType::kFloat64,
            &value, 1, 1);
    out.push_back(value);
  }
  return out;
}

inline Tensor transposed(const Tensor& t) {  // the last two axes exchanged
  Shape shape = t.shape();
  Strides strides = t.strides();
  std::swap(shape[t.rank() - 1], shape[t.rank() - 2]);
  std::swap(strides[t.rank() - 1], strides[t.rank() - 2]);
  return t.window(shape, strides, t.impl()->offset);
}

inline Tensor row_major_copy(const Tensor& t) {
  Tensor copy = Tensor::empty(t.dtype(), t.shape());
  copy_cpu(t, copy);
  return copy;
}

inline void run_kernel(std::string_view name, const std::vector<Value>& arguments, const std::vector<Tensor>& outputs,
                       uint64_t seed = 0, uint64_t block = 0) {
  Kernel kernel = find_kernel(name, DeviceType::kCpu);
  ASSERT_NE(kernel, nullptr) << name;
  KernelCall call{arguments, outputs, seed, block, nullptr};
  kernel(call);
}

inline std::string bytes_of(const Tensor& t) {
  Tensor c = row_major_copy(t);
  return std::string(c.data<char>(), static_cast<size_t>(c.elements()) * item_bytes(c.dtype()));
}

// Runs f at each level of vector instructions that has hardware multiply-adds, with 1 and with 4 threads.
inline void for_each_setting(const std::function<void()>& f) {
  SimdLevel before = simd_level();
  for (SimdLevel level : {SimdLevel::kAvx2, SimdLevel::kAvx512}) {
    if (!set_simd_level(level)) continue;
    for (int threads : {1, 4}) {
      ThreadPool::instance().set_threads(threads);
      f();
    }
  }
  set_simd_level(before);
  ThreadPool::instance().set_threads(2);
}

// The bytes that `make` returns are the same in every setting.
inline void expect_same_bytes(const std::function<Tensor()>& make) {
  std::string first;
  bool any = false;
  for_each_setting([&] {
    std::string bytes = bytes_of(make());
    EXPECT_TRUE(!any || bytes == first) << simd_name() << ", " << ThreadPool::instance().threads() << " threads";
    first = bytes;
    any = true;
  });
}

}  // namespace mixgrad::testing
