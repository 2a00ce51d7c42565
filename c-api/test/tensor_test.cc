#include <cstring>
#include <thread>

#include "c-api/test/support.h"

TEST(Tensor, MemoryOfTheCaller) {
  auto context = new_context();
  double memory_here[6] = {1, 2, 3, 4, 5, 6};
  int64_t shape[2] = {2, 3}, column_major[2] = {1, 2};
  int freed = 0;
  mixgrad_tensor* x = nullptr;
  expect_good(mixgrad_tensor_from_memory(
      context.get(), memory_here, MIXGRAD_DTYPE_FLOAT64, 2, shape, column_major, 1,
      [](void* n) { ++*static_cast<int*>(n); }, &freed, &x));
  EXPECT_EQ(read(x), (std::vector<double>{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(code_of(mixgrad_tensor_copy_in(x, MIXGRAD_DTYPE_FLOAT64, 0, memory_here, sizeof memory_here)),
            MIXGRAD_STATUS_CODE_READ_ONLY);
  EXPECT_EQ(code_of(try_call(context.get(), "add_", {value_of(x), value_of(int64_t{1})})),
            MIXGRAD_STATUS_CODE_READ_ONLY);
  mixgrad_tensor_info info{};
  info.struct_size = sizeof info;
  expect_good(mixgrad_tensor_describe(x, &info));
  EXPECT_EQ(info.is_read_only, 1);
  EXPECT_EQ(info.strides[1], 2);
  mixgrad_tensor_release(x);
  EXPECT_EQ(freed, 1);
}

TEST(Tensor, ItsHeadCanBeAskedForAlone) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1, 2, 3});
  mixgrad_tensor_info info{};
  info.struct_size = offsetof(mixgrad_tensor_info, shape);
  info.shape[0] = -7;
  expect_good(mixgrad_tensor_describe(x.get(), &info));
  EXPECT_EQ(info.dtype, MIXGRAD_DTYPE_FLOAT64);
  EXPECT_EQ(info.rank, 1);
  EXPECT_EQ(info.shape[0], -7);
  info.struct_size = 8;
  EXPECT_EQ(code_of(mixgrad_tensor_describe(x.get(), &info)), MIXGRAD_STATUS_CODE_VALUE);
}

TEST(Tensor, ManyAxesAreToldByPointers) {
  auto context = new_context();
  std::vector<int64_t> shape(MIXGRAD_LIMIT_AXES, 1);
  shape[1] = 3;
  shape[30] = 2;
  double values[6] = {1, 2, 3, 4, 5, 6};
  mixgrad_tensor* x = nullptr;
  expect_good(mixgrad_tensor_from_copy(context.get(), values, MIXGRAD_DTYPE_FLOAT64, MIXGRAD_LIMIT_AXES, shape.data(),
                                       nullptr, &x));
  mixgrad_tensor_info info{};
  info.struct_size = sizeof info;
  expect_good(mixgrad_tensor_describe(x, &info));
  EXPECT_EQ(std::vector<int64_t>(info.sizes, info.sizes + info.rank), shape);
  EXPECT_EQ(info.steps[1], 2);
  EXPECT_EQ(info.steps[30], 1);
  EXPECT_EQ(info.shape[1], 3);
  info.struct_size = offsetof(mixgrad_tensor_info, sizes);  // a caller that was made before there were more than eight
  EXPECT_EQ(code_of(mixgrad_tensor_describe(x, &info)), MIXGRAD_STATUS_CODE_SHAPE);
  mixgrad_tensor_release(x);
  auto few = vector_of(context.get(), {1, 2, 3});
  expect_good(mixgrad_tensor_describe(few.get(), &info));
  EXPECT_EQ(info.shape[0], 3);
}

TEST(Tensor, StridesMayBeNegative) {
  auto context = new_context();
  double values[3] = {1, 2, 3};
  int64_t shape[1] = {3}, backwards[1] = {-1};
  mixgrad_tensor* x = nullptr;
  expect_good(mixgrad_tensor_from_memory(context.get(), values + 2, MIXGRAD_DTYPE_FLOAT64, 1, shape, backwards, 0,
                                         nullptr, nullptr, &x));
  EXPECT_EQ(read(x), (std::vector<double>{3, 2, 1}));
  mixgrad_tensor_release(x);
}

TEST(Tensor, WhatCanNotBeIsRefused) {
  auto context = new_context();
  double one = 1;
  int64_t negative[1] = {-1}, huge[2] = {INT64_MAX, 16}, two[1] = {2}, far[1] = {INT64_MAX};
  mixgrad_tensor* x = nullptr;
  auto from = [&](int dtype, int rank, const int64_t* shape, const int64_t* strides) {
    return code_of(
        mixgrad_tensor_from_memory(context.get(), &one, dtype, rank, shape, strides, 0, nullptr, nullptr, &x));
  };
  EXPECT_EQ(from(MIXGRAD_DTYPE_FLOAT64, 1, negative, nullptr), MIXGRAD_STATUS_CODE_SHAPE);
  EXPECT_EQ(from(MIXGRAD_DTYPE_FLOAT64, 2, huge, nullptr), MIXGRAD_STATUS_CODE_OUT_OF_MEMORY);
  EXPECT_EQ(from(MIXGRAD_DTYPE_FLOAT64, 1, two, far), MIXGRAD_STATUS_CODE_SHAPE);
  EXPECT_EQ(from(MIXGRAD_DTYPE_FLOAT64, MIXGRAD_LIMIT_AXES + 1, huge, nullptr), MIXGRAD_STATUS_CODE_SHAPE);
  EXPECT_EQ(from(12, 0, nullptr, nullptr), MIXGRAD_STATUS_CODE_DTYPE);
  EXPECT_EQ(x, nullptr);
  auto v = vector_of(context.get(), {1, 2});
  EXPECT_EQ(code_of(mixgrad_tensor_copy_out(v.get(), MIXGRAD_DTYPE_FLOAT64, 0, &one, sizeof one)),
            MIXGRAD_STATUS_CODE_VALUE);
}

TEST(Tensor, CopiesConvertAndTurn) {
  auto context = new_context();
  auto v = vector_of(context.get(), {1, 2, 3, 4, 5, 6});
  std::vector<mixgrad_value> sizes{value_of(int64_t{2}), value_of(int64_t{3})};
  auto m = call(context.get(), "reshape", {value_of(v.get()), list_of(sizes)});
  int32_t columns[6];
  expect_good(mixgrad_tensor_copy_out(m.get(), MIXGRAD_DTYPE_INT32, 1, columns, sizeof columns));
  EXPECT_EQ(std::vector<int>(columns, columns + 6), (std::vector<int>{1, 4, 2, 5, 3, 6}));
  int32_t other[6] = {10, 40, 20, 50, 30, 60};
  expect_good(mixgrad_tensor_copy_in(m.get(), MIXGRAD_DTYPE_INT32, 1, other, sizeof other));
  EXPECT_EQ(read(v.get()), (std::vector<double>{10, 20, 30, 40, 50, 60}));
  void* data = nullptr;
  expect_good(mixgrad_tensor_data(v.get(), &data));
  EXPECT_EQ(static_cast<double*>(data)[5], 60);
}

TEST(Tensor, WholeNumbersAreHandedOutWhereTheyFit) {
  auto context = new_context();
  const int64_t shape[] = {2};
  auto fits = [&](auto number, int32_t from, int32_t to) {
    decltype(number) numbers[] = {0, number};
    uint64_t out[2];
    mixgrad_tensor* x = nullptr;
    expect_good(mixgrad_tensor_from_copy(context.get(), numbers, from, 1, shape, nullptr, &x));
    int32_t code = code_of(mixgrad_tensor_copy_out(x, to, 0, out, sizeof out));
    mixgrad_tensor_release(x);
    EXPECT_TRUE(code == 0 || code == MIXGRAD_STATUS_CODE_VALUE);
    return code == 0;
  };
  const int32_t i64 = MIXGRAD_DTYPE_INT64, u64 = MIXGRAD_DTYPE_UINT64, i32 = MIXGRAD_DTYPE_INT32;
  EXPECT_TRUE(fits(int64_t{INT32_MAX}, i64, i32));
  EXPECT_TRUE(fits(int64_t{INT32_MIN}, i64, i32));
  EXPECT_FALSE(fits(int64_t{INT32_MAX} + 1, i64, i32));
  EXPECT_FALSE(fits(int64_t{INT32_MIN} - 1, i64, i32));
  EXPECT_FALSE(fits(int64_t{-1}, i64, u64));
  EXPECT_TRUE(fits(INT64_MAX, i64, u64));
  EXPECT_TRUE(fits(uint64_t{INT64_MAX}, u64, i64));
  EXPECT_FALSE(fits(uint64_t{1} << 63, u64, i64));
  EXPECT_TRUE(fits(uint64_t{1} << 63, u64, MIXGRAD_DTYPE_FLOAT64));
  EXPECT_FALSE(fits(int8_t{-1}, MIXGRAD_DTYPE_INT8, MIXGRAD_DTYPE_UINT16));
  EXPECT_FALSE(fits(uint32_t{1} << 31, MIXGRAD_DTYPE_UINT32, i32));
  EXPECT_TRUE(fits(300.0, MIXGRAD_DTYPE_FLOAT64, MIXGRAD_DTYPE_INT8)) << "as astype does";
}

TEST(Tensor, UseAfterDisposeIsATypedError) {
  auto context = new_context();
  auto v = vector_of(context.get(), {1});
  int64_t identity = mixgrad_tensor_identity(v.get());
  EXPECT_NE(identity, 0);
  mixgrad_tensor_retain(v.get());
  mixgrad_tensor_dispose(v.get());
  mixgrad_tensor_dispose(v.get());
  EXPECT_EQ(mixgrad_tensor_is_disposed(v.get()), 1);
  EXPECT_EQ(mixgrad_tensor_identity(v.get()), 0);
  EXPECT_EQ(code_of(try_call(context.get(), "abs", {value_of(v.get())})), MIXGRAD_STATUS_CODE_DISPOSED);
  mixgrad_tensor_release(v.get());
}

TEST(Tensor, GradientsThroughHandles) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1, 2, 3});
  expect_good(mixgrad_tensor_set_requires_grad(x.get(), 1));
  auto squares = call(context.get(), "multiply", {value_of(x.get()), value_of(x.get())});
  auto total = call(context.get(), "sum", {value_of(squares.get())});
  EXPECT_EQ(code_of(mixgrad_tensor_set_requires_grad(total.get(), 0)), MIXGRAD_STATUS_CODE_GRADIENT);
  mixgrad_tensor* grad = nullptr;
  expect_good(mixgrad_tensor_grad(context.get(), x.get(), &grad));
  EXPECT_EQ(grad, nullptr);
  expect_good(try_call(context.get(), "backward", {value_of(total.get())}));
  expect_good(mixgrad_tensor_grad(context.get(), x.get(), &grad));
  EXPECT_EQ(read(grad), (std::vector<double>{2, 4, 6}));
  EXPECT_EQ(code_of(mixgrad_tensor_set_grad(x.get(), total.get())), MIXGRAD_STATUS_CODE_SHAPE);
  expect_good(mixgrad_tensor_set_grad(x.get(), nullptr));
  mixgrad_tensor_release(grad);
  expect_good(mixgrad_tensor_grad(context.get(), x.get(), &grad));
  EXPECT_EQ(grad, nullptr);
}

TEST(Tensor, DlpackBothWays) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1, 2, 3});
  void* managed = nullptr;
  expect_good(mixgrad_tensor_to_dlpack(x.get(), &managed));
  mixgrad_tensor* y = nullptr;
  expect_good(mixgrad_tensor_from_dlpack(context.get(), managed, &y));
  double four = 4;
  expect_good(mixgrad_tensor_copy_in(y, MIXGRAD_DTYPE_FLOAT64, 0, std::vector<double>{4, 5, 6}.data(), 24));
  EXPECT_EQ(read(x.get())[0], four);  // one memory
  x.reset();
  EXPECT_EQ(read(y), (std::vector<double>{4, 5, 6}));
  mixgrad_tensor_release(y);
}

TEST(Scope, EmptiesWhatIsNotKept) {
  auto root = new_context();
  int64_t before = memory().tensors;
  mixgrad_scope *outer = nullptr, *inner = nullptr;
  expect_good(mixgrad_scope_new("outer", nullptr, &outer));
  expect_good(mixgrad_scope_new("inner", outer, &inner));
  mixgrad_context* made = nullptr;
  expect_good(mixgrad_context_with_scope(root.get(), inner, &made));
  Owned<mixgrad_context> inside(made);
  auto lost = vector_of(inside.get(), {1}), kept = vector_of(inside.get(), {2});
  for (int i = 0; i < 1000; ++i) vector_of(inside.get(), {3});  // released at once: the scope does not gather them
  EXPECT_LE(memory().tensors, before + 2);
  expect_good(mixgrad_scope_keep(inner, kept.get()));
  expect_good(mixgrad_scope_close(inner));
  expect_good(mixgrad_scope_close(inner));
  EXPECT_EQ(mixgrad_tensor_is_disposed(lost.get()), 1);
  mixgrad_status* status = try_call(root.get(), "abs", {value_of(lost.get())});
  EXPECT_NE(std::string(mixgrad_status_message(status)).find("scope"), std::string::npos)
      << mixgrad_status_message(status);
  EXPECT_EQ(code_of(status), MIXGRAD_STATUS_CODE_DISPOSED);
  EXPECT_EQ(read(kept.get()), (std::vector<double>{2}));
  mixgrad_context* late = nullptr;
  EXPECT_EQ(code_of(mixgrad_context_with_scope(root.get(), inner, &late)), MIXGRAD_STATUS_CODE_DISPOSED);
  expect_good(mixgrad_scope_close(outer));
  EXPECT_EQ(mixgrad_tensor_is_disposed(kept.get()), 1);
  mixgrad_scope_retain(inner);
  mixgrad_scope_release(inner);
  mixgrad_scope_release(inner);
  mixgrad_scope_release(outer);
  EXPECT_EQ(memory().tensors, before);
}

TEST(Tensor, ManyThreadsUseAndDisposeOneHandle) {
  auto context = new_context();
  for (int round = 0; round < 200; ++round) {
    auto x = vector_of(context.get(), {1, 2, 3});
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 20; ++k) {
          mixgrad_value result{};
          int code = code_of(try_call(context.get(), "negative", {value_of(x.get())}, &result));
          EXPECT_TRUE(code == 0 || code == MIXGRAD_STATUS_CODE_DISPOSED) << code;
          if (code == 0) mixgrad_value_clear(&result);
        }
      });
    }
    threads.emplace_back([&] { mixgrad_tensor_dispose(x.get()); });
    for (std::thread& t : threads) t.join();
  }
}
