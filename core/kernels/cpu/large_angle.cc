#include "core/kernels/cpu/large_angle.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/kernels/cpu/polynomials.h"

namespace mixgrad {

namespace {

using Wide = unsigned __int128;

// The bits of 2/pi after the binary point.
constexpr uint64_t kTwoOverPi[] = {0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
                                   0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
                                   0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
                                   0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
                                   0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

uint64_t bits_from(int position) {  // 64 bits of 2/pi from a bit position; before the point there are zeros
  if (position <= -64) return 0;
  if (position < 0) return kTwoOverPi[0] >> -position;
  int word = position / 64, shift = position % 64;
  uint64_t high = kTwoOverPi[word], low = kTwoOverPi[word + 1];
  return shift ? (high << shift) | (low >> (64 - shift)) : high;
}

struct Angle {
  int quadrant;
  double r, low;  // x = (quadrant + 4 n) pi / 2 + r + low, |r| <= pi / 4
};

Angle reduce(double x) {
  uint64_t bits;
  std::memcpy(&bits, &x, 8);
  int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1075;
  uint64_t mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
  // mantissa * 2^exponent * 2/pi modulo 4: bits of 2/pi worth 4 or more after the product fall away.
  int start = exponent - 2;
  uint64_t w0 = bits_from(start), w1 = bits_from(start + 64), w2 = bits_from(start + 128);
  Wide p2 = static_cast<Wide>(mantissa) * w2;
  Wide p1 = static_cast<Wide>(mantissa) * w1 + static_cast<uint64_t>(p2 >> 64);
  uint64_t top = mantissa * w0 + static_cast<uint64_t>(p1 >> 64);  // two bits of quadrant, then the fraction
  Wide product = static_cast<Wide>(top) << 64 | static_cast<uint64_t>(p1);
  int quadrant = static_cast<int>(top >> 62);
  Wide fraction = product << 2;
  bool upper = static_cast<uint64_t>(fraction >> 64) >> 63;
  if (upper) {  // the nearest multiple is the next one
    quadrant = (quadrant + 1) & 3;
    fraction = ~fraction + 1;
  }
  // To two doubles, without losing leading zeros.
  int shift = 0;
  while (shift < 127 && !(static_cast<uint64_t>(fraction >> 64) >> 63) && fraction) {
    fraction <<= 1;
    ++shift;
  }
  double high = std::ldexp(static_cast<double>(static_cast<uint64_t>(fraction >> 75)), -53 - shift);
  double low = std::ldexp(static_cast<double>(static_cast<uint64_t>(fraction >> 22) & 0x1fffffffffffff), -106 - shift);
  using C = polynomials::Coefficients<double>;
  double r = high * C::kHalfPi[0];
  double rest = std::fma(high, C::kHalfPi[0], -r) + (high * C::kHalfPi[1] + low * C::kHalfPi[0]);
  bool negative = bits >> 63;
  if (upper != negative) {
    r = -r;
    rest = -rest;
  }
  return {negative ? (4 - quadrant) & 3 : quadrant, r, rest};
}

template <size_t N>
double horner(const double (&c)[N], double z) {
  double p = c[N - 1];
  for (size_t i = N - 1; i-- > 0;) p = std::fma(p, z, c[i]);
  return p;
}

double of_quadrant(const Angle& a, int quadrant) {
  using C = polynomials::Coefficients<double>;
  double z = a.r * a.r, half = 0.5 * z, head = 1 - half, value;
  if (quadrant & 1) {
    value = head + (((1 - head) - half) + std::fma(z * z, horner(C::kCos, z), -a.r * a.low));
  } else {
    value = a.r + std::fma(a.r * z, horner(C::kSin, z), a.low * head);
  }
  return quadrant & 2 ? -value : value;
}

}  // namespace

double sin_of_large(double x) {
  Angle a = reduce(x);
  return of_quadrant(a, a.quadrant);
}

double cos_of_large(double x) {
  Angle a = reduce(x);
  return of_quadrant(a, a.quadrant + 1);
}

}  // namespace mixgrad
