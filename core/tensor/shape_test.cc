#include "core/tensor/shape.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <vector>

#include "core/runtime/error.h"

namespace mixgrad {
namespace {

ErrorCode code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kError;
}

TEST(Shape, HoldsSoManySizes) {
  Shape shape{2, 3, 4};
  EXPECT_EQ(shape.rank(), 3);
  EXPECT_EQ(shape.elements(), 24);
  EXPECT_EQ(shape.text(), "[2, 3, 4]");
  EXPECT_EQ(Shape{}.elements(), 1);
  EXPECT_EQ(Shape{}.text(), "[]");
  EXPECT_EQ((Shape{3, 0}).elements(), 0);
  std::vector<int64_t> many(kMaxRank + 1, 1);
  EXPECT_EQ(code_of([&] { Shape{std::span<const int64_t>(many)}; }), ErrorCode::kShape);
  Shape full{std::span<const int64_t>(many).first(kMaxRank)};
  EXPECT_EQ(code_of([&] { full.push_back(1); }), ErrorCode::kShape);
}

TEST(Shape, InsertAndErase) {
  Shape shape{2, 3};
  shape.insert(1, 7);
  EXPECT_EQ(shape, (Shape{2, 7, 3}));
  shape.insert(0, 9);
  shape.push_back(5);
  EXPECT_EQ(shape, (Shape{9, 2, 7, 3, 5}));
  shape.erase(0);
  shape.erase(3);
  EXPECT_EQ(shape, (Shape{2, 7, 3}));
  EXPECT_FALSE(shape == (Shape{2, 7}));
}

TEST(Shape, RowMajorStrides) {
  EXPECT_EQ(row_major({2, 3, 4}), (Shape{12, 4, 1}));
  EXPECT_EQ(row_major({}), Shape{});
  EXPECT_EQ(row_major({5}), Shape{1});
}

// Expected values: numpy.broadcast_shapes.
TEST(Shape, Broadcast) {
  struct Case {
    Shape a, b, out;
  };
  for (const Case& c : {Case{{}, {}, {}}, Case{{3}, {}, {3}}, Case{{2, 3}, {3}, {2, 3}}, Case{{2, 1}, {1, 3}, {2, 3}},
                        Case{{5, 1, 4}, {3, 1}, {5, 3, 4}}, Case{{0}, {1}, {0}}, Case{{1}, {0, 1}, {0, 1}},
                        Case{{8, 1, 6, 1}, {7, 1, 5}, {8, 7, 6, 5}}}) {
    EXPECT_EQ(broadcast(c.a, c.b), c.out) << c.a.text() << c.b.text();
    EXPECT_EQ(broadcast(c.b, c.a), c.out) << c.a.text() << c.b.text();
  }
  EXPECT_EQ(code_of([] { broadcast({2, 3}, {2}); }), ErrorCode::kShape);
  EXPECT_EQ(code_of([] { broadcast({0}, {2}); }), ErrorCode::kShape);
  try {
    broadcast({4, 2, 3}, {4, 3});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "shapes [4, 2, 3] and [4, 3] do not broadcast: axis 1 has 2 and 4 elements");
    EXPECT_NE(error.text({.first = 1, .spell = {}}).find("axis 2"), std::string::npos);
  }
}

TEST(Shape, CheckedBytes) {
  EXPECT_EQ(checked_bytes({2, 3}, 4), 24);
  EXPECT_EQ(checked_bytes({}, 8), 8);
  int64_t large = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(checked_bytes({large / 8, 0}, 8), 0);
  EXPECT_EQ(code_of([&] { checked_bytes({large, large, 0}, 8); }), ErrorCode::kOutOfMemory);
  EXPECT_EQ(checked_bytes({large}, 1), large);
  EXPECT_EQ(code_of([&] { checked_bytes({large}, 2); }), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of([] { checked_bytes({int64_t{1} << 32, int64_t{1} << 31}, 1); }), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of([] { checked_bytes({2, -1}, 4); }), ErrorCode::kShape);
}

}  // namespace
}  // namespace mixgrad
