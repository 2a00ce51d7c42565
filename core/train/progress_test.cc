#include "core/train/progress.h"

#include <gtest/gtest.h>

#include <cmath>

namespace mixgrad {
namespace {

ProgressNumbers example() {
  ProgressNumbers p;
  p.epoch = 2;
  p.epochs = 5;
  p.step = 235;
  p.steps = 470;
  p.items = 30080;
  p.seconds = 12;
  p.numbers = {{"loss", 0.43125}, {"acc", 0.85}};
  return p;
}

TEST(Progress, ShowsBarNumbersSpeedAndTimeLeft) {
  EXPECT_EQ(progress_line(example(), 200), std::string("epoch 2/5 [") + std::string(15, '=') + ">" +
                                               std::string(14, ' ') +
                                               "] 235/470  loss 0.4313  acc 0.8500  2.5k items/s  0:12 left");
}

TEST(Progress, FitsTheTerminal) {
  for (int64_t width = 1; width < 130; ++width) {
    std::string line = progress_line(example(), width);
    EXPECT_LE(static_cast<int64_t>(line.size()), std::max<int64_t>(width, 20)) << line;
    EXPECT_EQ(line.find("epoch 2/5 "), 0u);
    EXPECT_EQ(line.find('\n'), std::string::npos);
  }
  EXPECT_EQ(progress_line(example(), 20), "epoch 2/5 235/470");
}

TEST(Progress, ItsBarIsEmptyAtFirstAndFullInTheEnd) {
  ProgressNumbers p = example();
  p.numbers.clear();
  p.step = p.items = 0;
  EXPECT_EQ(progress_line(p, 40), "epoch 2/5 [>" + std::string(40 - 10 - 3 - 6, ' ') + "] 0/470");
  p.step = p.steps;
  std::string full = progress_line(p, 60);
  EXPECT_NE(full.find("=] 470/470"), std::string::npos) << full;
  EXPECT_EQ(full.find('>'), std::string::npos);
  EXPECT_NE(full.find("0:00 left"), std::string::npos);
}

TEST(Progress, StandsWithoutKnownLengthOrTime) {
  ProgressNumbers p;
  p.step = 3;
  EXPECT_EQ(progress_line(p, 80), "epoch 1/1 3");
  p.numbers = {{"loss", std::nan("")}, {"x", 1e-7}, {"y", -INFINITY}};
  EXPECT_EQ(progress_line(p, 80), "epoch 1/1 3  loss nan  x 1.000e-07  y -inf");
}

TEST(Progress, AnEpochIsOneLine) { EXPECT_EQ(epoch_line(example()), "epoch 2/5  loss 0.4313  acc 0.8500  0:12"); }

TEST(Progress, WritesTimesAndRates) {
  EXPECT_EQ(duration_text(0), "0:00");
  EXPECT_EQ(duration_text(59.6), "1:00");
  EXPECT_EQ(duration_text(754), "12:34");
  EXPECT_EQ(duration_text(3723), "1:02:03");
  EXPECT_EQ(duration_text(std::nan("")), "0:00");
  EXPECT_EQ(rate_text(8.7), "8.7");
  EXPECT_EQ(rate_text(870), "870");
  EXPECT_EQ(rate_text(999.7), "1.0k");
  EXPECT_EQ(rate_text(12'340), "12.3k");
  EXPECT_EQ(rate_text(1'234'000), "1.2M");
  EXPECT_EQ(rate_text(INFINITY), "?");
}

}  // namespace
}  // namespace mixgrad
