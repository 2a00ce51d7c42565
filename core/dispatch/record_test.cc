#include "core/dispatch/record.h"

#include <gtest/gtest.h>

#include "core/io/test_folder.h"
#include "core/runtime/error.h"

namespace mixgrad {
namespace {

Type limits() {
  return types::record("Limits", {{"low", "The lower one.", types::floating},
                                  {"high_end", "The upper one.", types::optional(types::floating)},
                                  {"steps", "How many.", types::list(types::count)}});
}
Value bound(ValueMap given) { return record_value("limits", limits(), Value::map(std::move(given))); }
Value steps(std::initializer_list<int> counts) { return Value(ValueList(counts.begin(), counts.end())); }

TEST(Record, StandsInTheSchemasOrder) {
  Value v = bound({{"steps", steps({1, 2})}, {"low", Value(3)}});
  ASSERT_EQ(v.as_map().size(), 3u);
  EXPECT_EQ(v.as_map()[0].first, "low");
  EXPECT_TRUE(v.as_map()[0].second.is(Kind::kFloat));
  EXPECT_EQ(v.as_map()[0].second.as_float(), 3);
  EXPECT_EQ(v.as_map()[1].first, "high_end");
  EXPECT_TRUE(v.as_map()[1].second.is_null());
  EXPECT_EQ(v.as_map()[2].second.as_list()[1].as_int(), 2);
}

TEST(Record, SaysWhichFieldIsWrong) {
  EXPECT_ERROR(ErrorCode::kType, record_value("limits", limits(), Value(1)), "a record of low, high_end, steps");
  EXPECT_ERROR(ErrorCode::kType, bound({{"low", Value(1)}}), "limits lacks the field steps");
  EXPECT_ERROR(ErrorCode::kType, bound({{"low", Value(1)}, {"steps", steps({})}, {"top", Value(1)}}),
               "no such field; given top; accepted: low, high_end, steps");
  EXPECT_ERROR(ErrorCode::kType, bound({{"low", Value(1)}, {"steps", steps({})}, {"low", Value(1)}}), "twice");
  EXPECT_ERROR(ErrorCode::kType, bound({{"low", Value("x")}, {"steps", steps({})}}), "limits.low has the wrong type");
  EXPECT_ERROR(ErrorCode::kType, bound({{"low", Value::null()}, {"steps", steps({})}}), "limits.low");
  EXPECT_ERROR(ErrorCode::kValue, bound({{"low", Value(1)}, {"steps", steps({-1})}}), "limits.steps");
  try {
    bound({{"low", Value(true)}, {"steps", steps({})}});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.argument(), "limits");
  }
}

}  // namespace
}  // namespace mixgrad
