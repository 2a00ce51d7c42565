// Indexing, ordering and assembling against what NumPy gives for the same input.
#include <algorithm>
#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"
#include "core/runtime/allocator.h"

namespace mixgrad {
namespace {

using namespace testing;
using Values = std::vector<double>;

Tensor call(const char* name, const std::vector<Value>& arguments, DType dtype, const Shape& shape) {
  Tensor out = Tensor::empty(dtype, shape);
  run_kernel(name, arguments, {out});
  return out;
}
const int64_t kZero = 0, kOne = 1;

TEST(Take, ReplacesTheAxisByTheIndices) {
  Tensor x = tensor(DType::kFloat32, Shape{2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  Tensor at = tensor(DType::kInt64, Shape{2}, {2, 0});
  EXPECT_EQ(values_of(call("take", {Value(x), Value(at), Value(kOne)}, DType::kFloat32, Shape{2, 2, 2})),
            (Values{4, 5, 0, 1, 10, 11, 6, 7}));
  Tensor grid = tensor(DType::kInt32, Shape{1, 3}, {1, 1, 0});
  EXPECT_EQ(values_of(call("take", {Value(transposed(x)), Value(grid), Value(int64_t{2})}, DType::kFloat32,
                           Shape{2, 2, 1, 3})),
            (Values{2, 2, 0, 3, 3, 1, 8, 8, 6, 9, 9, 7}));
}

TEST(IndexShift, CountsInTheTypeOfItsElements) {
  auto shifted = [](const Tensor& x, int64_t by, const Value& sentinel) {
    return call("index_shift", {Value(x), Value(by), sentinel}, x.dtype(), x.shape());
  };
  Value none = Value::null(), ignored(int64_t{-100});
  EXPECT_EQ(values_of(shifted(tensor(DType::kInt64, Shape{3}, {0, -100, 5}), 1, ignored)), (Values{1, -100, 6}));
  EXPECT_EQ(values_of(shifted(tensor(DType::kInt32, Shape{3}, {1, -100, 5}), -1, ignored)), (Values{0, -100, 4}));
  EXPECT_EQ(values_of(shifted(tensor(DType::kUInt8, Shape{2}, {156, 1}), 1, ignored)), (Values{157, 2}))
      << "-100 is no element of this type";
  Tensor grid = tensor(DType::kInt64, Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values_of(shifted(transposed(grid), -1, none)), (Values{0, 3, 1, 4, 2, 5}));
  Tensor huge = Tensor::empty(DType::kUInt64, Shape{1});
  *huge.data<uint64_t>() = 0xC000000000000001u;
  EXPECT_EQ(*shifted(huge, -1, none).data<uint64_t>(), 0xC000000000000000u) << "more than an int64 is not negative";
}

TEST(IndexShift, NamesTheFirstElementBeforeTheFirst) {
  for (int64_t n : {6, 200000}) {  // one chunk, several
    Tensor x = Tensor::empty(DType::kInt32, Shape{2, n / 2});
    std::fill_n(x.data<int32_t>(), n, 7);
    x.data<int32_t>()[n - 1] = -4;
    x.data<int32_t>()[n / 2] = 0;
    x.data<int32_t>()[1] = -100;
    for (bool across : {false, true}) {
      Tensor given = across ? transposed(x) : x;
      try {
        call("index_shift", {Value(given), Value(int64_t{-1}), Value(int64_t{-100})}, DType::kInt32, given.shape());
        FAIL();
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kIndex);
        EXPECT_EQ(e.given(), "0") << n;
        EXPECT_EQ(e.accepted(), "at least 1");
      }
    }
  }
}

TEST(IndexShift, NeedsNoMemoryOfItsOwn) {
  Tensor x = tensor(DType::kInt8, Shape{1}, {1}).window(Shape{1 << 20}, Strides{0}, 0);
  Tensor out = Tensor::empty(DType::kInt8, x.shape());
  Allocator& memory = Allocator::cpu();
  memory.trim();
  memory.set_limit(memory.counters().bytes + 1024);
  EXPECT_NO_THROW(run_kernel("index_shift", {Value(x), Value(int64_t{-1}), Value::null()}, {out}));
  memory.set_limit(0);
  EXPECT_EQ(out.data<int8_t>()[(1 << 20) - 1], 0);
}

TEST(Take, NamesTheFirstBadIndex) {
  Tensor x = tensor(DType::kFloat32, Shape{3}, {1, 2, 3}), at = tensor(DType::kInt64, Shape{2, 2}, {0, 1, 7, 9});
  try {
    call("take", {Value(x), Value(at), Value(kZero)}, DType::kFloat32, Shape{2, 2});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kIndex);
    EXPECT_EQ(e.argument(), "indices");
    Error::Reader from_one{1, {}};
    EXPECT_NE(e.text(from_one).find("[2, 1]"), std::string::npos) << e.text(from_one);
    EXPECT_NE(e.text(from_one).find("given 8"), std::string::npos) << e.text(from_one);
  }
}

TEST(Take, GradientAddsRepeatedRows) {
  Tensor grad = tensor(DType::kFloat32, Shape{3, 2}, {1, 2, 10, 20, 100, 200}),
         at = tensor(DType::kInt64, Shape{3}, {1, 0, 1});
  EXPECT_EQ(values_of(call("take_gradient", {Value(grad), Value(at), Value(Shape{4, 2}), Value(kZero)}, DType::kFloat32,
                           Shape{4, 2})),
            (Values{10, 20, 101, 202, 0, 0, 0, 0}));
  Tensor large = random_tensor(DType::kFloat32, Shape{5000, 40}, 1),
         rows = random_tensor(DType::kInt64, Shape{5000}, 2, 0, 99);
  expect_same_bytes([&] {
    return call("take_gradient", {Value(large), Value(rows), Value(Shape{100, 40}), Value(kZero)}, DType::kFloat32,
                Shape{100, 40});
  });
}

TEST(Along, GathersAndAdds) {
  Tensor x = tensor(DType::kFloat64, Shape{2, 3}, {10, 20, 30, 40, 50, 60}),
         at = tensor(DType::kInt64, Shape{2, 2}, {2, 0, 1, 1});
  EXPECT_EQ(values_of(call("take_along_axis", {Value(x), Value(at), Value(kOne)}, DType::kFloat64, Shape{2, 2})),
            (Values{30, 10, 50, 50}));
  Tensor row = tensor(DType::kInt64, Shape{1, 3}, {1, 0, 1});
  EXPECT_EQ(values_of(call("take_along_axis", {Value(x), Value(row), Value(kZero)}, DType::kFloat64, Shape{1, 3})),
            (Values{40, 20, 60}));
  Tensor values = tensor(DType::kFloat64, Shape{2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(values_of(call("put_along_axis_add", {Value(x), Value(at), Value(values), Value(kOne)}, DType::kFloat64,
                           Shape{2, 3})),
            (Values{12, 20, 31, 40, 57, 60}));
}

TEST(Order, FindsTheFirstOccurrence) {
  Tensor x = tensor(DType::kFloat32, Shape{2, 4}, {1, 7, 7, 0, 3, NAN, 9, NAN});
  EXPECT_EQ(values_of(call("argmax", {Value(x), Value(kOne), Value(false)}, DType::kInt64, Shape{2})), (Values{1, 1}));
  EXPECT_EQ(values_of(call("argmin", {Value(x), Value(kOne), Value(false)}, DType::kInt64, Shape{2})), (Values{3, 1}));
  EXPECT_EQ(values_of(call("argmax", {Value(x), Value(kZero), Value(true)}, DType::kInt64, Shape{1, 4})),
            (Values{1, 1, 1, 1}));
  EXPECT_EQ(values_of(call("argmax", {Value(x), Value::null(), Value(false)}, DType::kInt64, Shape{})), (Values{5}));
  Tensor none = tensor(DType::kFloat32, Shape{0}, {});
  EXPECT_THROW(call("argmax", {Value(none), Value::null(), Value(false)}, DType::kInt64, Shape{}), Error);
}

TEST(Order, TopkIsStable) {
  Tensor x = tensor(DType::kFloat32, Shape{6}, {2, 5, NAN, 5, 1, 2}), values = Tensor::empty(DType::kFloat32, Shape{4}),
         at = Tensor::empty(DType::kInt64, Shape{4});
  run_kernel("topk", {Value(x), Value(int64_t{4}), Value(kZero), Value(true)}, {values, at});
  EXPECT_EQ(values_of(at), (Values{2, 1, 3, 0}));
  EXPECT_EQ(values_of(values)[1], 5);
  run_kernel("topk", {Value(x), Value(int64_t{4}), Value(kZero), Value(false)}, {values, at});
  EXPECT_EQ(values_of(at), (Values{4, 0, 5, 1}));
  EXPECT_EQ(values_of(values), (Values{1, 2, 2, 5}));
}

TEST(Order, SortsAlongAnyAxis) {
  Tensor x = tensor(DType::kInt16, Shape{2, 3}, {3, 1, 2, -5, 9, -5});
  EXPECT_EQ(values_of(call("sort", {Value(x), Value(kOne), Value(false)}, DType::kInt16, Shape{2, 3})),
            (Values{1, 2, 3, -5, -5, 9}));
  EXPECT_EQ(values_of(call("argsort", {Value(x), Value(kOne), Value(true)}, DType::kInt64, Shape{2, 3})),
            (Values{0, 2, 1, 1, 0, 2}));
  EXPECT_EQ(values_of(call("sort", {Value(x), Value(kZero), Value(false)}, DType::kInt16, Shape{2, 3})),
            (Values{-5, 1, -5, 3, 9, 2}));
}

TEST(Assemble, ConcatenatesAndFills) {
  Tensor a = tensor(DType::kFloat32, Shape{2, 1}, {1, 2}), b = tensor(DType::kFloat32, Shape{2, 2}, {3, 4, 5, 6});
  ValueList list{Value(a), Value(transposed(b))};
  EXPECT_EQ(values_of(call("concat", {Value(list), Value(kOne)}, DType::kFloat32, Shape{2, 3})),
            (Values{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(values_of(call("full", {Value(Shape{2, 2}), Value(2.5)}, DType::kFloat16, Shape{2, 2})),
            (Values{2.5, 2.5, 2.5, 2.5}));
  EXPECT_EQ(
      values_of(call("arange", {Value(int64_t{5}), Value(int64_t{-4}), Value(int64_t{-3})}, DType::kInt32, Shape{3})),
      (Values{5, 2, -1}));
  EXPECT_EQ(values_of(call("arange", {Value(int64_t{3}), Value::null(), Value(int64_t{1})}, DType::kInt64, Shape{3})),
            (Values{0, 1, 2}));
  EXPECT_EQ(values_of(call("arange", {Value(0.0), Value(1.0), Value(0.25)}, DType::kFloat32, Shape{4})),
            (Values{0, 0.25, 0.5, 0.75}));
  EXPECT_EQ(
      values_of(call("eye", {Value(int64_t{2}), Value(int64_t{3}), Value(int64_t{1})}, DType::kFloat32, Shape{2, 3})),
      (Values{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(
      values_of(call("eye", {Value(int64_t{3}), Value(int64_t{2}), Value(int64_t{-1})}, DType::kFloat32, Shape{3, 2})),
      (Values{0, 0, 1, 0, 0, 1}));
}

TEST(Assemble, ScattersIntoAWindow) {
  Tensor base = tensor(DType::kFloat32, Shape{2, 3}, {0, 1, 2, 3, 4, 5}),
         value = tensor(DType::kFloat32, Shape{2}, {8, 9});
  std::vector<Value> arguments{Value(transposed(row_major_copy(transposed(base)))), Value(value), Value(Shape{2}),
                               Value(Shape{3}), Value(int64_t{1})};
  EXPECT_EQ(values_of(call("as_strided_scatter", arguments, DType::kFloat32, Shape{2, 3})), (Values{0, 8, 2, 3, 9, 5}));
}

}  // namespace
}  // namespace mixgrad
