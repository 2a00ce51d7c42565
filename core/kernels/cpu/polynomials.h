// Coefficients of the elementary functions, constant term first: weighted fits over the ranges named, whose own error is
// below a tenth of the last place.
#pragma once

#include <cstdint>

namespace mixgrad::polynomials {

template <class T>
struct Coefficients;

template <>
struct Coefficients<float> {
  // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2
  static constexpr float kExp[] = {
      0x1p-1f, 0x1.555488p-3f, 0x1.55547ap-5f, 0x1.123f46p-7f, 0x1.6d9b42p-10f};
  // (2 atanh(s) / s - 2) / z in z = s^2 for s <= (sqrt(2) - 1) / (sqrt(2) + 1)
  static constexpr float kLog[] = {
      0x1.555554p-1f, 0x1.999a8p-2f, 0x1.2437b2p-2f, 0x1.e32086p-3f};
  // (tanh(x) / x - 1) / z in z = x^2 for |x| <= 1.25
  static constexpr float kTanh[] = {
      -0x1.555554p-2f, 0x1.1110d4p-3f, -0x1.ba10e8p-5f, 0x1.65d758p-6f, -0x1.1f5d74p-7f, 0x1.bd581p-9f,
      -0x1.36f26p-10f, 0x1.5be218p-12f, -0x1.05fc2p-14f, 0x1.7de02p-18f};
  // erf(x) / x - 1 in x^2 for |x| <= 1
  static constexpr float kErf[] = {
      0x1.06eba8p-3f, -0x1.812746p-2f, 0x1.ce2f0ap-4f, -0x1.b829dp-6f, 0x1.562abep-8f, -0x1.bcd3a4p-11f,
      0x1.d89ff4p-14f, -0x1.449784p-17f};
  // -log(1 - erf(x)) in (x - kErfCentre) / kErfHalf for 1 <= x <= kErfCentre + kErfHalf
  static constexpr float kErfTail[] = {
      0x1.f3a2dcp+2f, 0x1.00edbep+3f, 0x1.0fd768p+1f, 0x1.2c364ep-5f, -0x1.6733a4p-7f, 0x1.a22244p-9f,
      -0x1.d4d232p-11f, 0x1.b7027cp-13f, -0x1.acbf4ap-16f, 0x1.3b74bep-15f, 0x1.0d5e26p-16f};
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr float kSin[] = {
      -0x1.555556p-3f, 0x1.111108p-7f, -0x1.a00fp-13f, 0x1.6cb3c4p-19f};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr float kCos[] = {
      0x1.55554ap-5f, -0x1.6c0bd6p-10f, 0x1.99cf38p-16f};
  static constexpr float kErfCentre = 2.5f, kErfHalf = 1.5f;
  static constexpr float kLog2E = 0x1.715476p+0f, kTwoOverPi = 0x1.45f306p-1f;
  static constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f;  // the high part leaves room for k
  static constexpr float kHalfPi[] = {0x1.921fb6p+0f, -0x1.777a5cp-25f, -0x1.ee59dap-50f};
  static constexpr float kRoundMagic = 0x1.8p+23f;  // adding it rounds to the nearest integer, left in the low bits
  static constexpr float kExpLowest = -104.5f, kExpHighest = 89.0f;
  static constexpr float kReducible = 0x1p+15f;  // sin and cos reduce larger arguments one by one
  static constexpr uint32_t kSqrtHalf = 0x3f3504f3, kOne = 0x3f800000, kMantissa = 0x007fffff;
  static constexpr int kMantissaBits = 23, kBias = 127;
};

template <>
struct Coefficients<double> {
  // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2
  static constexpr double kExp[] = {
      0x1p-1, 0x1.555555555555cp-3, 0x1.555555555555cp-5, 0x1.111111110e9e2p-7, 0x1.6c16c16c13d97p-10,
      0x1.a01a01b45f109p-13, 0x1.a01a01b1eb69fp-16, 0x1.71ddee14ef6c4p-19, 0x1.27e4c42aee787p-22,
      0x1.af6f4710b8f56p-26, 0x1.1f96834008c4ap-29};
  // (2 atanh(s) / s - 2) / z in z = s^2 for s <= (sqrt(2) - 1) / (sqrt(2) + 1)
  static constexpr double kLog[] = {
      0x1.5555555555555p-1, 0x1.9999999999e2ep-2, 0x1.2492492427fd1p-2, 0x1.c71c725c8e8dfp-3, 0x1.745cdd26fbe9fp-3,
      0x1.3b20d80680ffap-3, 0x1.0f58fb57cf6b1p-3, 0x1.0f84e23db6fa4p-3};
  // (2 atanh(s) / s - 2 - 2/3 z) / z^2, for the logarithm of pow in two parts
  static constexpr double kLogTail[] = {
      0x1.999999999999ap-2, 0x1.249249249246cp-2, 0x1.c71c71c722ca9p-3, 0x1.745d17414fdf5p-3, 0x1.3b13b32154595p-3,
      0x1.1110912abd726p-3, 0x1.e20c428c89038p-4, 0x1.aadf11fb596c1p-4, 0x1.c37799c2c493cp-4};
  // (tanh(x) / x - 1) / z in z = x^2 for |x| <= 1.25
  static constexpr double kTanh[] = {
      -0x1.5555555555555p-2, 0x1.1111111111078p-3, -0x1.ba1ba1ba158e1p-5, 0x1.664f4881c360ep-6, -0x1.226e354562493p-7,
      0x1.d6d3cd9855087p-9, -0x1.7da33d6133185p-10, 0x1.3556d0ef1e7f7p-11, -0x1.f56bf137b8969p-13,
      0x1.96247ff9bf684p-14, -0x1.4815410c7ffa8p-15, 0x1.0691e1f5fddf9p-16, -0x1.99cc9a5eb5a81p-18,
      0x1.2ebe7271e971p-19, -0x1.95637cffc6a15p-21, 0x1.d1a76f1a1db15p-23, -0x1.adbdfe91fd328p-25,
      0x1.24ffc2b57cb97p-27, -0x1.02d1450916607p-30, 0x1.b86005c8bb4e7p-35};
  // erf(x) / x - 1 in x^2 for |x| <= 1
  static constexpr double kErf[] = {
      0x1.06eba8214db69p-3, -0x1.812746b0379e7p-2, 0x1.ce2f21a042bdep-4, -0x1.b82ce312889bep-6, 0x1.565bcd0e650e1p-8,
      -0x1.c02db3feedba8p-11, 0x1.f9a326c2864b4p-14, -0x1.f4d2562282ff2p-17, 0x1.b9e65114fcc87p-20,
      -0x1.5f6d978de772fp-23, 0x1.fc43a356a068dp-27, -0x1.4e61eb4124ecbp-30, 0x1.7f0f204500b63p-34,
      -0x1.29cd9cfb6be5fp-38};
  // -log(1 - erf(x)) in (x - kErfCentre) / kErfHalf for 1 <= x <= kErfCentre + kErfHalf
  static constexpr double kErfTail[] = {
      0x1.c3991652a25afp+3, 0x1.22a4dc1adc4cfp+4, 0x1.82b383473a6aap+2, 0x1.4e712f2f3d182p-4, -0x1.17947728a04abp-5,
      0x1.d75a563f47eep-7, -0x1.862e9d0e1fcefp-8, 0x1.3729e773465b9p-9, -0x1.d47dc4f5af57dp-11, 0x1.42dc0b5ad616bp-12,
      -0x1.7c3765b09b922p-14, 0x1.37775692caa4fp-16, 0x1.5738f945592bp-22, -0x1.f760aa995116p-18,
      0x1.9e4bb4980fca9p-20, 0x1.652e23df79db5p-19, 0x1.a585f1ca026ebp-17, 0x1.3e81c0f87975ap-17,
      -0x1.bfbb014a0e772p-20, -0x1.a400e9ebd21d5p-17, -0x1.be714847362e6p-17, -0x1.ecf1409e43bc4p-18,
      -0x1.245437bfc1b0ep-19, -0x1.19cae9c2ef93fp-22};
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr double kSin[] = {
      -0x1.5555555555555p-3, 0x1.111111111110ap-7, -0x1.a01a01a0187bdp-13, 0x1.71de3a52f8ac5p-19,
      -0x1.ae6452445c6a7p-26, 0x1.61205d691d50ep-33, -0x1.aa8ae5be2818dp-41};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr double kCos[] = {
      0x1.5555555555555p-5, -0x1.6c16c16c16c0fp-10, 0x1.a01a01a018aebp-16, -0x1.27e4fb75cb5ep-22,
      0x1.1eed8c6c6edccp-29, -0x1.9392faa755a52p-37, 0x1.aaaa49b195662p-45};
  static constexpr double kErfCentre = 3.5, kErfHalf = 2.5;
  static constexpr double kLog2E = 0x1.71547652b82fep+0, kTwoOverPi = 0x1.45f306dc9c883p-1;
  static constexpr double kLn2High = 0x1.62e42fefa38p-1, kLn2Low = 0x1.ef35793c7673p-45, kLn2Lowest = 0x1.f97b57a079a19p-103;
  static constexpr double kHalfPi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
  static constexpr double kRoundMagic = 0x1.8p+52;
  static constexpr double kExpLowest = -746, kExpHighest = 710;
  static constexpr double kReducible = 0x1p+20;
  static constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd, kOne = 0x3ff0000000000000, kMantissa = 0x000fffffffffffff;
  static constexpr int kMantissaBits = 52, kBias = 1023;
};

}  // namespace mixgrad::polynomials

