// Schedules that count updates of the weights in place of epochs.
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/io/safetensors.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

// 70 items in batches of 16 are five batches: with groups of two, three updates an epoch.
TEST(ScheduleInterval, UpdatesAreCounted) {
  struct Told final : Schedule {  // by which numbers it was asked
    double own_factor(Context&, int64_t count) const override {
      asked.push_back(count);
      return 1.0 / static_cast<double>(1 + count);
    }
    mutable std::vector<int64_t> asked;
  };
  for (int64_t accumulate : {1, 2}) {
    int64_t updates = accumulate == 1 ? 5 : 3;
    Recipe s;
    s.step.accumulate = accumulate;
    s.interval = ScheduleInterval::kStep;
    auto schedule = make_ref<Told>();
    s.schedule = schedule;
    Training captured(s);
    std::string history = text_of(*captured.fit(3));
    std::vector<int64_t> all(static_cast<size_t>(3 * updates));
    std::iota(all.begin(), all.end(), int64_t{0});
    EXPECT_EQ(schedule->asked, all) << "groups of " << accumulate;
    std::vector<double> rates;
    for (int64_t last : {updates, 2 * updates, 3 * updates}) rates.push_back(0.1 * (1.0 / static_cast<double>(last)));
    EXPECT_EQ(captured.trainer->history()->column("lr"), rates);
    EXPECT_EQ(captured.trainer->traces(), 2) << "rates make no new graphs";
    s.capture = false;
    Training eager(s);
    EXPECT_EQ(text_of(*eager.fit(3)), history);
    EXPECT_EQ(eager.bytes(), captured.bytes());
    schedule->asked.clear();
    captured.fit(1);  // a new training counts from 0
    EXPECT_EQ(schedule->asked.front(), 0);
  }
}

TEST(ScheduleInterval, OthersAreRefused) {
  Training t;
  for (const Value& given : {Value("batch"), Value(2)}) {
    EXPECT_ERROR(
        ErrorCode::kValue,
        made<Trainer>(*t.context, "Trainer.new",
                      {Value(t.net), Value(&require_function("cross_entropy")), Value(t.optimizer), Value::null(),
                       Value::null(), Value(true), Value(1), Value::null(), Value::null(), Value::null(), given}),
        "schedule_interval");
  }
}

// Also where an epoch had its last update, so that nothing but the file tells its rate.
TEST(ScheduleInterval, UpdatesGoOnAfterResume) {
  auto context = context_with_seed(0);
  for (bool capture : {true, false}) {
    for (int64_t accumulate : {1, 2}) {
      for (auto [epoch, batch] : {std::pair{1, 1}, {2, 2}, {2, 3}, {2, 5}, {3, 4}}) {
        Recipe recipe;
        recipe.capture = capture;
        recipe.step.accumulate = accumulate;
        recipe.schedule = made<Schedule>(*context, "OneCycleLR.new", {Value(accumulate == 1 ? 15 : 9)});
        recipe.interval = ScheduleInterval::kStep;
        expect_equal_after_interruption(recipe, epoch, batch, 3);
      }
    }
  }
}

TEST(ScheduleInterval, AFileIsOfOneInterval) {
  TestFolder folder;
  auto context = context_with_seed(0);
  Recipe recipe;
  recipe.schedule = made<Schedule>(*context, "OneCycleLR.new", {Value(15)});
  Training epochs(recipe);
  recipe.interval = ScheduleInterval::kStep;
  Training steps(recipe);
  steps.fit(1);
  steps.trainer->save(*steps.context, folder / "steps");
  std::string before = epochs.bytes();
  EXPECT_ERROR(ErrorCode::kValue, epochs.trainer->resume(*epochs.context, folder / "steps"), "schedule_interval");
  EXPECT_EQ(epochs.bytes(), before);
  auto write = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
    SafeTensors file = read_safetensors(folder / "steps");
    auto record = nlohmann::ordered_json::parse(file.metadata[2].second);
    EXPECT_EQ(record["position"]["updates"], 5);
    change(record);
    file.metadata[2].second = record.dump();
    write_safetensors(folder / "changed", file);
  };
  write([](auto& r) { r.erase("schedule_interval"), r["position"].erase("updates"); });  // of before there was a choice
  EXPECT_NO_THROW(epochs.trainer->resume(*epochs.context, folder / "changed"));
  EXPECT_ERROR(ErrorCode::kValue, steps.trainer->resume(*steps.context, folder / "changed"), "schedule_interval");
  write([](auto& r) { r["schedule_interval"] = 3; });
  EXPECT_ERROR(ErrorCode::kFormat, steps.trainer->resume(*steps.context, folder / "changed"), "schedule_interval");
  write([](auto& r) { r["position"]["updates"] = -1; });
  EXPECT_ERROR(ErrorCode::kFormat, steps.trainer->resume(*steps.context, folder / "changed"), "updates");
}

}  // namespace
}  // namespace mixgrad
