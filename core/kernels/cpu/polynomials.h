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
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr float kSin[] = {-0x1.555556p-3f, 0x1.111108p-7f, -0x1.a00fp-13f, 0x1.6cb3c4p-19f};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr float kCos[] = {0x1.55554ap-5f, -0x1.6c0bd6p-10f, 0x1.99cf38p-16f};
  // (atan(t) / t - 1) / u in u = t^2 for |t| <= tan(pi / 8)
  static constexpr float kAtan[] = {-0x1.55554ap-2f, 0x1.999184p-3f, -0x1.23b3c8p-3f, 0x1.b1d77cp-4f, -0x1.f1813ep-5f};
  static constexpr float kSquareLowest = 0x1p-50f, kSquareHighest = 0x1p+60f;
  static constexpr float kTanhOne = 10;
  // Constants in two parts; a number of up to 11 bits times kLog10Of2High is exact.
  static constexpr float kLog2EHigh = 0x1.715476p+0f, kLog2ELow = 0x1.4ae0cp-26f;
  static constexpr float kLog10EHigh = 0x1.bcb7b2p-2f, kLog10ELow = -0x1.5b235ep-27f;
  static constexpr float kLog10Of2High = 0x1.344p-2f, kLog10Of2Low = 0x1.3509f8p-18f;
  static constexpr float kLog2E = 0x1.715476p+0f, kTwoOverPi = 0x1.45f306p-1f;
  static constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f;  // the high part leaves room for k
  static constexpr float kHalfPi[] = {0x1.921fb6p+0f, -0x1.777a5cp-25f, -0x1.ee59dap-50f};
  static constexpr float kRoundMagic = 0x1.8p+23f;  // adding it rounds to the nearest integer, left in the low bits
  static constexpr float kExpLowest = -104.5f, kExpHighest = 89.0f;
  static constexpr float kExpNear = 87;  // up to here neither exp(x) nor exp(-x) leaves the normal range
  static constexpr float kNormal = 0x1p-126f, kPlain = 0x1p+100f;
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
  // Of float32's pow, to 2^-37 and 2^-28: log2(1 + r) / r for |r| <= 1 / 30, and 2^f for |f| <= 1 / 2
  static constexpr double kLog2Near[] = {0x1.71547652c2364p+0,  -0x1.71547652ef4ep-1, 0x1.ec7093f3ce329p-2,
                                         -0x1.715469a6e9aa8p-2, 0x1.27d1cfaa9902p-2,  -0x1.ed26b17f432fep-3};
  static constexpr double kExp2Near[] = {0x1p+0,
                                         0x1.62e430af2399fp-1,
                                         0x1.ebfbdc3cc2b86p-3,
                                         0x1.c6aee8920a0c6p-5,
                                         0x1.3b2d4c7530d93p-7,
                                         0x1.5f3e51962ca45p-10,
                                         0x1.41fc17abe5526p-13};
  // (sin(r) / r - 1) / r^2 in r^2 for |r| <= pi / 4
  static constexpr double kSin[] = {-0x1.5555555555555p-3, 0x1.111111111110ap-7,   -0x1.a01a01a0187bdp-13,
                                    0x1.71de3a52f8ac5p-19, -0x1.ae6452445c6a7p-26, 0x1.61205d691d50ep-33,
                                    -0x1.aa8ae5be2818dp-41};
  // (cos(r) - 1 + r^2 / 2) / r^4 in r^2
  static constexpr double kCos[] = {0x1.5555555555555p-5,  -0x1.6c16c16c16c0fp-10, 0x1.a01a01a018aebp-16,
                                    -0x1.27e4fb75cb5ep-22, 0x1.1eed8c6c6edccp-29,  -0x1.9392faa755a52p-37,
                                    0x1.aaaa49b195662p-45};
  // g = top / bottom in exp(x^2 / 2) Phi(-x) = 1 / (sqrt(2 pi) x + g) for 0 <= x <= kNormalFar, from where on Phi(-x)
  // is 0
  static constexpr double kNormalTop[] = {0x1p+1,
                                          0x1.3d13610e0ebc8p+1,
                                          0x1.91a4f6abeb258p+0,
                                          0x1.4a47a53a6e7d1p-1,
                                          0x1.7efa191878e40p-3,
                                          0x1.424a497b99090p-5,
                                          0x1.889d4ca30d783p-8,
                                          0x1.4e38cee13f0d8p-11,
                                          0x1.6acc3094579edp-15,
                                          0x1.832e9c3e96f0cp-20};
  static constexpr double kNormalBottom[] = {1,
                                             0x1.b1aa696ecf7a1p+0,
                                             0x1.6b5a0963476b7p+0,
                                             0x1.85e1d8b296951p-1,
                                             0x1.2621c6810b4cep-2,
                                             0x1.44b9dd27f3db8p-4,
                                             0x1.096d61a572243p-6,
                                             0x1.3dc8b307b0ba2p-9,
                                             0x1.0be09319c4d75p-12,
                                             0x1.21787a53c53b9p-16,
                                             0x1.34ed3578f58b5p-21};
  static constexpr double kNormalFar = 38.6, kNormalNear = 37;
  // (atan(t) / t - 1) / u in u = t^2 for |t| <= tan(pi / 8)
  static constexpr double kAtan[] = {-0.33333333333333324206,  0.19999999999997013892,   -0.14285714285329708164,
                                     0.11111111085322108759,   -0.090909080590311910269, 0.076922810999377432501,
                                     -0.066662052599765261879, 0.058768340046141606641,  -0.052173125740615910016,
                                     0.044995007289840320092,  -0.033387824501211951519, 0.015113765096600924669};
  static constexpr double kSquareLowest = 0x1p-450, kSquareHighest = 0x1p+500;
  static constexpr double kErfOne = 6, kTanhOne = 20;
  // Constants in two parts; a number of up to 11 bits times kLog10Of2High is exact.
  static constexpr double kLog2EHigh = 0x1.71547652b82fep+0, kLog2ELow = 0x1.777d0ffda0d24p-56;
  static constexpr double kLog10EHigh = 0x1.bcb7b1526e50ep-2, kLog10ELow = 0x1.95355baaafad3p-57;
  static constexpr double kLog10Of2High = 0x1.34413509f6p-2, kLog10Of2Low = 0x1.9fef311f12b36p-42;
  static constexpr double kLog2E = 0x1.71547652b82fep+0, kTwoOverPi = 0x1.45f306dc9c883p-1;
  static constexpr double kLn2High = 0x1.62e42fefa38p-1, kLn2Low = 0x1.ef35793c7673p-45,
                          kLn2Lowest = 0x1.f97b57a079a19p-103;
  static constexpr double kHalfPi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
  static constexpr double kRoundMagic = 0x1.8p+52;
  static constexpr double kExpLowest = -746, kExpHighest = 710;
  static constexpr double kExpNear = 708;
  static constexpr double kNormal = 0x1p-1022, kPlain = 0x1p+1000;
  static constexpr double kReducible = 0x1p+20;
  static constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd, kOne = 0x3ff0000000000000, kMantissa = 0x000fffffffffffff;
  static constexpr int kMantissaBits = 52, kBias = 1023;
};

}  // namespace mixgrad::polynomials
