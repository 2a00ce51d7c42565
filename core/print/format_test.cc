// Expected texts: NumPy 2, array2string(x, separator=", ") with precision 4.
#include "core/print/format.h"

#include <cmath>
#include <numeric>

#include "core/data/test_support.h"

namespace mixgrad {
namespace {

Tensor tensor(DType dtype, const Shape& shape, const std::vector<double>& v) {
  return Tensor::from_values(dtype, shape, v);
}
Tensor counting(const Shape& shape, DType dtype = DType::kInt64) {
  std::vector<double> v(static_cast<size_t>(shape.elements()));
  std::iota(v.begin(), v.end(), 0.0);
  return tensor(dtype, shape, v);
}
std::string f32(const Shape& shape, const std::vector<double>& v) {
  return tensor_text(tensor(DType::kFloat32, shape, v));
}
std::string f64(const Shape& shape, const std::vector<double>& v) {
  return tensor_text(tensor(DType::kFloat64, shape, v));
}

constexpr double kInf = INFINITY;

TEST(TensorText, GivesFloatsTheDigitsTheyNeed) {
  EXPECT_EQ(f32(Shape{3}, {1, 2.5, 3}), "[1. , 2.5, 3. ]");
  EXPECT_EQ(f32(Shape{3}, {0.1, 0.25, -0.5}), "[ 0.1 ,  0.25, -0.5 ]");
  EXPECT_EQ(f32(Shape{3}, {0.123456, 1.999999, 10}), "[ 0.1235,  2.    , 10.    ]");
  EXPECT_EQ(f32(Shape{}, {3.14159265}), "3.1416");
}

TEST(TensorText, TakesExponentsWhereNumbersDiffer) {
  EXPECT_EQ(f64(Shape{2, 2}, {1, 2.5, 1e-9, 3}), "[[1.0e+00, 2.5e+00],\n [1.0e-09, 3.0e+00]]");
  EXPECT_EQ(f32(Shape{3}, {1e10, 2, 3}), "[1.e+10, 2.e+00, 3.e+00]");
  EXPECT_EQ(f64(Shape{4}, {1e-5, 1e5, 0, -3}), "[ 1.e-05,  1.e+05,  0.e+00, -3.e+00]");
  EXPECT_EQ(f64(Shape{2}, {1e100, 1.5}), "[1.0e+100, 1.5e+000]");
}

TEST(TensorText, AlignsWhatIsNotFinite) {
  EXPECT_EQ(f32(Shape{3}, {1, NAN, -kInf}), "[  1.,  nan, -inf]");
  EXPECT_EQ(f32(Shape{2}, {NAN, kInf}), "[nan, inf]");
  EXPECT_EQ(f64(Shape{2, 2}, {1.5, NAN, kInf, 100}), "[[  1.5,   nan],\n [  inf, 100. ]]");
}

TEST(TensorText, WritesIntegersAndBools) {
  EXPECT_EQ(tensor_text(tensor(DType::kBool, Shape{2}, {1, 0})), "[ True, False]");
  EXPECT_EQ(tensor_text(tensor(DType::kBool, Shape{}, {1})), "True");
  EXPECT_EQ(tensor_text(tensor(DType::kInt32, Shape{2, 2, 3}, {-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6})),
            "[[[-5, -4, -3],\n  [-2, -1,  0]],\n\n [[ 1,  2,  3],\n  [ 4,  5,  6]]]");
  Tensor large = Tensor::empty(DType::kUInt64, Shape{1});
  *large.data<uint64_t>() = UINT64_MAX;
  EXPECT_EQ(tensor_text(large), "[18446744073709551615]");
  EXPECT_EQ(tensor_text(Tensor::empty(DType::kFloat32, Shape{2, 0, 3})), "[]");
}

TEST(TensorText, BreaksLongLines) {
  std::vector<double> sevenths;
  for (int i = 0; i < 30; ++i) sevenths.push_back(static_cast<double>(static_cast<float>(i) / 7.0f));
  EXPECT_EQ(f32(Shape{30}, sevenths),
            "[0.    , 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.    , 1.1429,\n"
            " 1.2857, 1.4286, 1.5714, 1.7143, 1.8571, 2.    , 2.1429, 2.2857, 2.4286,\n"
            " 2.5714, 2.7143, 2.8571, 3.    , 3.1429, 3.2857, 3.4286, 3.5714, 3.7143,\n"
            " 3.8571, 4.    , 4.1429]");
  EXPECT_EQ(tensor_text(counting(Shape{2, 30})),
            "[[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
            "  18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],\n"
            " [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,\n"
            "  48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]]");
}

TEST(TensorText, ShowsTheEdgesOfLargeTensors) {
  EXPECT_EQ(tensor_text(counting(Shape{2, 1000}, DType::kFloat64)),
            "[[0.000e+00, 1.000e+00, 2.000e+00, ..., 9.970e+02, 9.980e+02, 9.990e+02],\n"
            " [1.000e+03, 1.001e+03, 1.002e+03, ..., 1.997e+03, 1.998e+03, 1.999e+03]]");
  EXPECT_EQ(tensor_text(counting(Shape{1000, 2})),
            "[[   0,    1],\n [   2,    3],\n [   4,    5],\n ...,\n [1994, 1995],\n [1996, 1997],\n [1998, 1999]]");
  PrintOptions options;
  options.edge_items = 1;
  EXPECT_EQ(tensor_text(counting(Shape{10, 10, 12}), options),
            "[[[   0, ...,   11],\n  ...,\n  [ 108, ...,  119]],\n\n ...,\n\n [[1080, ..., 1091],\n  ...,\n  [1188, "
            "..., 1199]]]");
}

TEST(TensorText, ReadsViewsAndIndents) {
  Tensor x = counting(Shape{2, 3});
  EXPECT_EQ(tensor_text(x.window(Shape{3, 2}, Strides{1, 3}, 0)), "[[0, 3],\n [1, 4],\n [2, 5]]");
  PrintOptions options;
  options.indent = 7;
  EXPECT_EQ("tensor(" + tensor_text(x, options), "tensor([[0, 1, 2],\n        [3, 4, 5]]");
}

}  // namespace
}  // namespace mixgrad
