#include "core/nn/summary.h"

#include <gtest/gtest.h>

namespace mixgrad {
namespace {

TEST(Summary, AlignsItsColumns) {
  std::vector<SummaryRow> rows{{"flatten", "Flatten", Shape{1, 784}, 0, 0},
                               {"hidden", "Linear", Shape{1, 256}, 200960, 0},
                               {"0", "Dropout", std::nullopt, 0, 1}};
  EXPECT_EQ(summary_table("Net", rows, {200960, 200000, 803840}),
            "Net\n"
            "Layer    Class    Output    Parameters\n"
            "--------------------------------------\n"
            "flatten  Flatten  [1, 784]           -\n"
            "hidden   Linear   [1, 256]     200,960\n"
            "  0      Dropout  -                  -\n"
            "--------------------------------------\n"
            "Parameters: 200,960 (785 KiB)\n"
            "Trainable: 200,000\n"
            "Fixed: 960\n");
}

TEST(Summary, GroupsNumbersAndCountsCharacters) {
  std::string text = summary_table("", {{"größe", "Linear", Shape{}, 1234567, 0}, {"x", "ReLU", Shape{2}, 0, 0}},
                                   {1234567, 1234567, 5'368'709'120});
  EXPECT_NE(text.find("größe  Linear  []       1,234,567\n"), std::string::npos) << text;
  EXPECT_NE(text.find("x      ReLU    [2]              -\n"), std::string::npos) << text;
  EXPECT_NE(text.find("(5 GiB)"), std::string::npos);
  EXPECT_NE(summary_table("", {}, {}).find("Parameters: 0 (0 B)"), std::string::npos);
}

}  // namespace
}  // namespace mixgrad
