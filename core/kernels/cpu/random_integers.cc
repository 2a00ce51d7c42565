// Whole numbers of an interval, and zeros and ones: words of random_layout.h, chunk by chunk.
#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/random_chunks.h"
#include "core/kernels/cpu/random_parameters.h"
#include "core/kernels/distributions.h"
#include "core/runtime/philox.h"

namespace mixgrad {

namespace {

// A chunk at a time in T, then in the result's dtype.
template <class T, class Draw>
void fill(const KernelCall& call, DType type, int64_t per_chunk, Draw draw) {
  const Tensor& output = call.outputs[0];
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  int64_t item = static_cast<int64_t>(item_bytes(output.dtype()));
  char* to = result.data<char>();
  for_chunks(call, output.elements(), per_chunk, [&](int64_t first, int64_t count, const uint32_t* words) {
    T chunk[kRandomChunk];
    draw(first, count, words, chunk);
    convert(type, chunk, 1, output.dtype(), to + first * item, 1, count);
  });
  if (!result.same(output)) copy_cpu(result, output);
}

// Of element `i`, where the first word did not do.
uint64_t another_word(const KernelCall& call, int64_t i, uint32_t time) {
  uint64_t block = call.block + static_cast<uint64_t>(i / 2);
  auto words = philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), time, 0},
                          {static_cast<uint32_t>(call.seed), static_cast<uint32_t>(call.seed >> 32)});
  return static_cast<uint64_t>(words[i % 2 * 2 + 1]) << 32 | words[i % 2 * 2];
}

}  // namespace

// [shape, low, high]: Lemire's method.
MIXGRAD_KERNEL(integers, kCpu) {
  uint64_t low = static_cast<uint64_t>(call.arguments[1].as_int()),
           range = static_cast<uint64_t>(call.arguments[2].as_int()) - low, uneven = (0 - range) % range;
  fill<int64_t>(call, DType::kInt64, kRandomChunk / 2,
                [&](int64_t first, int64_t count, const uint32_t* words, int64_t* out) {
                  for (int64_t i = 0; i < count; ++i) {
                    uint64_t word;
                    std::memcpy(&word, words + 2 * i, 8);
                    auto product = static_cast<unsigned __int128>(word) * range;
                    for (uint32_t time = 1; static_cast<uint64_t>(product) < uneven; ++time)
                      product = static_cast<unsigned __int128>(another_word(call, first + i, time)) * range;
                    out[i] = static_cast<int64_t>(low + static_cast<uint64_t>(product >> 64));
                  }
                });
}

// [p]
MIXGRAD_KERNEL(bernoulli, kCpu) {
  Parameter p(call.arguments[0], "p", call.outputs[0].shape(), kProbability.text, kProbability.good);
  fill<uint8_t>(call, DType::kBool, kRandomChunk,
                [&](int64_t first, int64_t count, const uint32_t* words, uint8_t* out) {
                  const double* limit = p.from(first);
                  int64_t step = p.step();
                  for (int64_t i = 0; i < count; ++i) out[i] = words[i] < limit[i * step] * 0x1p+32;
                });
}

}  // namespace mixgrad
