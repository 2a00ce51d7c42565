// Programs against plain loops in double, over types, layouts and broadcasting.
#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using namespace testing;

Program one(Instruction instruction, DType compute, int operands) {
  Program p;
  p.compute = compute;
  uint8_t r[3] = {};
  for (int i = 0; i < operands; ++i) r[i] = p.input(i);
  p.add(instruction, r[0], r[1], r[2]);
  return p;
}

Tensor run(const Program& p, const std::vector<Value>& inputs, DType out, const Shape& shape) {
  Tensor output = Tensor::empty(out, shape);
  run_program_cpu(p, inputs.data(), static_cast<int>(inputs.size()), output);
  return output;
}

TEST(Program, AddsEveryLayoutAsContiguousMemory) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64, DType::kInt32, DType::kFloat16, DType::kBFloat16}) {
    Program add = one(Instruction::kAdd, dtype, 2);
    for (const Shape& shape :
         {Shape{}, Shape{1}, Shape{0, 3}, Shape{7}, Shape{5, 9}, Shape{3, 130}, Shape{2, 3, 200}, Shape{300, 257}}) {
      Tensor x = random_tensor(dtype, shape, 1, -50, 50), y = random_tensor(dtype, shape, 2, -50, 50);
      std::vector<double> expected = values_of(x), b = values_of(y);
      Tensor straight = run(add, {Value(x), Value(y)}, dtype, shape);
      for (size_t i = 0; i < expected.size(); ++i) expected[i] += b[i];
      Tensor rounded = Tensor::from_values(dtype, shape, expected);
      EXPECT_EQ(bytes_of(straight), bytes_of(rounded)) << dtype_name(dtype) << shape.text();
      if (shape.rank() < 2) continue;
      Tensor flipped = run(add, {Value(transposed(x)), Value(transposed(y))}, dtype, transposed(x).shape());
      EXPECT_EQ(bytes_of(transposed(flipped)), bytes_of(straight)) << dtype_name(dtype) << shape.text();
      Tensor other = transposed(row_major_copy(transposed(y)));  // the same elements, the other layout
      EXPECT_EQ(bytes_of(run(add, {Value(x), Value(other)}, dtype, shape)), bytes_of(straight));
    }
  }
}

TEST(Program, BroadcastsRowsColumnsAndNumbers) {
  for (int64_t n : {3, 100, 1000}) {
    Shape shape{40, n};
    Tensor x = random_tensor(DType::kFloat32, shape, 1), row = random_tensor(DType::kFloat32, Shape{n}, 2);
    Tensor column = random_tensor(DType::kFloat32, Shape{40, 1}, 3);
    Program multiply = one(Instruction::kMultiply, DType::kFloat32, 2);
    auto a = values_of(x), r = values_of(row), c = values_of(column);
    auto by_row = values_of(run(multiply, {Value(x), Value(row)}, DType::kFloat32, shape));
    auto by_column = values_of(run(multiply, {Value(column), Value(x)}, DType::kFloat32, shape));
    auto by_number = values_of(run(multiply, {Value(x), Value(0.5)}, DType::kFloat32, shape));
    auto outer = values_of(run(multiply, {Value(column), Value(row)}, DType::kFloat32, shape));
    for (int64_t i = 0; i < shape.elements(); ++i) {
      ASSERT_EQ(by_row[i], static_cast<float>(a[i]) * static_cast<float>(r[i % n]));
      ASSERT_EQ(by_column[i], static_cast<float>(a[i]) * static_cast<float>(c[i / n]));
      ASSERT_EQ(by_number[i], a[i] * 0.5);
      ASSERT_EQ(outer[i], static_cast<float>(c[i / n]) * static_cast<float>(r[i % n]));
    }
  }
}

TEST(Program, RunsLongProgramsWithManyRegisters) {
  // Horner's rule over 100 coefficients, all of them kept in registers until the end.
  Program p;
  p.compute = DType::kFloat64;
  uint8_t x = p.input(0);
  std::vector<uint8_t> scaled;
  for (int i = 0; i < 60; ++i) scaled.push_back(p.add(Instruction::kMultiply, x, p.constant(1.0 / (i + 1))));
  uint8_t sum = scaled[0];
  for (int i = 1; i < 60; ++i) sum = p.add(Instruction::kAdd, sum, scaled[i]);
  Tensor input = random_tensor(DType::kFloat64, Shape{3000}, 4);
  auto values = values_of(input), got = values_of(run(p, {Value(input)}, DType::kFloat64, Shape{3000}));
  for (size_t i = 0; i < values.size(); ++i) {
    double expected = values[i];
    for (int k = 1; k < 60; ++k) expected += values[i] * (1.0 / (k + 1));
    ASSERT_EQ(got[i], expected);
  }
  expect_same_bytes([&] { return run(p, {Value(input)}, DType::kFloat64, Shape{3000}); });
}

TEST(Program, HalfTypesRoundAfterEachStep) {
  for (DType dtype : {DType::kFloat16, DType::kBFloat16}) {
    Program p;
    p.compute = dtype;
    uint8_t x = p.input(0), y = p.input(1);
    p.add(Instruction::kSubtract, p.add(Instruction::kMultiply, x, y), y);
    Tensor a = random_tensor(dtype, Shape{1000}, 5), b = random_tensor(dtype, Shape{1000}, 6);
    auto va = values_of(a), vb = values_of(b), got = values_of(run(p, {Value(a), Value(b)}, dtype, Shape{1000}));
    for (size_t i = 0; i < va.size(); ++i) {
      double product = values_of(Tensor::from_values(dtype, Shape{}, std::vector<double>{va[i] * vb[i]}))[0];
      ASSERT_EQ(got[i], values_of(Tensor::from_values(dtype, Shape{}, std::vector<double>{product - vb[i]}))[0]);
    }
  }
}

TEST(Program, MayWriteOverItsInput) {
  Tensor x = random_tensor(DType::kFloat32, Shape{500, 7}, 8);
  auto before = values_of(x);
  Value inputs[2] = {Value(x), Value(2.0)};
  run_program_cpu(one(Instruction::kMultiply, DType::kFloat32, 2), inputs, 2, x);
  auto after = values_of(x);
  for (size_t i = 0; i < before.size(); ++i) ASSERT_EQ(after[i], 2 * before[i]);
  Tensor view = transposed(x);
  Value again[2] = {Value(view), Value(0.5)};
  run_program_cpu(one(Instruction::kMultiply, DType::kFloat32, 2), again, 2, view);
  EXPECT_EQ(values_of(x), before);
}

TEST(Program, IntegersWrapAndDivideByZeroWithoutTrap) {
  Tensor a = tensor(DType::kInt32, Shape{6}, {7, -7, 7, -7, -2147483648.0, 5}),
         b = tensor(DType::kInt32, Shape{6}, {2, 2, -2, -2, -1, 0});
  auto q =
      values_of(run(one(Instruction::kFloorDivide, DType::kInt32, 2), {Value(a), Value(b)}, DType::kInt32, Shape{6}));
  auto r =
      values_of(run(one(Instruction::kRemainder, DType::kInt32, 2), {Value(a), Value(b)}, DType::kInt32, Shape{6}));
  EXPECT_EQ(q, (std::vector<double>{3, -4, -4, 3, -2147483648.0, 0}));
  EXPECT_EQ(r, (std::vector<double>{1, 1, -1, -1, 0, 0}));
  Tensor big = tensor(DType::kInt8, Shape{2}, {127, -128});
  auto sum =
      values_of(run(one(Instruction::kAdd, DType::kInt8, 2), {Value(big), Value(int64_t{1})}, DType::kInt8, Shape{2}));
  EXPECT_EQ(sum, (std::vector<double>{-128, -127}));
}

TEST(Program, FloatRemaindersFollowTheDivisorsSign) {
  Tensor a = tensor(DType::kFloat32, Shape{5}, {7, -7, 7, -7, 5}),
         b = tensor(DType::kFloat32, Shape{5}, {3, 3, -3, -3, 0});
  auto r =
      values_of(run(one(Instruction::kRemainder, DType::kFloat32, 2), {Value(a), Value(b)}, DType::kFloat32, Shape{5}));
  auto q = values_of(
      run(one(Instruction::kFloorDivide, DType::kFloat32, 2), {Value(a), Value(b)}, DType::kFloat32, Shape{5}));
  EXPECT_EQ(std::vector<double>(r.begin(), r.begin() + 4), (std::vector<double>{1, 2, -2, -1}));
  EXPECT_TRUE(std::isnan(r[4]));
  EXPECT_EQ(q, (std::vector<double>{2, -3, -3, 2, HUGE_VAL}));
}

TEST(Program, MaximumHandsOnNanAndOrdersZeros) {
  Tensor a = tensor(DType::kFloat32, Shape{5}, {NAN, 1, 0.0, -0.0, 3}),
         b = tensor(DType::kFloat32, Shape{5}, {1, NAN, -0.0, 0.0, 2});
  auto high =
      values_of(run(one(Instruction::kMaximum, DType::kFloat32, 2), {Value(a), Value(b)}, DType::kFloat32, Shape{5}));
  auto low =
      values_of(run(one(Instruction::kMinimum, DType::kFloat32, 2), {Value(a), Value(b)}, DType::kFloat32, Shape{5}));
  EXPECT_TRUE(std::isnan(high[0]) && std::isnan(high[1]) && std::isnan(low[0]) && std::isnan(low[1]));
  EXPECT_FALSE(std::signbit(high[2]) || std::signbit(high[3]));
  EXPECT_TRUE(std::signbit(low[2]) && std::signbit(low[3]));
  EXPECT_EQ(high[4], 3);
}

TEST(Program, RowsThatRepeatHaveTheBitsOfCopies) {
  const Shape shape{500, 3, 100};
  Tensor x = random_tensor(DType::kFloat32, shape, 1);
  for (const Shape& of :
       {Shape{100}, Shape{1, 100}, Shape{3, 100}, Shape{1, 3, 100}, Shape{3, 1}, Shape{500, 1, 100}}) {
    SCOPED_TRACE(of.text());
    Tensor row = random_tensor(DType::kFloat32, of, 2), copies = Tensor::empty(DType::kFloat32, shape);
    copy_cpu(row, copies);
    Program subtract = one(Instruction::kSubtract, DType::kFloat32, 2);
    Tensor expected = run(subtract, {Value(x), Value(copies)}, DType::kFloat32, shape);
    Tensor turned = run(subtract, {Value(copies), Value(x)}, DType::kFloat32, shape);
    for_each_setting([&] {
      EXPECT_EQ(bytes_of(run(subtract, {Value(x), Value(row)}, DType::kFloat32, shape)), bytes_of(expected));
      EXPECT_EQ(bytes_of(run(subtract, {Value(row), Value(x)}, DType::kFloat32, shape)), bytes_of(turned));
    });
  }
}

TEST(Program, ComparesNanAsUnequalOnEveryLevel) {
  for_each_setting([] {
    std::vector<double> values(20, NAN);
    Tensor a = tensor(DType::kFloat32, Shape{20}, values);
    for (auto [instruction, expected] :
         {std::pair{Instruction::kEqual, 0.0}, {Instruction::kNotEqual, 1.0}, {Instruction::kIsNan, 1.0}}) {
      int operands = instruction == Instruction::kIsNan ? 1 : 2;
      auto got =
          values_of(run(one(instruction, DType::kFloat32, operands), {Value(a), Value(a)}, DType::kBool, Shape{20}));
      EXPECT_EQ(got, std::vector<double>(20, expected));
    }
  });
}

TEST(Copy, ConvertsBetweenAllTypes) {
  const std::vector<double> values{0, 1, 2.5, -3.75, 100, 1e10, -1e10, NAN, HUGE_VAL, -HUGE_VAL, 65519, 65520, 0.1};
  Tensor from = tensor(DType::kFloat64, Shape{static_cast<int64_t>(values.size())}, values);
  auto as = [&](DType dtype) {
    Tensor to = Tensor::empty(dtype, from.shape());
    copy_cpu(from, to);
    return values_of(to);
  };
  EXPECT_EQ(as(DType::kBool), (std::vector<double>{0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(as(DType::kInt8), (std::vector<double>{0, 1, 2, -3, 100, 127, -128, 0, 127, -128, 127, 127, 0}));
  EXPECT_EQ(as(DType::kUInt16), (std::vector<double>{0, 1, 2, 0, 100, 65535, 0, 0, 65535, 0, 65519, 65520, 0}));
  EXPECT_EQ(as(DType::kInt32)[5], 2147483647);
  EXPECT_EQ(as(DType::kInt64)[5], 1e10);
  auto half = as(DType::kFloat16);
  EXPECT_EQ(half[10], 65504);
  EXPECT_EQ(half[11], HUGE_VAL);
  EXPECT_EQ(half[12], 0.0999755859375);
  EXPECT_EQ(as(DType::kBFloat16)[12], 0.10009765625);
}

TEST(Copy, RoundsOnceToHalf) {
  // Just above the middle of 1 and the next float16: a detour over float32 would round to the middle first, then to
  // even.
  double middle = 1 + 0x1p-11;
  Tensor to = Tensor::empty(DType::kFloat16, Shape{});
  copy_cpu(Tensor::scalar(DType::kFloat64, middle + 0x1p-40), to);
  EXPECT_EQ(values_of(to)[0], 1 + 0x1p-10);
  copy_cpu(Tensor::scalar(DType::kFloat64, middle), to);
  EXPECT_EQ(values_of(to)[0], 1);
}

TEST(Copy, TransposesInTiles) {
  for (DType dtype : {DType::kUInt8, DType::kFloat16, DType::kFloat32, DType::kFloat64}) {
    for (const Shape& shape :
         {Shape{3, 70, 45}, Shape{1024, 45}}) {  // of the second, rows push each other out of a cache
      Tensor x = random_tensor(dtype, shape, 9, 0, 200), y = row_major_copy(transposed(x));
      EXPECT_TRUE(y.is_contiguous());
      EXPECT_EQ(values_of(y), values_of(transposed(x)));
    }
  }
  expect_same_bytes([] { return row_major_copy(transposed(random_tensor(DType::kFloat32, Shape{600, 700}, 10))); });
}

}  // namespace
}  // namespace mixgrad
