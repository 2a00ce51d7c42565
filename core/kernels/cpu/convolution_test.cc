// Convolutions against plain loops, and their bits for any number of threads.
#include <array>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using namespace testing;

struct Case {
  Shape images, weight;  // [N, C, ...], [O, C / groups, ...]
  Shape stride, padding, dilation;
  int64_t groups = 1;

  int axes() const { return stride.rank(); }
  std::string suffix() const { return std::to_string(axes()) + "d"; }
  Shape maps() const {  // [N, O, ...]
    Shape out{images[0], weight[0]};
    for (int i = 0; i < axes(); ++i)
      out.push_back((images[i + 2] + 2 * padding[i] - dilation[i] * (weight[i + 2] - 1) - 1) / stride[i] + 1);
    return out;
  }
};

Shape place_of(int64_t at, const Shape& shape) {
  Shape out = shape;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    out[i] = at % shape[i];
    at /= shape[i];
  }
  return out;
}
size_t index_of(const Shape& place, const Shape& shape) {
  int64_t at = 0;
  for (int i = 0; i < shape.rank(); ++i) at = at * shape[i] + place[i];
  return static_cast<size_t>(at);
}

// f(image, weight, map) with the positions of everything that is multiplied.
void walk(const Case& k, const std::function<void(size_t, size_t, size_t)>& f) {
  Shape maps = k.maps();
  for (int64_t at = 0; at < maps.elements(); ++at) {
    Shape map = place_of(at, maps);
    for (int64_t w = map[1] * (k.weight.elements() / k.weight[0]), n = 0; n < k.weight.elements() / k.weight[0];
         ++n, ++w) {
      Shape weight = place_of(w, k.weight), image = map;
      image[1] = map[1] / (k.weight[0] / k.groups) * k.weight[1] + weight[1];
      bool inside = true;
      for (int i = 0; i < k.axes(); ++i) {
        int64_t x = map[i + 2] * k.stride[i] + weight[i + 2] * k.dilation[i] - k.padding[i];
        inside = inside && x >= 0 && x < k.images[i + 2];
        image[i + 2] = x;
      }
      if (inside) f(index_of(image, k.images), static_cast<size_t>(w), static_cast<size_t>(at));
    }
  }
}

Value list(const Shape& sizes) { return Value(sizes); }

Tensor run_forward(const Case& k, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  Tensor out = Tensor::empty(x.dtype(), k.maps());
  run_kernel("conv" + k.suffix(),
             {Value(x), Value(weight), bias ? Value(bias) : Value(), list(k.stride), list(k.padding), list(k.dilation),
              Value(k.groups)},
             {out});
  return out;
}
Tensor run_transposed(const Case& k, const Tensor& maps, const Tensor& weight, const Tensor& bias) {
  Tensor out = Tensor::empty(maps.dtype(), k.images);
  run_kernel("conv_transpose" + k.suffix(),
             {Value(maps), Value(weight), bias ? Value(bias) : Value(), list(k.stride), list(k.padding), Value(),
              Value(k.groups), list(k.dilation)},
             {out});
  return out;
}
Tensor run_weights(const Case& k, const Tensor& maps, const Tensor& x) {
  Tensor out = Tensor::empty(x.dtype(), k.weight);
  run_kernel(
      "conv_weight_gradient",
      {Value(maps), Value(x), Value(k.weight), list(k.stride), list(k.padding), list(k.dilation), Value(k.groups)},
      {out});
  return out;
}

void expect_near(const Tensor& got, const std::vector<double>& expected, double tolerance) {
  auto values = values_of(got);
  ASSERT_EQ(values.size(), expected.size());
  for (size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], expected[i], tolerance) << i;
}

std::vector<Case> cases() {
  return {
      {{2, 3, 7}, {4, 3, 3}, {1}, {0}, {1}},
      {{1, 4, 50}, {6, 2, 4}, {3}, {5}, {2}, 2},
      {{3, 2, 1000}, {3, 2, 5}, {1}, {2}, {1}},              // several blocks
      {{2, 3, 6, 7}, {5, 3, 1, 1}, {1, 1}, {0, 0}, {1, 1}},  // the columns are the images
      {{2, 3, 6, 7}, {5, 3, 1, 1}, {2, 1}, {0, 1}, {1, 1}},
      {{5, 4, 5, 4}, {6, 2, 3, 2}, {1, 2}, {1, 0}, {2, 1}, 2},  // examples that share a product
      {{70, 2, 3, 3}, {3, 2, 2, 2}, {1, 1}, {0, 0}, {1, 1}},
      {{2, 6, 9, 8}, {6, 1, 3, 3}, {1, 1}, {1, 1}, {1, 1}, 6},  // each channel on its own
      {{2, 3, 9, 70}, {6, 1, 3, 5}, {2, 2}, {1, 3}, {2, 1}, 3},
      {{2, 3, 10, 37}, {6, 1, 3, 3}, {2, 2}, {1, 0}, {1, 1}, 3},
      {{1, 5, 39}, {5, 1, 4}, {3}, {0}, {2}, 5},
      {{2, 2, 5, 6, 33}, {2, 1, 3, 1, 2}, {1, 2, 1}, {4, 0, 0}, {2, 1, 3}, 2},
      {{1, 3, 40, 41}, {8, 3, 5, 5}, {1, 1}, {2, 2}, {1, 1}},
      {{1, 40, 20, 30}, {8, 40, 3, 3}, {1, 1}, {1, 1}, {1, 1}},  // several cuts of channels
      {{2, 9, 7, 19}, {35, 9, 3, 3}, {1, 1}, {1, 1}, {1, 1}},    // rows in lanes, some of which stay empty
      {{3, 64, 9, 12}, {48, 32, 3, 2}, {2, 2}, {1, 1}, {1, 2}, 2},
      {{2, 16, 45}, {16, 16, 5}, {1}, {2}, {1}},
      {{2, 2, 3, 4, 5}, {3, 2, 2, 3, 2}, {1, 2, 3}, {1, 1, 4}, {1, 1, 2}},
      {{1, 1, 1, 1}, {2, 1, 3, 3}, {1, 1}, {4, 4}, {2, 2}},  // mostly padding
      {{0, 2, 5}, {3, 2, 2}, {1}, {0}, {1}},
      {{2, 0, 5}, {3, 0, 2}, {1}, {0}, {1}},
  };
}

class Convolution : public ::testing::TestWithParam<bool> {
  void SetUp() override { use_plain_gemm(GetParam()); }
  void TearDown() override { use_plain_gemm(false); }
};

TEST_P(Convolution, EqualsPlainLoops) {
  for (const Case& k : cases()) {
    SCOPED_TRACE(k.images.text() + " " + k.weight.text());
    for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
      Tensor x = random_tensor(dtype, k.images, 1), weight = random_tensor(dtype, k.weight, 2),
             maps = random_tensor(dtype, k.maps(), 3), bias = random_tensor(dtype, Shape{k.weight[0]}, 4),
             back = random_tensor(dtype, Shape{k.images[1]}, 5);
      auto a = values_of(x), w = values_of(weight), m = values_of(maps), b = values_of(bias), c = values_of(back);
      std::vector<double> forward(m.size()), transposed_sums(a.size()), weights(w.size());
      walk(k, [&](size_t image, size_t at, size_t map) {
        forward[map] += a[image] * w[at];
        transposed_sums[image] += m[map] * w[at];
        weights[at] += m[map] * a[image];
      });
      double tolerance = (dtype == DType::kFloat32 ? 2e-6 : 1e-14) * 300;
      expect_near(run_forward(k, x, weight, Tensor()), forward, tolerance);
      expect_near(run_transposed(k, maps, weight, Tensor()), transposed_sums, tolerance);
      expect_near(run_weights(k, maps, x), weights, tolerance);
      for (size_t i = 0; i < m.size(); ++i)
        forward[i] += b[static_cast<size_t>(place_of(static_cast<int64_t>(i), k.maps())[1])];
      for (size_t i = 0; i < a.size(); ++i)
        transposed_sums[i] += c[static_cast<size_t>(place_of(static_cast<int64_t>(i), k.images)[1])];
      expect_near(run_forward(k, x, weight, bias), forward, tolerance);
      expect_near(run_transposed(k, maps, weight, back), transposed_sums, tolerance);
    }
  }
}

TEST_P(Convolution, TheBitsDoNotDependOnThreads) {
  std::vector<Case> all = cases();
  all.push_back({{3, 16, 28, 28}, {32, 16, 3, 3}, {1, 1}, {1, 1}, {1, 1}});
  all.push_back({{1, 64, 30, 30}, {64, 64, 3, 3}, {1, 1}, {1, 1}, {1, 1}});
  for (const Case& k : all) {
    SCOPED_TRACE(k.images.text() + " " + k.weight.text());
    Tensor x = random_tensor(DType::kFloat32, k.images, 1), weight = random_tensor(DType::kFloat32, k.weight, 2),
           maps = random_tensor(DType::kFloat32, k.maps(), 3);
    const std::array<std::function<Tensor()>, 3> all_three{[&] { return run_forward(k, x, weight, Tensor()); },
                                                           [&] { return run_transposed(k, maps, weight, Tensor()); },
                                                           [&] { return run_weights(k, maps, x); }};
    for (const auto& make : all_three) {
      std::string first;
      for (int threads : {1, 2, 3, 7}) {
        ThreadPool::instance().set_threads(threads);
        std::string bytes = bytes_of(make());
        EXPECT_TRUE(threads == 1 || bytes == first) << threads << " threads";
        if (threads == 1) first = bytes;
      }
    }
  }
  ThreadPool::instance().set_threads(2);
}

TEST(DepthwiseConvolution, TheBitsDoNotDependOnTheInstructions) {
  for (const Case& k : cases()) {
    if (k.weight[1] != 1 || k.groups == 1) continue;
    SCOPED_TRACE(k.images.text() + " " + k.weight.text());
    std::string first;
    for (SimdLevel level : {SimdLevel::kAvx2, SimdLevel::kAvx512}) {
      if (!set_simd_level(level)) continue;
      Tensor x = random_tensor(DType::kFloat32, k.images, 1), weight = random_tensor(DType::kFloat32, k.weight, 2),
             maps = random_tensor(DType::kFloat32, k.maps(), 3);
      std::string bytes = bytes_of(run_forward(k, x, weight, Tensor())) +
                          bytes_of(run_transposed(k, maps, weight, Tensor())) + bytes_of(run_weights(k, maps, x));
      if (first.empty()) first = bytes;
      EXPECT_EQ(bytes, first) << simd_name();
    }
    set_simd_level(SimdLevel::kAvx512) || set_simd_level(SimdLevel::kAvx2) || set_simd_level(SimdLevel::kBase);
  }
}

TEST(Unfold, GathersAndFoldAddsBack) {
  Case k{{2, 3, 7, 6}, {1, 3, 3, 2}, {2, 1}, {1, 2}, {1, 3}};
  Shape places = k.maps();
  int64_t window = 6, positions = places[2] * places[3];
  Shape columns{2, 3 * window, positions};
  for (DType dtype : {DType::kInt8, DType::kFloat16, DType::kFloat64}) {
    bool whole = dtype == DType::kInt8;
    Tensor x = random_tensor(dtype, k.images, 1, whole ? -100 : -1, whole ? 100 : 1);
    auto a = values_of(x);
    std::vector<double> expected(static_cast<size_t>(columns.elements())), sums(a.size());
    walk(k, [&](size_t image, size_t at, size_t map) {
      Shape to{static_cast<int64_t>(map) / positions, static_cast<int64_t>(at), static_cast<int64_t>(map) % positions};
      expected[index_of(to, columns)] = a[image];
      sums[image] += a[image];
    });
    Tensor out = Tensor::empty(dtype, columns), back = Tensor::empty(dtype, k.images);
    std::vector<Value> moves{list(Shape{3, 2}), list(k.dilation), list(k.padding), list(k.stride)};
    run_kernel("unfold", {Value(x), moves[0], moves[1], moves[2], moves[3]}, {out});
    EXPECT_EQ(values_of(out), expected);
    run_kernel("fold", {Value(out), list(Shape{7, 6}), moves[0], moves[1], moves[2], moves[3]}, {back});
    auto got = values_of(back);
    for (size_t i = 0; i < sums.size(); ++i) {
      double sum = whole ? static_cast<double>(static_cast<int8_t>(static_cast<int64_t>(sums[i]))) : sums[i];
      EXPECT_NEAR(got[i], sum, dtype == DType::kFloat16 ? 4e-3 : 1e-13) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Convolution, ::testing::Bool(),
                         [](const auto& p) { return std::string(p.param ? "plain" : "chosen"); });

}  // namespace
}  // namespace mixgrad
