// Random numbers: the layout of random_layout.h, chunk by chunk.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/random_chunks.h"
#include "core/kernels/cpu/random_layout.h"

namespace mixgrad {

namespace {

// draw(words, out) makes a chunk; then out[i] = out[i] * scale + shift, rounded twice, held below `limit`.
template <class T, class Draw>
void fill(const KernelCall& call, double scale, double shift, T limit, Draw draw) {
  constexpr int64_t kPerChunk = sizeof(T) == 8 ? kRandomChunk / 2 : kRandomChunk;
  constexpr DType kType = sizeof(T) == 8 ? DType::kFloat64 : DType::kFloat32;
  const Tensor& output = call.outputs[0];
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  int64_t item = static_cast<int64_t>(item_bytes(output.dtype()));
  char* to = result.data<char>();
  T factor = static_cast<T>(scale), offset = static_cast<T>(shift);
  for_chunks(call, output.elements(), kPerChunk, [&](int64_t first, int64_t count, const uint32_t* words) {
    alignas(64) T chunk[kPerChunk];
    draw(words, chunk);
    for (int64_t i = 0; i < kPerChunk; ++i) {
      T v = chunk[i] * factor + offset;
      chunk[i] = v > limit ? limit : v;
    }
    convert(kType, chunk, 1, output.dtype(), to + first * item, 1, count);
  });
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace

// [shape, low, high]: in [low, high); narrower types may round up to high.
MIXGRAD_KERNEL(uniform, kCpu) {
  double low = call.arguments[1].as_float(), high = call.arguments[2].as_float();
  if (call.outputs[0].dtype() == DType::kFloat64) {
    fill<double>(call, high - low, low, low < high ? std::nextafter(high, low) : high, uniform_doubles);
  } else {
    float l = static_cast<float>(low), h = static_cast<float>(high);
    fill<float>(call, h - l, l, l < h ? std::nextafter(h, l) : h, uniform_floats);
  }
}

// [shape, mean, std]
MIXGRAD_KERNEL(normal, kCpu) {
  double mean = call.arguments[1].as_float(), deviation = call.arguments[2].as_float();
  if (call.outputs[0].dtype() == DType::kFloat64)
    fill<double>(call, deviation, mean, HUGE_VAL, normal_doubles);
  else
    fill<float>(call, deviation, mean, HUGE_VALF, normal_floats);
}

namespace {
template <class T, class Drop>
void drop(const KernelCall& call, DType type, Drop drop_chunk) {
  const Tensor& output = call.outputs[0];
  double p = call.arguments[1].as_float();
  Tensor x = contiguous(call.tensor(0), type);
  Tensor result = output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
  T scale = static_cast<T>(1 / (1 - p));
  uint32_t threshold = static_cast<uint32_t>(std::ceil(p * 0x1p+24));  // uniform >= p, in whole numbers
  const T* from = x.data<T>();
  T* to = result.data<T>();
  for_chunks(call, output.elements(), kRandomChunk, [&](int64_t first, int64_t count, const uint32_t* words) {
    drop_chunk(words, from + first, to + first, count, threshold, scale);
  });
  if (!result.same(output)) copy_cpu(result, output);
}
}  // namespace

// [x, p]: kept elements are scaled by 1 / (1 - p), the others 0.
MIXGRAD_KERNEL(dropout, kCpu) {
  if (call.outputs[0].dtype() == DType::kFloat64)
    drop<double>(call, DType::kFloat64, drop_doubles);
  else
    drop<float>(call, DType::kFloat32, drop_floats);
}

// [n]
MIXGRAD_KERNEL(permutation, kCpu) {
  const Tensor& output = call.outputs[0];
  int64_t n = output.elements();
  Tensor result = output.is_contiguous() ? output : Tensor::empty(DType::kInt64, output.shape());
  int64_t* p = result.data<int64_t>();
  for (int64_t i = 0; i < n; ++i) p[i] = i;
  constexpr int64_t kSteps = kRandomChunk / 2, kAhead = 16;
  alignas(64) uint32_t words[kRandomChunk];
  int64_t with[kSteps];  // which element each step exchanges with the last that is left
  for (int64_t first = 0; first + 1 < n; first += kSteps) {
    int64_t steps = std::min(kSteps, n - 1 - first);
    random_words(call.seed, call.block + static_cast<uint64_t>(first / 2), (steps + 1) / 2, words);
    for (int64_t s = 0; s < steps; ++s) {
      uint64_t word;
      std::memcpy(&word, words + 2 * s, 8);
      with[s] = static_cast<int64_t>(static_cast<unsigned __int128>(word) * static_cast<uint64_t>(n - first - s) >> 64);
    }
    for (int64_t s = 0; s < steps; ++s) {
      __builtin_prefetch(p + with[std::min(s + kAhead, steps - 1)], 1);
      std::swap(p[n - 1 - first - s], p[with[s]]);
    }
  }
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace mixgrad
