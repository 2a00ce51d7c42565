#include "core/train/history.h"

#include <cmath>

#include "core/data/test_support.h"

namespace mixgrad {
namespace {

TEST(History, GivesColumnsWithGaps) {
  History history;
  EXPECT_ERROR(ErrorCode::kNotFound, history.column("loss"), "none yet");
  history.add({{"loss", Value(1.5)}, {"lr", Value(0.1)}});
  history.add({{"loss", Value(0.5)}, {"lr", Value(0.1)}, {"val_acc", Value(0.75)}});
  EXPECT_EQ(history.column("loss"), (std::vector<double>{1.5, 0.5}));
  EXPECT_TRUE(std::isnan(history.column("val_acc")[0]));
  EXPECT_EQ(history.column("val_acc")[1], 0.75);
  EXPECT_EQ(history.names(), (std::vector<std::string>{"loss", "lr", "val_acc"}));
  EXPECT_ERROR(ErrorCode::kNotFound, history.column("acc"), "loss, lr, val_acc");
}

TEST(History, PlotsWhatIsOfOneScale) {
  History history;
  history.add({{"loss", Value(1.5)}, {"lr", Value(0.1)}});
  history.add({{"loss", Value(0.5)}, {"lr", Value(0.1)}});
  std::string svg = history.plot()->svg();
  EXPECT_NE(svg.find("<svg"), std::string::npos);
  EXPECT_NE(svg.find(">loss<"), std::string::npos);
  EXPECT_EQ(svg.find(">lr<"), std::string::npos);
  EXPECT_NE(History().plot()->svg().find("</svg>"), std::string::npos);
}

TEST(History, ItsEpochsAreMaps) {
  auto context = context_with_seed(0);
  History history;
  history.add({{"loss", Value(1.5)}});
  for (const Property& p : history.cls().properties) {
    if (p.name != "epochs") continue;
    Value epochs = p.get(*context, history);
    ASSERT_EQ(epochs.as_list().size(), 1u);
    EXPECT_EQ(epochs.as_list()[0].as_map()[0].second.as_float(), 1.5);
    return;
  }
  ADD_FAILURE() << "no property epochs";
}

}  // namespace
}  // namespace mixgrad
