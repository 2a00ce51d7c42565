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

}  // namespace
}  // namespace mixgrad::sim
