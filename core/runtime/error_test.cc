#include "core/runtime/error.h"

#include <gtest/gtest.h>

namespace mixgrad {

TEST(Error, MarkedNumbersAreShownAsTheReaderCounts) {
  Error e(ErrorCode::kIndex, "axis " + number_mark(2) + " of " + name_mark("x"));
  EXPECT_EQ(e.text({}), "axis 2 of x");
  EXPECT_EQ(e.text({1, [](std::string_view name) { return "<" + std::string(name) + ">"; }}), "axis 3 of <x>");
}

// A user's text may hold any characters, those of marks among them.
TEST(Error, TextThatLooksLikeAMarkIsText) {
  for (const char* given : {"\x01", "\x01\x03", "a\x01no number\x03z", "\x02",
                            "\x01"
                            "99999999999999999999\x03"}) {
    Error e = Error(ErrorCode::kValue, "no such thing").given(given);
    EXPECT_NE(e.text({1, nullptr}).find("no such thing; given "), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("no such thing"), std::string::npos);
  }
}

TEST(Error, TheLargestNumberIsNotCountedUp) {
  EXPECT_EQ(Error(ErrorCode::kIndex, number_mark(INT64_MAX)).text({1, nullptr}), "9223372036854775807");
}

}  // namespace mixgrad
