#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/random_words.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/angle-inl.h"
#include "core/kernels/cpu/random_words.h"
#include "core/kernels/simd.h"
#include "core/runtime/philox.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

// A block in each 64-bit lane; words in the lanes' low halves.
void Words(uint64_t seed, uint64_t block, int64_t blocks, uint32_t* words) {
  const hn::ScalableTag<uint64_t> d;
  const hn::RepartitionToNarrow<decltype(d)> dw;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto low = hn::Set(d, uint64_t{0xffffffff});
  const auto a = hn::BitCast(dw, hn::Set(d, uint64_t{0xD2511F53})),
             b = hn::BitCast(dw, hn::Set(d, uint64_t{0xCD9E8D57}));
  int64_t i = 0;
  for (; i + lanes <= blocks; i += lanes) {
    auto counter = hn::Add(hn::Set(d, block + static_cast<uint64_t>(i)), hn::Iota(d, 0));
    auto c0 = hn::And(counter, low), c1 = hn::ShiftRight<32>(counter), c2 = hn::Zero(d), c3 = hn::Zero(d);
    uint32_t k0 = static_cast<uint32_t>(seed), k1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9, k1 += 0xBB67AE85) {
      auto pa = hn::MulEven(hn::BitCast(dw, c0), a), pb = hn::MulEven(hn::BitCast(dw, c2), b);
      c0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(pb), c1), hn::Set(d, uint64_t{k0}));
      c2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(pa), c3), hn::Set(d, uint64_t{k1}));
      c1 = hn::And(pb, low);
      c3 = hn::And(pa, low);
    }
    alignas(64) uint64_t first[8], second[8];
    hn::Store(hn::Or(c0, hn::ShiftLeft<32>(c1)), d, first);
    hn::Store(hn::Or(c2, hn::ShiftLeft<32>(c3)), d, second);
    for (int64_t l = 0; l < lanes; ++l) {
      __builtin_memcpy(words + 4 * (i + l), first + l, 8);
      __builtin_memcpy(words + 4 * (i + l) + 2, second + l, 8);
    }
  }
  for (; i < blocks; ++i) {
    auto w = philox(seed, block + static_cast<uint64_t>(i));
    __builtin_memcpy(words + 4 * i, w.data(), 16);
  }
}

template <class D, class VU>
HWY_INLINE hn::Vec<D> ToUniform(D d, VU words) {
  const hn::RebindToSigned<D> di;
  return hn::Mul(hn::ConvertTo(d, hn::BitCast(di, hn::ShiftRight<8>(words))), hn::Set(d, 0x1p-24f));
}

void UniformFloats(const uint32_t* words, float* out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  for (int64_t i = 0; i < kRandomChunk; i += static_cast<int64_t>(hn::Lanes(d))) {
    hn::StoreU(ToUniform(d, hn::LoadU(du, words + i)), d, out + i);
  }
}

void UniformDoubles(const uint32_t* words, double* out) {
  const hn::ScalableTag<double> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const auto two52 = hn::Set(d, 0x1p+52);
  auto whole = [&](auto v) { return hn::Sub(hn::BitCast(d, hn::Or(v, hn::BitCast(du, two52))), two52); };  // below 2^52
  for (int64_t i = 0; i < kRandomChunk / 2; i += static_cast<int64_t>(hn::Lanes(d))) {
    auto pair = hn::LoadU(du, reinterpret_cast<const uint64_t*>(words) + i);
    auto high = hn::ShiftRight<5>(hn::And(pair, hn::Set(du, uint64_t{0xffffffff})));
    auto fine = hn::Mul(whole(hn::ShiftRight<38>(pair)), hn::Set(d, 0x1p-53));
    hn::StoreU(hn::Add(hn::Mul(whole(high), hn::Set(d, 0x1p-27)), fine), d, out + i);
  }
}

// Box and Muller's transformation: u in (0, 1], v in [0, 1).
template <class D, class V = hn::Vec<D>>
HWY_INLINE void Normals(D d, V u, V v, V& first, V& second) {
  V r = hn::Sqrt(hn::Mul(hn::Set(d, -2), Log(d, u)));
  V angle = hn::Mul(v, hn::Set(d, 0x1.921fb54442d18p+2));
  first = hn::Mul(r, Sine<true>(d, angle));
  second = hn::Mul(r, Sine<false>(d, angle));
}

void NormalFloats(const uint32_t* words, float* out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  using VU = hn::Vec<decltype(du)>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t i = 0; i < kRandomChunk; i += 2 * lanes) {
    VU a, b;
    hn::LoadInterleaved2(du, words + i, a, b);
    hn::Vec<decltype(d)> first, second;
    Normals(d, hn::Add(ToUniform(d, a), hn::Set(d, 0x1p-24f)), ToUniform(d, b), first, second);
    hn::StoreInterleaved2(first, second, d, out + i);
  }
}

void NormalDoubles(const uint32_t* words, double* out) {
  const hn::ScalableTag<double> d;
  using V = hn::Vec<decltype(d)>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  UniformDoubles(words, out);
  for (int64_t i = 0; i < kRandomChunk / 2; i += 2 * lanes) {
    V a, b, first, second;
    hn::LoadInterleaved2(d, out + i, a, b);
    Normals(d, hn::Sub(hn::Set(d, 1), a), b, first, second);
    hn::StoreInterleaved2(first, second, d, out + i);
  }
}

// Without a branch: half of them would be guessed wrong.
template <class T, class Bits>
HWY_INLINE void Drop(const uint32_t* words, const T* x, T* out, int64_t n, uint32_t threshold, T scale) {
  for (int64_t i = 0; i < n; ++i) {
    T v = x[i] * scale;
    Bits bits;
    __builtin_memcpy(&bits, &v, sizeof(T));
    bits &= Bits{0} - static_cast<Bits>((words[i] >> 8) >= threshold);
    __builtin_memcpy(out + i, &bits, sizeof(T));
  }
}
void DropFloats(const uint32_t* words, const float* x, float* out, int64_t n, uint32_t threshold, float scale) {
  Drop<float, uint32_t>(words, x, out, n, threshold, scale);
}
void DropDoubles(const uint32_t* words, const double* x, double* out, int64_t n, uint32_t threshold, double scale) {
  Drop<double, uint64_t>(words, x, out, n, threshold, scale);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {
MIXGRAD_SIMD_TABLE(Words)
MIXGRAD_SIMD_TABLE(UniformFloats)
MIXGRAD_SIMD_TABLE(UniformDoubles)
MIXGRAD_SIMD_TABLE(NormalFloats)
MIXGRAD_SIMD_TABLE(NormalDoubles)
MIXGRAD_SIMD_TABLE(DropFloats)
MIXGRAD_SIMD_TABLE(DropDoubles)

void random_words(uint64_t seed, uint64_t block, int64_t blocks, uint32_t* words) {
  Words_dispatch()(seed, block, blocks, words);
}
void uniform_floats(const uint32_t* words, float* out) { UniformFloats_dispatch()(words, out); }
void uniform_doubles(const uint32_t* words, double* out) { UniformDoubles_dispatch()(words, out); }
void normal_floats(const uint32_t* words, float* out) { NormalFloats_dispatch()(words, out); }
void normal_doubles(const uint32_t* words, double* out) { NormalDoubles_dispatch()(words, out); }
void drop_floats(const uint32_t* words, const float* x, float* out, int64_t n, uint32_t threshold, float scale) {
  DropFloats_dispatch()(words, x, out, n, threshold, scale);
}
void drop_doubles(const uint32_t* words, const double* x, double* out, int64_t n, uint32_t threshold, double scale) {
  DropDoubles_dispatch()(words, x, out, n, threshold, scale);
}
}  // namespace mixgrad
#endif
