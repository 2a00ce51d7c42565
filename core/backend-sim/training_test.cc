// Whole trainings on the simulated device leave the bytes that they leave on the CPU.
#include "core/backend-sim/sim.h"
#include "core/train/train_test_support.h"

namespace mixgrad::sim {
namespace {

std::string trained(const Recipe& recipe, const char* place, std::string* history) {
  Training training(recipe);
  call_method(*training.context, *training.net, "to", {Value(place)});
  *history = text_of(*training.fit(3));
  for (auto& [name, t] : training.net->named_state()) EXPECT_EQ(device_name(t.device()), place) << name;
  return training.bytes();
}

void same_on_both(Recipe recipe) {
  recipe.bind_parameters = false;  // the optimizer comes after the model has moved
  std::string here, there;
  std::string bytes = trained(recipe, "cpu", &here);
  EXPECT_EQ(trained(recipe, "sim:0", &there), bytes);
  EXPECT_EQ(there, here);
}

TEST(SimTrainer, LeavesTheSameBytes) { same_on_both({}); }

TEST(SimTrainer, LeavesTheSameBytesWithoutCapture) {
  Recipe recipe;
  recipe.capture = false;
  same_on_both(recipe);
}

TEST(SimTrainer, LeavesTheSameBytesWithRulesOfAStep) {
  Recipe recipe;
  recipe.step.accumulate = 2;
  recipe.step.clip_norm = 0.5;
  recipe.step.ema_decay = 0.9;
  for (bool capture : {true, false}) {
    recipe.capture = capture;
    same_on_both(recipe);
  }
}

// What was trained on one device goes on, in the middle of an epoch, on another one: the optimizer, the metrics and the
// batches that are made ahead go where the model goes.
TEST(SimTrainer, GoesOnWhereverTheModelMoves) {
  for (bool capture : {true, false}) {
    Recipe recipe;
    recipe.capture = capture;
    recipe.step.ema_decay = 0.9;
    Training still(recipe), moving(recipe);
    std::string history = text_of(*still.fit(3));
    TestFolder folder;
    int64_t epoch = 1;
    for (const char* place : {"sim:0", "sim:1", "cpu"}) {
      auto stop = [] { throw Error(ErrorCode::kHost, "enough"); };
      EXPECT_ERROR(ErrorCode::kHost, moving.fit(3, {make_ref<AfterBatch>(epoch, 2, stop)}), "enough");
      moving.trainer->save(*moving.context, folder / "half");
      call_method(*moving.context, *moving.net, "to", {Value(place)});
      moving.trainer->resume(*moving.context, folder / "half");
      for (auto& [name, t] : moving.net->named_state()) EXPECT_EQ(device_name(t.device()), place) << name;
      ++epoch;
    }
    EXPECT_EQ(text_of(*moving.fit(3)), history);
    EXPECT_EQ(moving.bytes(), still.bytes());
  }
}

}  // namespace
}  // namespace mixgrad::sim
