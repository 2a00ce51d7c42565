// The elementary functions against the C library in more precision: error in units in the last place, and edge cases.
#include <cmath>

#include "core/kernels/cpu/instructions.h"
#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using testing::for_each_setting;

template <class T>
std::vector<T> evaluate(Instruction instruction, const std::vector<T>& a, const std::vector<T>& b = {}) {
  std::vector<T> out(a.size());
  Operand in[3] = {{a.data(), 1}, {b.data(), 1}, {}};
  instruction_function(instruction, sizeof(T) == 8 ? DType::kFloat64 : DType::kFloat32)(in, out.data(), a.size());
  return out;
}

// |got - exact| in units of the last place of T at `exact`.
template <class T>
double ulps(T got, long double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : HUGE_VAL;
  T nearest = static_cast<T>(exact);
  if (std::isinf(nearest) || std::isinf(got)) return got == nearest ? 0 : HUGE_VAL;
  int exponent;
  std::frexp(exact, &exponent);
  constexpr int kDigits = std::numeric_limits<T>::digits, kLowest = std::numeric_limits<T>::min_exponent - kDigits;
  return static_cast<double>(std::fabs(got - exact) / std::ldexp(1.0L, std::max(exponent - kDigits, kLowest)));
}

struct Function {
  const char* name;
  Instruction instruction;
  long double (*exact)(long double);
  double limit32, limit64;
};
const Function kFunctions[] = {
    {"exp", Instruction::kExp, std::exp, 1, 1},
    {"log", Instruction::kLog, std::log, 1, 1},
    {"tanh", Instruction::kTanh, std::tanh, 1, 1},
    {"erf", Instruction::kErf, std::erf, 1, 1},
    {"expm1", Instruction::kExpm1, std::expm1, 1.5, 1.5},
    {"log1p", Instruction::kLog1p, std::log1p, 2, 2},
    {"log2", Instruction::kLog2, std::log2, 2, 2},
    {"log10", Instruction::kLog10, std::log10, 2, 2},
    {"sigmoid", Instruction::kSigmoid, [](long double x) { return 1 / (1 + std::exp(-x)); }, 1, 1},
    {"sin", Instruction::kSin, std::sin, 1, 1},
    {"cos", Instruction::kCos, std::cos, 1, 1},
    {"tan", Instruction::kTan, std::tan, 2.5, 2.5},
    // Of subnormal results the C library's own argument, rounded, is the larger part.
    {"ndtr", Instruction::kNormalCdf, [](long double x) { return std::erfc(-x * std::sqrt(0.5L)) / 2; }, 1.5, 4},
};

class Elementary : public ::testing::TestWithParam<Function> {};

TEST_P(Elementary, Float32WithinOneUlpOverAllExponents) {
  const Function& f = GetParam();
  std::vector<float> x;
  for (uint64_t bits = 0; bits < (uint64_t{1} << 32);
       bits += 4099) {  // a prime: every exponent, all kinds of mantissas
    uint32_t word = static_cast<uint32_t>(bits);
    float value;
    std::memcpy(&value, &word, 4);
    x.push_back(value);
  }
  double worst = 0;
  float at = 0;
  std::vector<float> y = evaluate(f.instruction, x);
  for (size_t i = 0; i < x.size(); ++i) {
    double error = ulps(y[i], f.exact(x[i]));
    if (error > worst) worst = error, at = x[i];
  }
  EXPECT_LE(worst, f.limit32) << "at " << at;
}

TEST_P(Elementary, Float64WithinOneUlpInSamples) {
  const Function& f = GetParam();
  std::mt19937_64 generator(7);
  std::vector<double> x;
  for (double width : {0.1, 1.0, 4.0, 30.0, 1500.0}) {
    std::uniform_real_distribution<double> uniform(f.instruction == Instruction::kLog ? 0 : -width, width);
    for (int i = 0; i < 20000; ++i) x.push_back(uniform(generator));
  }
  double worst = 0, at = 0;
  std::vector<double> y = evaluate(f.instruction, x);
  for (size_t i = 0; i < x.size(); ++i) {
    double error = ulps(y[i], f.exact(x[i]));
    if (error > worst) worst = error, at = x[i];
  }
  EXPECT_LE(worst, f.limit64) << "at " << at;
}

TEST_P(Elementary, EdgesAreTheCLibrarys) {
  const Function& f = GetParam();
  const double inf = HUGE_VAL;
  std::vector<float> edges{0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-45f, 1e-38f, 3.4e38f, -3.4e38f, 1, -1};
  std::vector<float> y = evaluate(f.instruction, edges);
  for (size_t i = 0; i < edges.size(); ++i) {
    long double exact = f.exact(edges[i]);
    EXPECT_LE(ulps(y[i], exact), std::max(1.0, f.limit32)) << f.name << "(" << edges[i] << ") = " << y[i];
    if (exact == 0) {
      EXPECT_EQ(std::signbit(y[i]), std::signbit(exact)) << f.name << "(" << edges[i] << ")";
    }
  }
  std::vector<double> wide{0.0, -0.0, inf, -inf, NAN, 5e-324, -5e-324, 1e-308, 1.7e308, -1.7e308, 709.78, -745.1, 1e22};
  std::vector<double> z = evaluate(f.instruction, wide);
  for (size_t i = 0; i < wide.size(); ++i)
    EXPECT_LE(ulps(z[i], f.exact(wide[i])), std::max(1.1, f.limit64)) << f.name << "(" << wide[i] << ") = " << z[i];
}

TEST_P(Elementary, SameBytesOnEveryLevelAndAtEveryTail) {
  const Function& f = GetParam();
  std::mt19937_64 generator(11);
  std::vector<float> x(4099);
  for (float& v : x) {
    uint32_t bits = static_cast<uint32_t>(generator());
    std::memcpy(&v, &bits, 4);
    if (v != v) v = 0.5f;
  }
  std::vector<double> xd(x.begin(), x.end());
  std::vector<float> whole = evaluate(f.instruction, x);
  std::vector<double> whole_d = evaluate(f.instruction, xd);
  auto same = [](auto& a, auto& b, size_t from) {
    for (size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) && std::isnan(b[from + i])) continue;
      ASSERT_EQ(std::memcmp(&a[i], &b[from + i], sizeof(a[i])), 0) << i << ": " << a[i] << ", " << b[from + i];
    }
  };
  for_each_setting([&] {
    std::vector<float> y = evaluate(f.instruction, x);
    std::vector<double> yd = evaluate(f.instruction, xd);
    same(y, whole, 0);
    same(yd, whole_d, 0);
    for (size_t n = 1; n < 40; ++n) {
      std::vector<float> part = evaluate(f.instruction, std::vector<float>(x.begin() + 5, x.begin() + 5 + n));
      same(part, whole, 5);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Functions, Elementary, ::testing::ValuesIn(kFunctions),
                         [](const auto& info) { return info.param.name; });

struct Function2 {
  const char* name;
  Instruction instruction;
  long double (*exact)(long double, long double);
  double limit32, limit64;
};
const Function2 kFunctions2[] = {
    {"atan2", Instruction::kAtan2, std::atan2, 2.5, 2.5},
    {"hypot", Instruction::kHypot, std::hypot, 2, 1.5},
    {"pow", Instruction::kPow, std::pow, 1, 1},
    {"logaddexp", Instruction::kLogAddExp,
     [](long double a, long double b) {
       if (std::isinf(a) || std::isinf(b)) return std::isnan(a) || std::isnan(b) ? a + b : std::fmax(a, b) + 0.0L;
       return std::isnan(a + b) ? a + b : std::fmax(a, b) + std::log1p(std::exp(-std::fabs(a - b)));
     },
     2.5, 2.5},
};

class Elementary2 : public ::testing::TestWithParam<Function2> {};

// Positive where the sum of two logarithms might cancel.
template <class T>
void operands(const Function2& f, std::vector<T>& a, std::vector<T>& b) {
  std::mt19937_64 generator(5);
  for (double width : {0.1, 1.0, 4.0, 100.0, 1e4, 1e30}) {
    std::uniform_real_distribution<double> uniform(-width, width);
    for (int i = 0; i < 20000; ++i) {
      a.push_back(static_cast<T>(uniform(generator)));
      b.push_back(static_cast<T>(uniform(generator)));
      if (f.instruction == Instruction::kLogAddExp) b.back() = i % 2 ? std::abs(b.back()) : 0;
    }
  }
}

template <class T>
void expect_close(const Function2& f, const std::vector<T>& a, const std::vector<T>& b, double limit) {
  std::vector<T> y = evaluate(f.instruction, a, b);
  for (size_t i = 0; i < a.size(); ++i) {
    long double exact = f.exact(a[i], b[i]);
    ASSERT_LE(ulps(y[i], exact), limit) << f.name << "(" << a[i] << ", " << b[i] << ") = " << y[i];
    if (exact != 0) continue;
    ASSERT_EQ(std::signbit(y[i]), std::signbit(exact)) << f.name << "(" << a[i] << ", " << b[i] << ")";
  }
}

TEST_P(Elementary2, NearTheCLibraryInMorePrecision) {
  const Function2& f = GetParam();
  std::vector<float> a, b;
  std::vector<double> c, d;
  operands(f, a, b);
  operands(f, c, d);
  expect_close(f, a, b, f.limit32);
  expect_close(f, c, d, f.limit64);
}

TEST_P(Elementary2, EdgesAreTheCLibrarys) {
  const float special[] = {0.0f,     -0.0f,     1,   -1,    2.5f,   -2.5f,  100,   -100,
                           INFINITY, -INFINITY, NAN, 3e38f, -3e38f, 1e-30f, 1e-45f};
  std::vector<float> a, b;
  for (float x : special) {
    for (float y : special) a.push_back(x), b.push_back(y);
  }
  expect_close(GetParam(), a, b, 2.5);
  expect_close(GetParam(), std::vector<double>(a.begin(), a.end()), std::vector<double>(b.begin(), b.end()), 2.5);
}

// A lane's neighbours may take another way: alone it has the same bytes.
TEST_P(Elementary2, SameBytesOnEveryLevelAndAlone) {
  const Function2& f = GetParam();
  std::vector<float> a, b;
  operands(f, a, b);
  for (size_t i = 0; i < a.size(); i += 29) a[i] = i % 2 ? INFINITY : 0;
  std::vector<float> whole = evaluate(f.instruction, a, b);
  for_each_setting([&] {
    std::vector<float> y = evaluate(f.instruction, a, b);
    for (size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(y[i])) continue;
      ASSERT_EQ(std::memcmp(&y[i], &whole[i], sizeof(float)), 0) << a[i] << ", " << b[i];
    }
    for (size_t i = 0; i < a.size(); i += 97) {
      float alone = evaluate(f.instruction, std::vector<float>{a[i]}, {b[i]})[0];
      if (std::isnan(alone)) continue;
      ASSERT_EQ(std::memcmp(&alone, &whole[i], sizeof(float)), 0) << a[i] << ", " << b[i];
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Functions, Elementary2, ::testing::ValuesIn(kFunctions2),
                         [](const auto& info) { return info.param.name; });

// gelu: the product rounds once more than its factor.
TEST(NormalCdf, TimesItsOperandWithinTwoUlps) {
  std::vector<float> x;
  for (float v = -12.5f; v < 8; v += 0.00037f) x.push_back(v);
  std::vector<float> y = evaluate(Instruction::kNormalCdf, x);
  for (size_t i = 0; i < x.size(); ++i) {
    long double wide = x[i];
    ASSERT_LE(ulps(x[i] * y[i], wide * std::erfc(-wide * std::sqrt(0.5L)) / 2), 2) << "at " << x[i];
  }
}

// Powers that have a shorter way: alone, beside each other and beside another exponent.
template <class T>
void expect_short_powers(T tiny, T large) {
  const std::pair<T, T (*)(T)> powers[] = {{T(2), [](T x) { return x * x; }},
                                           {T(3), [](T x) { return static_cast<T>(std::pow((long double)x, 3.0L)); }},
                                           {T(0.5), [](T x) { return std::pow(x, T(0.5)); }},
                                           {T(-1), [](T x) { return 1 / x; }}};
  const T inf = std::numeric_limits<T>::infinity();
  std::vector<T> x, same, mixed;
  for (auto [exponent, expected] : powers) {
    x.clear(), same.clear(), mixed.clear();
    for (T v : {T(0), T(-0.0), T(1.5), T(-1.1), tiny, std::numeric_limits<T>::denorm_min(), large, -large, inf, -inf,
                T(0.3), std::numeric_limits<T>::quiet_NaN()}) {
      for (int i = 0; i < 7; ++i) x.push_back(v), same.push_back(exponent), mixed.push_back(i == 3 ? T(2.5) : exponent);
    }
    std::vector<T> y = evaluate(Instruction::kPow, x, same), z = evaluate(Instruction::kPow, x, mixed);
    for (size_t i = 0; i < x.size(); ++i) {
      T exact = expected(x[i]);
      if (std::isnan(exact)) {
        EXPECT_TRUE(std::isnan(y[i]) && (mixed[i] != exponent || std::isnan(z[i]))) << x[i] << " to " << exponent;
        continue;
      }
      EXPECT_EQ(y[i], exact) << x[i] << " to " << exponent;
      EXPECT_EQ(std::signbit(y[i]), std::signbit(exact)) << x[i] << " to " << exponent;
      if (mixed[i] != exponent) continue;
      EXPECT_EQ(z[i], exact) << x[i] << " to " << exponent;
      EXPECT_EQ(std::signbit(z[i]), std::signbit(exact)) << x[i] << " to " << exponent;
    }
  }
}
TEST(Pow, HasShortWays) {
  expect_short_powers<float>(3e-23f, 2e19f);
  expect_short_powers<double>(3e-160, 2e153);
}

TEST(Pow, WithinOneUlpAndTheCLibrarysEdges) {
  const double special[] = {0.0,  -0.0,     1,         -1,  2,     -2,     3,      -3, 0.5,
                            -0.5, HUGE_VAL, -HUGE_VAL, NAN, 1e300, 1e-300, 5e-324, -7, 9007199254740993.0};
  std::vector<double> x, y;
  for (double a : special) {
    for (double b : special) x.push_back(a), y.push_back(b);
  }
  std::mt19937_64 generator(3);
  std::uniform_real_distribution<double> base(0, 4), exponent(-300, 300);
  for (int i = 0; i < 20000; ++i) x.push_back(base(generator)), y.push_back(exponent(generator));
  std::vector<double> z = evaluate(Instruction::kPow, x, y);
  for (size_t i = 0; i < x.size(); ++i) {
    long double exact = std::pow(static_cast<long double>(x[i]), static_cast<long double>(y[i]));
    ASSERT_LE(ulps(z[i], exact), 1) << "pow(" << x[i] << ", " << y[i] << ") = " << z[i];
    if (exact == 0) {
      ASSERT_EQ(std::signbit(z[i]), std::signbit(exact)) << "pow(" << x[i] << ", " << y[i] << ")";
    }
  }
  std::vector<float> xf(x.begin(), x.end()), yf(y.begin(), y.end()), zf = evaluate(Instruction::kPow, xf, yf);
  for (size_t i = 0; i < x.size(); ++i) {
    long double exact = std::pow(static_cast<long double>(xf[i]), static_cast<long double>(yf[i]));
    ASSERT_LE(ulps(zf[i], exact), 1) << "pow(" << xf[i] << ", " << yf[i] << ") = " << zf[i];
  }
}

}  // namespace
}  // namespace mixgrad
