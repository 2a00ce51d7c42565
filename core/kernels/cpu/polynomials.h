// Coefficients of the elementary functions, constant term first: weighted fits over the ranges named, whose own error
// is below a tenth of the last place.
#pragma once

#include <cstdint>

namespace mixgrad::polynomials {

template <class T>
struct Coefficients;

template <>
struct Coefficients<float> {
  // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2
  static constexpr float kExp[] = {0x1p-1f, 0x1.555488p-3f, 0x1.55547ap-5f, 0x1.123f46p-7f, 0x1.6d9b42p-10f};
  // (2 atanh(s) / s - 2) / z in z = s^2 for s <= (sqrt(2) - 1) / (sqrt(2) + 1)
  static constexpr float kLog[] = {0x1.555554p-1f, 0x1.999a8p-2f, 0x1.2437b2p-2f, 0x1.e32086p-3f};
  // (tanh(x) / x - 1) / z in z = x^2 for |x| <= 0.63
  static constexpr float kTanh[] = {-0x1.555554p-2f, 0x1.111058p-3f, -0x1.b9ebd4p-5f,
                                    0x1.636d1p-6f,   -0x1.0b5cfp-7f, 0x1.16abd6p-9f};
  // erf(x) / x - 1 in x^2 for |x| <= 1
  static constexpr float kErf[] = {0x1.06eba8p-3f, -0x1.812746p-2f,  0x1.ce2f0ap-4f,  -0x1.b829dp-6f,
                                   0x1.562abep-8f, -0x1.bcd3a4p-11f, 0x1.d89ff4p-14f, -0x1.449784p-17f};
  // -log(1 - erf(x)) in x - 1 for 0.86 <= x <= kErfOne, from where on erf rounds to 1
  static constexpr float kErfTail[] = {0x1.d97fcp+0f,   0x1.51c9bp+1f,    0x1.afabc2p-1f,   0x1.5477d8p-5f,
                                       -0x1.48ca2ap-7f, 0x1.036dfap-9f,   -0x1.fcac24p-13f, -0x1.1c6c92p-16f,
                                       0x1.2b91d6p-16f, -0x1.1c9302p-18f, 0x1.a6a3d2p-22f};
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr float kSin[] = {-0x1.555556p-3f, 0x1.111108p-7f, -0x1.a00fp-13f, 0x1.6cb3c4p-19f};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr float kCos[] = {0x1.55554ap-5f, -0x1.6c0bd6p-10f, 0x1.99cf38p-16f};
  static constexpr float kErfTailLow = -0x1.b0abacp-25f;  // of -log(1 - erf(1))
  static constexpr float kErfOne = 4, kTanhOne = 10;
  // Constants in two parts; a number of up to 11 bits times kLog10Of2High is exact.
  static constexpr float kLog2EHigh = 0x1.715476p+0f, kLog2ELow = 0x1.4ae0cp-26f;
  static constexpr float kLog10EHigh = 0x1.bcb7b2p-2f, kLog10ELow = -0x1.5b235ep-27f;
  static constexpr float kLog10Of2High = 0x1.344p-2f, kLog10Of2Low = 0x1.3509f8p-18f;
  static constexpr float kExpm1Far = 20;  // from here on exp(x) - 1 rounds to exp(x), or to -1
  static constexpr float kLog2E = 0x1.715476p+0f, kTwoOverPi = 0x1.45f306p-1f;
  static constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f;  // the high part leaves room for k
  static constexpr float kHalfPi[] = {0x1.921fb6p+0f, -0x1.777a5cp-25f, -0x1.ee59dap-50f};
  static constexpr float kRoundMagic = 0x1.8p+23f;  // adding it rounds to the nearest integer, left in the low bits
  static constexpr int kSigmoidUp = 64;             // powers of two by which exp(-|x|) is too large until it is rounded
  static constexpr float kSigmoidDown = 0x1p-64f;
  static constexpr float kExpLowest = -104.5f, kExpHighest = 89.0f;
  static constexpr float kReducible = 0x1p+15f;  // sin and cos reduce larger arguments one by one
  static constexpr uint32_t kSqrtHalf = 0x3f3504f3, kOne = 0x3f800000, kMantissa = 0x007fffff;
  static constexpr int kMantissaBits = 23, kBias = 127;
};

template <>
struct Coefficients<double> {
  // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2
  static constexpr double kExp[] = {0x1p-1,
                                    0x1.555555555555cp-3,
                                    0x1.555555555555cp-5,
                                    0x1.111111110e9e2p-7,
                                    0x1.6c16c16c13d97p-10,
                                    0x1.a01a01b45f109p-13,
                                    0x1.a01a01b1eb69fp-16,
                                    0x1.71ddee14ef6c4p-19,
                                    0x1.27e4c42aee787p-22,
                                    0x1.af6f4710b8f56p-26,
                                    0x1.1f96834008c4ap-29};
  // (2 atanh(s) / s - 2) / z in z = s^2 for s <= (sqrt(2) - 1) / (sqrt(2) + 1)
  static constexpr double kLog[] = {0x1.5555555555555p-1, 0x1.9999999999e2ep-2, 0x1.2492492427fd1p-2,
                                    0x1.c71c725c8e8dfp-3, 0x1.745cdd26fbe9fp-3, 0x1.3b20d80680ffap-3,
                                    0x1.0f58fb57cf6b1p-3, 0x1.0f84e23db6fa4p-3};
  // (2 atanh(s) / s - 2 - 2/3 z) / z^2, for the logarithm of pow in two parts
  static constexpr double kLogTail[] = {0x1.999999999999ap-2, 0x1.249249249246cp-2, 0x1.c71c71c722ca9p-3,
                                        0x1.745d17414fdf5p-3, 0x1.3b13b32154595p-3, 0x1.1110912abd726p-3,
                                        0x1.e20c428c89038p-4, 0x1.aadf11fb596c1p-4, 0x1.c37799c2c493cp-4};
  // (tanh(x) / x - 1) / z in z = x^2 for |x| <= 0.63
  static constexpr double kTanh[] = {-0x1.5555555555555p-2,  0x1.11111111110c5p-3,   -0x1.ba1ba1ba166dcp-5,
                                     0x1.664f488152862p-6,   -0x1.226e3522baad7p-7,  0x1.d6d3c458325ffp-9,
                                     -0x1.7da27fcb77b97p-10, 0x1.354cc69ccd534p-11,  -0x1.f4b05c40e9969p-13,
                                     0x1.915cf9c1a0203p-14,  -0x1.3274ac24d202ap-15, 0x1.88e03aee1a1fdp-17,
                                     -0x1.2c35ddf3c54d5p-19};
  // erf(x) / x - 1 in x^2 for |x| <= 1
  static constexpr double kErf[] = {0x1.06eba8214db69p-3,   -0x1.812746b0379e7p-2,  0x1.ce2f21a042bdep-4,
                                    -0x1.b82ce312889bep-6,  0x1.565bcd0e650e1p-8,   -0x1.c02db3feedba8p-11,
                                    0x1.f9a326c2864b4p-14,  -0x1.f4d2562282ff2p-17, 0x1.b9e65114fcc87p-20,
                                    -0x1.5f6d978de772fp-23, 0x1.fc43a356a068dp-27,  -0x1.4e61eb4124ecbp-30,
                                    0x1.7f0f204500b63p-34,  -0x1.29cd9cfb6be5fp-38};
  // -log(1 - erf(x)) in x - 1 for 0.86 <= x <= kErfOne, from where on erf rounds to 1
  static constexpr double kErfTail[] = {
      0x1.d97fbf27aa2a1p+0,   0x1.51c9b0006c23dp+1,   0x1.afabc11a28f39p-1,   0x1.5477f09ca9717p-5,
      -0x1.48c9d40c0e678p-7,  0x1.033f699439b6ep-9,   -0x1.f1b4bb2c7844ap-13, -0x1.b8be65e903bbdp-16,
      0x1.c759f86ed8ac7p-16,  -0x1.415a78957b0bfp-17, 0x1.0ed7f171777a9p-19,  -0x1.b3a3e7d96450bp-24,
      -0x1.14434834f3932p-23, 0x1.2b494987b48b7p-24,  -0x1.811f2eff6f84bp-26, 0x1.6638ea866f5a6p-28,
      -0x1.e94fcc8f8af3ep-31, 0x1.cfa074ca7c268p-34,  -0x1.fa9a878e56839p-38, 0x1.b7e827c0b48d7p-45,
      0x1.2b047b82c44f7p-45,  -0x1.113fd9081f759p-49};
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr double kSin[] = {-0x1.5555555555555p-3, 0x1.111111111110ap-7,   -0x1.a01a01a0187bdp-13,
                                    0x1.71de3a52f8ac5p-19, -0x1.ae6452445c6a7p-26, 0x1.61205d691d50ep-33,
                                    -0x1.aa8ae5be2818dp-41};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr double kCos[] = {0x1.5555555555555p-5,  -0x1.6c16c16c16c0fp-10, 0x1.a01a01a018aebp-16,
                                    -0x1.27e4fb75cb5ep-22, 0x1.1eed8c6c6edccp-29,  -0x1.9392faa755a52p-37,
                                    0x1.aaaa49b195662p-45};
  static constexpr double kErfTailLow = 0x1.9b2f9379f1952p-57;
  static constexpr double kErfOne = 6, kTanhOne = 20;
  // Constants in two parts; a number of up to 11 bits times kLog10Of2High is exact.
  static constexpr double kLog2EHigh = 0x1.71547652b82fep+0, kLog2ELow = 0x1.777d0ffda0d24p-56;
  static constexpr double kLog10EHigh = 0x1.bcb7b1526e50ep-2, kLog10ELow = 0x1.95355baaafad3p-57;
  static constexpr double kLog10Of2High = 0x1.34413509f6p-2, kLog10Of2Low = 0x1.9fef311f12b36p-42;
  static constexpr double kExpm1Far = 40;  // from here on exp(x) - 1 rounds to exp(x), or to -1
  static constexpr double kLog2E = 0x1.71547652b82fep+0, kTwoOverPi = 0x1.45f306dc9c883p-1;
  static constexpr double kLn2High = 0x1.62e42fefa38p-1, kLn2Low = 0x1.ef35793c7673p-45,
                          kLn2Lowest = 0x1.f97b57a079a19p-103;
  static constexpr double kHalfPi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
  static constexpr double kRoundMagic = 0x1.8p+52;
  static constexpr int kSigmoidUp = 512;
  static constexpr double kSigmoidDown = 0x1p-512;
  static constexpr double kExpLowest = -746, kExpHighest = 710;
  static constexpr double kReducible = 0x1p+20;
  static constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd, kOne = 0x3ff0000000000000, kMantissa = 0x000fffffffffffff;
  static constexpr int kMantissaBits = 52, kBias = 1023;
};

}  // namespace mixgrad::polynomials
