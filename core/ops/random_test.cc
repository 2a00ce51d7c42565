// Random functions against their distributions: means, variances and shares of many numbers, within six standard
// errors.
#include <gtest/gtest.h>

#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"
#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

using namespace testing;

constexpr int64_t kMany = 40000;

struct Moments {
  double mean = 0, variance = 0, fourth = 0;
};
Moments moments(const std::vector<double>& x) {
  Moments m;
  double n = static_cast<double>(x.size());
  for (double v : x) m.mean += v / n;
  for (double v : x) {
    double d = (v - m.mean) * (v - m.mean);
    m.variance += d / n;
    m.fourth += d * d / n;
  }
  return m;
}

void expect_moments(const char* what, const Tensor& drawn, double mean, double variance) {
  Moments m = moments(values_of(drawn));
  double n = static_cast<double>(drawn.elements());
  EXPECT_NEAR(m.mean, mean, 6 * std::sqrt(variance / n)) << what;
  EXPECT_NEAR(m.variance, variance, 6 * std::sqrt((m.fourth - m.variance * m.variance) / n) + 1e-12) << what;
}

// Chi-square of how often 0, 1, … came up against their probabilities, against its mean plus six deviations.
void expect_shares(const char* what, const Tensor& drawn, const std::vector<double>& probabilities) {
  std::vector<double> counts(probabilities.size());
  for (double v : values_of(drawn)) {
    ASSERT_GE(v, 0) << what;
    ASSERT_LT(v, static_cast<double>(counts.size())) << what;
    counts[static_cast<size_t>(v)] += 1;
  }
  double chi = 0, freedom = static_cast<double>(counts.size()) - 1;
  for (size_t i = 0; i < counts.size(); ++i) {
    double expected = probabilities[i] * static_cast<double>(drawn.elements());
    chi += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi, freedom + 6 * std::sqrt(2 * freedom)) << what;
}

struct RandomFunctions : ::testing::Test {
  Ref<Context> holder = make_ref<Context>();
  Context& c = *holder;
  Value many = Value(Shape{kMany}), wide = Value(DType::kFloat64);
  void SetUp() override { c.generator->set_seed(20240607); }
};

TEST_F(RandomFunctions, ContinuousMoments) {
  const double euler = 0.5772156649015329, pi = 3.141592653589793;
  expect_moments("exponential", op<"exponential">(c, Value(2.0), many), 0.5, 0.25);
  expect_moments("laplace", op<"laplace">(c, Value(1.0), Value(3.0), many), 1, 18);
  expect_moments("gumbel", op<"gumbel">(c, Value(1.0), Value(2.0), many), 1 + 2 * euler, 4 * pi * pi / 6);
  for (double a : {0.3, 1.0, 4.0, 200.0}) {
    expect_moments("gamma", op<"gamma">(c, Value(a), Value(2.0), many), a / 2, a / 4);
    double b = 1.5, sum = a + b;
    expect_moments("beta", op<"beta">(c, Value(a), Value(b), many), a / sum, a * b / (sum * sum * (sum + 1)));
  }
}

TEST_F(RandomFunctions, TruncatedNormalMoments) {
  auto density = [](double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * 3.141592653589793); };
  auto below = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2)); };
  const double ends[][2] = {{-2, 2}, {-0.25, 0.5}, {0, 5}, {1, 1.5}, {2, 6}, {-6, -2}, {-1, 9}};
  for (auto [a, b] : ends) {
    double mass = below(b) - below(a), mean = (density(a) - density(b)) / mass,
           variance = 1 + (a * density(a) - b * density(b)) / mass - mean * mean;
    Tensor x = op<"truncated_normal">(c, many, Value(3.0), Value(2.0), Value(3 + 2 * a), Value(3 + 2 * b), wide);
    expect_moments("truncated_normal", x, 3 + 2 * mean, 4 * variance);
  }
}

TEST_F(RandomFunctions, CountsMoments) {
  for (double rate : {0.1, 3.0, 9.9, 10.0, 40.0, 1e6})
    expect_moments("poisson", op<"poisson">(c, Value(rate), many, wide), rate, rate);
  const double trials[][2] = {{5, 0.3}, {40, 0.25}, {100, 0.9}, {1000, 0.5}, {1e6, 1e-6}, {1e9, 0.2}};
  for (auto [n, p] : trials)
    expect_moments("binomial", op<"binomial">(c, Value(n), Value(p), many, wide), n * p, n * p * (1 - p));
}

TEST_F(RandomFunctions, CountsShares) {
  for (double rate : {2.0, 12.0}) {  // by inversion and by rejection
    std::vector<double> p{std::exp(-rate)};
    for (int k = 1; k < 60; ++k) p.push_back(p.back() * rate / k);
    // Rare numbers are drawn together with the largest that is not.
    auto likely = [&](double share) { return share * kMany > 5; };
    size_t first = 0, last = p.size() - 1;
    while (!likely(p[first])) ++first;
    while (!likely(p[last])) --last;
    std::vector<double> shares(last - first + 1);
    for (size_t k = 0; k < p.size(); ++k) shares[std::clamp(k, first, last) - first] += p[k];
    Tensor x = op<"poisson">(c, Value(rate), many, wide);
    x = op<"clamp">(c, x, Value(static_cast<double>(first)), Value(static_cast<double>(last)));
    expect_shares("poisson", op<"subtract">(c, x, Value(static_cast<double>(first))), shares);
  }
  std::vector<double> p{std::pow(0.4, 3), 3 * 0.6 * 0.16, 3 * 0.36 * 0.4, std::pow(0.6, 3)};
  expect_shares("binomial", op<"binomial">(c, Value(3.0), Value(0.6), many, wide), p);
}

TEST_F(RandomFunctions, ClassesShares) {
  std::vector<double> p{0.1, 0.4, 0.2, 0.3}, even(7, 1.0 / 7);
  Tensor weights = tensor(DType::kFloat64, Shape{4}, p);
  expect_shares("integers", op<"integers">(c, many, Value(int64_t{0}), Value(int64_t{7})), even);
  expect_shares("bernoulli", op<"bernoulli">(c, Value(0.3), many), {0.7, 0.3});
  expect_shares("categorical", op<"categorical">(c, weights, many, Value(false)), p);
  expect_shares("logits", op<"categorical">(c, op<"log">(c, weights), many), p);
  Tensor rows_of_logits = op<"broadcast_to">(c, op<"log">(c, weights), Value(Shape{kMany, 4}));
  Tensor hard = op<"gumbel_softmax">(c, rows_of_logits, Value(0.5), Value(true));
  expect_shares("gumbel_softmax", op<"argmax">(c, hard, Value(int64_t{1})), p);
  expect_shares("multinomial", op<"multinomial">(c, weights, Value(kMany), Value(true)), p);
  // Two that differ, of rows of equal weights: each pair of 12 is as likely as they come one after the other.
  Tensor rows = op<"broadcast_to">(c, weights, Value(Shape{kMany, 4}));
  std::vector<double> drawn = values_of(op<"multinomial">(c, rows, Value(int64_t{2}))), pairs, expected;
  for (size_t i = 0; i < drawn.size(); i += 2) {
    ASSERT_NE(drawn[i], drawn[i + 1]);
    pairs.push_back(3 * drawn[i] + drawn[i + 1] - (drawn[i + 1] > drawn[i] ? 1 : 0));
  }
  for (int first = 0; first < 4; ++first) {
    for (int second = 0; second < 4; ++second) {
      if (second != first) expected.push_back(p[first] * p[second] / (1 - p[first]));
    }
  }
  expect_shares("without replacement", tensor(DType::kFloat64, Shape{kMany}, pairs), expected);
}

TEST_F(RandomFunctions, SameBitsEverywhere) {
  Tensor spread = tensor(DType::kFloat64, Shape{5}, {0.1, 0.7, 3, 20, 500});
  auto same = [&](auto draw) {
    expect_same_bytes([&] {
      c.generator->set_seed(5);
      return draw();
    });
  };
  Value shape(Shape{3000, 5});
  same([&] { return op<"gamma">(c, spread, Value(2.0), shape, wide); });
  same([&] { return op<"beta">(c, spread, Value(2.0), shape, wide); });
  same([&] { return op<"poisson">(c, spread, shape); });
  same([&] { return op<"binomial">(c, Value(100.0), op<"exp">(c, op<"negative">(c, spread)), shape); });
  same([&] { return op<"truncated_normal">(c, many, Value(0.0), Value(1.0), Value(1.0), Value(2.0), wide); });
  same([&] { return op<"integers">(c, many, Value(int64_t{-5}), Value(int64_t{1} << 62)); });
  same([&] { return op<"bernoulli">(c, Value(0.3), many); });
  same([&] { return op<"categorical">(c, spread, many); });
  same([&] { return op<"multinomial">(c, op<"gamma">(c, Value(1.0), Value(1.0), shape), Value(int64_t{3})); });
  same([&] { return op<"exponential">(c, Value(1.0), many); });
  same([&] { return op<"orthogonal">(c, Value(Shape{40, 30}), wide); });
}

// What comes after a call does not depend on what the call drew.
TEST_F(RandomFunctions, AdvanceByTheSizeAlone) {
  auto after = [&](auto draw) {
    c.generator->set_seed(3);
    draw();
    uint64_t seed, block;
    c.generator->state(&seed, &block);
    return block;
  };
  Value shape(Shape{10, 7});
  for (double a : {0.01, 5.0}) EXPECT_EQ(after([&] { op<"gamma">(c, Value(a), Value(1.0), shape); }), 70u);
  for (double rate : {0.5, 5e3}) EXPECT_EQ(after([&] { op<"poisson">(c, Value(rate), shape); }), 70u);
  for (int64_t high : {int64_t{2}, (int64_t{1} << 62) + 1})
    EXPECT_EQ(after([&] { op<"integers">(c, shape, Value(int64_t{0}), Value(high)); }), 35u);
  EXPECT_EQ(after([&] { op<"bernoulli">(c, Value(0.5), shape); }), 18u);
}

}  // namespace
}  // namespace mixgrad
