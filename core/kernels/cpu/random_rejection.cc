#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/random_rejection.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/angle-inl.h"
#include "core/kernels/cpu/random_rejection.h"
#include "core/kernels/cpu/random_sequence.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

// The engine's own functions, of one number: an element's way differs from its neighbour's.
constexpr hn::CappedTag<double, 1> kOne{};
double LogOf(double x) { return hn::GetLane(Log(kOne, hn::Set(kOne, x))); }
double Log1pOf(double x) { return hn::GetLane(Log1p(kOne, hn::Set(kOne, x))); }
double ExpOf(double x) { return hn::GetLane(Exp(kOne, hn::Set(kOne, x))); }
double CosOf(double x) { return hn::GetLane(Sine<true>(kOne, hn::Set(kOne, x))); }

// So many in a row are refused once in far more draws than can be made: it is there so that nothing runs for ever.
constexpr int kTries = 1000;
constexpr double kTau = 0x1.921fb54442d18p+2;

double Normal(RandomSequence& s) {
  double r = std::sqrt(-2 * LogOf(1 - s.fraction()));
  return r * CosOf(kTau * s.fraction());
}

// log k! = k log k - k + StirlingRest(k).
double StirlingRest(double k) {
  constexpr double kSmall[] = {0,
                               0.0810614667953272582,
                               0.0413406959554092941,
                               0.0276779256849983391,
                               0.0207906721037650931,
                               0.0166446911898211922,
                               0.0138761288230707480,
                               0.0118967099458917701,
                               0.0104112652619720965,
                               0.00925546218271273292};
  if (k < 1) return 0;
  double q = 1 / (k * k);
  double series = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - q / 1680) * q) * q) / k;
  return 0.5 * LogOf(kTau * k) + (k < 10 ? kSmall[static_cast<int>(k)] : series);
}

// A number of the gamma distribution as scale * exp(log): the second part keeps small concentrations from underflow.
struct Scaled {
  double scale, log;
};
// Marsaglia and Tsang; below 1 that of concentration + 1 times U^(1 / concentration).
Scaled Gamma(RandomSequence& s, double concentration) {
  double a = concentration < 1 ? concentration + 1 : concentration, d = a - 1.0 / 3, c = 1 / std::sqrt(9 * d), v = 1;
  for (int i = 0; i < kTries; ++i) {
    double x = Normal(s), u = 1 - s.fraction(), w = 1 + c * x;
    if (w <= 0) continue;
    double cube = w * w * w;
    if (LogOf(u) < 0.5 * x * x + d * (1 - cube + LogOf(cube))) {
      v = cube;
      break;
    }
  }
  return {d * v, concentration < 1 ? LogOf(1 - s.fraction()) / concentration : 0};
}

void GammaNumbers(const Draws& draws) {
  for (int64_t i = 0; i < draws.n; ++i) {
    RandomSequence s(draws.seed, draws.block + static_cast<uint64_t>(i));
    Scaled g = Gamma(s, draws.a[i * draws.a_step]);
    draws.out[i] = g.scale * ExpOf(g.log) / draws.b[i * draws.b_step];
  }
}

// g / (g + h) of two numbers of gamma distributions, by their logarithms.
void BetaNumbers(const Draws& draws) {
  for (int64_t i = 0; i < draws.n; ++i) {
    RandomSequence s(draws.seed, draws.block + static_cast<uint64_t>(i));
    double a = draws.a[i * draws.a_step], b = draws.b[i * draws.b_step];
    Scaled g = Gamma(s, a), h = Gamma(s, b);
    double log = h.log - g.log;
    // Both below all numbers: then the result is 0 or 1.
    if (!std::isfinite(log) && std::isinf(g.log) && std::isinf(h.log)) log = s.fraction() * (a + b) < a ? -1e4 : 1e4;
    draws.out[i] = 1 / (1 + h.scale / g.scale * ExpOf(log));
  }
}

// The first k whose cumulative probability is above a fraction; next(k) is P(k) / P(k - 1).
template <class Next>
double Inverted(RandomSequence& s, double first, double last, Next next) {
  double u = s.fraction(), p = first, sum = first, k = 0;
  while (u >= sum && k < last) {
    k += 1;
    p *= next(k);
    double before = sum;
    sum += p;
    if (p < 1e-3 && sum == before) break;  // rounding keeps the sum below the fraction
  }
  return k;
}

// Hörmann's transformed rejection: a hat over k with a square in which no test is needed. log_ratio(k) is the logarithm
// of P(k) up to a constant, which `peak` takes into account.
template <class LogRatio>
double Transformed(RandomSequence& s, double a, double b, double centre, double square, double scale, double last,
                   LogRatio log_ratio) {
  double k = 0;
  for (int i = 0; i < kTries; ++i) {
    double u = s.fraction() - 0.5, v = s.fraction(), rest = 0.5 - std::abs(u);
    k = std::floor((2 * a / rest + b) * u + centre);
    if (k < 0 || !(k <= last)) continue;
    if (rest >= 0.07 && v <= square) return k;
    if (LogOf(v * scale / (a / (rest * rest) + b)) <= log_ratio(k)) return k;
  }
  return std::floor(centre);
}

double Poisson(RandomSequence& s, double rate) {
  if (rate < 10) return Inverted(s, ExpOf(-rate), 1e3, [&](double k) { return rate / k; });
  double root = std::sqrt(rate), b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
  return Transformed(s, a, b, rate + 0.43, 0.9277 - 3.6224 / (b - 2), 1.1239 + 1.1328 / (b - 3.4), 0x1p+53,
                     [&](double k) {
                       double x = k - rate;
                       return (k < 1 ? -rate : x - k * Log1pOf(x / rate)) - StirlingRest(k);
                     });
}

void PoissonNumbers(const Draws& draws) {
  for (int64_t i = 0; i < draws.n; ++i) {
    RandomSequence s(draws.seed, draws.block + static_cast<uint64_t>(i));
    draws.out[i] = Poisson(s, draws.a[i * draws.a_step]);
  }
}

// For p up to 1/2.
double Binomial(RandomSequence& s, double n, double p) {
  double q = 1 - p, mean = n * p;
  if (mean < 10) {
    return Inverted(s, ExpOf(n * Log1pOf(-p)), n, [&](double k) { return (n - k + 1) / k * (p / q); });
  }
  double root = std::sqrt(mean * q), b = 1.15 + 2.53 * root, a = -0.0873 + 0.0248 * b + 0.01 * p;
  auto log_ratio = [&](double k) {
    double x = k - mean, hits = k < 1 ? 0 : k * Log1pOf(x / mean),
           misses = k == n ? 0 : (n - k) * Log1pOf(-x / (n * q));
    return -hits - misses - StirlingRest(k) - StirlingRest(n - k);
  };
  double peak = log_ratio(std::floor((n + 1) * p));
  return Transformed(s, a, b, mean + 0.5, 0.92 - 4.2 / b, (2.83 + 5.1 / b) * root, n,
                     [&](double k) { return log_ratio(k) - peak; });
}

void BinomialNumbers(const Draws& draws) {
  for (int64_t i = 0; i < draws.n; ++i) {
    RandomSequence s(draws.seed, draws.block + static_cast<uint64_t>(i));
    double n = draws.a[i * draws.a_step], p = draws.b[i * draws.b_step];
    draws.out[i] = p > 0.5 ? n - Binomial(s, n, 1 - p) : Binomial(s, n, p);
  }
}

// Robert's choice of what is proposed: the normal distribution itself, the uniform one, or in a tail the exponential
// one. The interval does not lie below 0.
double TruncatedNormal(RandomSequence& s, double low, double high) {
  if (low > 0x1p+500) return low;
  double root = std::sqrt(low * low + 4), slope = (low + root) / 2;
  bool tail = low > 0 && high > low + 2 / (low + root) * ExpOf(0.5 - low / (low + root));
  bool wide = low <= 0 && high - low > 2.5;
  double z = low;
  for (int i = 0; i < kTries; ++i) {
    if (wide) {
      z = Normal(s);
      if (z >= low && z <= high) return z;
    } else if (tail) {
      double e = -LogOf(1 - s.fraction()), d = (e - 1) / slope;
      z = low + e / slope;
      if (LogOf(1 - s.fraction()) <= -0.5 * d * d && z <= high) return z;
    } else {
      z = low + (high - low) * s.fraction();
      double from = low > 0 ? low : 0;
      if (LogOf(1 - s.fraction()) <= 0.5 * (from - z) * (from + z)) return z;
    }
  }
  return low;
}

void TruncatedNormalNumbers(const Draws& draws) {
  double low = draws.a[0], high = draws.b[0];
  bool below = high < 0;
  for (int64_t i = 0; i < draws.n; ++i) {
    RandomSequence s(draws.seed, draws.block + static_cast<uint64_t>(i));
    draws.out[i] = below ? -TruncatedNormal(s, -high, -low) : TruncatedNormal(s, low, high);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {
MIXGRAD_SIMD_TABLE(GammaNumbers)
MIXGRAD_SIMD_TABLE(BetaNumbers)
MIXGRAD_SIMD_TABLE(PoissonNumbers)
MIXGRAD_SIMD_TABLE(BinomialNumbers)
MIXGRAD_SIMD_TABLE(TruncatedNormalNumbers)

void draw_gamma(const Draws& draws) { GammaNumbers_dispatch()(draws); }
void draw_beta(const Draws& draws) { BetaNumbers_dispatch()(draws); }
void draw_poisson(const Draws& draws) { PoissonNumbers_dispatch()(draws); }
void draw_binomial(const Draws& draws) { BinomialNumbers_dispatch()(draws); }
void draw_truncated_normal(const Draws& draws) { TruncatedNormalNumbers_dispatch()(draws); }
}  // namespace mixgrad
#endif
