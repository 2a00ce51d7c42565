// Accumulation, clipping and averages. Their numbers are held against PyTorch's in the conformance cases of Trainer.
#include "core/train/step_rules.h"

#include "core/autograd/node.h"
#include "core/io/file.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

Recipe with(const StepOptions& options) {
  Recipe recipe;
  recipe.step = options;
  return recipe;
}
struct Watch final : Callback {
  void own_on_batch_end(Context&, int64_t, const ValueMap&) override { action(); }
  std::function<void()> action;
};
std::vector<double> numbers_of(const Module& net) {
  std::vector<double> out;
  for (auto& [name, t] : const_cast<Module&>(net).named_parameters())
    out.insert(out.end(), t.data<float>(), t.data<float>() + t.elements());
  return out;
}
void expect_close(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5) << i;
}

TEST(StepRules, CapturedStepsHaveTheBitsOfEagerOnes) {
  for (const StepOptions& options :
       {StepOptions{2, {}, {}, {}}, {1, 0.5, {}, {}}, {1, {}, 0.0625, {}}, {1, {}, {}, 0.75}, {3, 0.5, 0.0625, 0.75}}) {
    Recipe recipe = with(options);
    Training captured(recipe);
    std::string history = text_of(*captured.fit(3));
    recipe.capture = false;
    Training eager(recipe), plain;
    EXPECT_EQ(text_of(*eager.fit(3)), history);
    EXPECT_EQ(eager.bytes(), captured.bytes());
    TestFolder folder;
    eager.trainer->save(*eager.context, folder / "eager");
    captured.trainer->save(*captured.context, folder / "captured");
    EXPECT_EQ(read_file(folder / "eager", 1 << 20), read_file(folder / "captured", 1 << 20));
    EXPECT_NE(text_of(*plain.fit(3)), history);
    EXPECT_EQ(captured.trainer->traces(), 2) << "accumulation does not trace forward again";
  }
}

TEST(StepRules, ThreadsDoNotChangeBits) {
  Recipe recipe = with({2, 0.5, {}, 0.75});
  recipe.n = 300;
  recipe.hidden = 512;
  int before = ThreadPool::instance().threads();
  std::string first;
  for (int threads : {1, 3}) {
    ThreadPool::instance().set_threads(threads);
    Training t(recipe);
    std::string found = text_of(*t.fit(2)) + t.bytes();
    if (first.empty()) first = found;
    EXPECT_EQ(found, first) << threads << " threads";
  }
  ThreadPool::instance().set_threads(before);
}

TEST(StepRules, TwoBatchesAreAsOneOfTwiceTheSize) {
  Recipe halves = with({2, {}, {}, {}}), whole;
  for (Recipe* r : {&halves, &whole}) {
    r->n = 64;
    r->dropout = 0;
    r->shuffle = false;
  }
  halves.batch_size = 8;
  Training a(halves), b(whole);
  a.fit(3);
  b.fit(3);
  expect_close(numbers_of(*a.net), numbers_of(*b.net));
}

// Five batches: groups of 2, 2 and 1.
TEST(StepRules, WeightsChangeWithTheLastBatchOfAGroup) {
  Training t(with({2, {}, {}, {}}));
  std::vector<bool> changed;
  auto watch = make_ref<Watch>();
  std::vector<double> weights = numbers_of(*t.net);
  watch->action = [&] {
    changed.push_back(numbers_of(*t.net) != weights);
    weights = numbers_of(*t.net);
  };
  t.fit(2, {watch});
  EXPECT_EQ(changed, (std::vector<bool>{false, true, false, true, true, false, true, false, true, true}));
}

TEST(StepRules, ANewFitForgetsAnUnfinishedGroup) {
  Recipe recipe = with({4, {}, {}, {}});
  recipe.momentum = recipe.dropout = 0;
  recipe.shuffle = false;
  Training whole(recipe), broken(recipe);
  CancelFlag cancel{false};
  broken.context->cancel = &cancel;
  EXPECT_ERROR(ErrorCode::kCancelled, broken.fit(1, {make_ref<AfterBatch>(1, 2, [&] { cancel = true; })}), "cancelled");
  broken.context->cancel = nullptr;
  EXPECT_EQ(text_of(*broken.fit(2)), text_of(*whole.fit(2)));
  EXPECT_EQ(numbers_of(*broken.net), numbers_of(*whole.net));
}

TEST(StepRules, AFrozenParameterStays) {
  Recipe recipe = with({2, 0.5, {}, 0.5});
  Training t(recipe);
  t.fit(1);
  Tensor frozen = t.net->named_parameters()[0].second;
  ensure_meta(frozen).requires_grad = false;
  std::string before(frozen.data<char>(), static_cast<size_t>(frozen.elements()) * 4);
  t.fit(2);
  EXPECT_EQ(std::string(frozen.data<char>(), before.size()), before);
}

TEST(StepRules, ValidationAndEvaluateMeasureAverages) {
  Recipe recipe = with({1, {}, {}, 0.875});
  Training t(recipe);
  std::vector<double> average;
  auto watch = make_ref<Watch>();
  watch->action = [&] {
    std::vector<double> now = numbers_of(*t.net);
    if (average.empty()) average = now;
    for (size_t i = 0; i < now.size(); ++i) average[i] += (now[i] - average[i]) * 0.125;
  };
  Ref<History> history = t.fit(2, {watch});
  std::string weights = t.bytes();
  auto loss = [&](bool averaged) {
    return t.trainer->evaluate(*t.context, *t.validation, averaged)[0].second.as_float();
  };
  double own = loss(false), mean = loss(true);
  EXPECT_EQ(mean, history->column("val_loss").back());
  EXPECT_NE(mean, own);
  EXPECT_EQ(t.bytes(), weights);
  t.trainer->use_averages(*t.context);
  expect_close(numbers_of(*t.net), average);
  EXPECT_EQ(loss(false), mean);
  t.trainer->capture = false;
  EXPECT_EQ(loss(true), mean);
}

TEST(StepRules, AveragesCanNotBeTakenWhileItTrains) {
  Training t(with({1, {}, {}, 0.5})), without;
  t.trainer->use_averages(*t.context);  // nothing yet
  t.fit(1, {make_ref<AfterBatch>(
               1, 2, [&] { EXPECT_ERROR(ErrorCode::kBusy, t.trainer->use_averages(*t.context), "trained"); })});
  EXPECT_ERROR(ErrorCode::kValue, without.trainer->use_averages(*without.context), "ema_decay");
}

// A step that fails leaves the group as it was: here the second batch has a class that is none.
TEST(StepRules, AFailedStepChangesNothing) {
  for (bool capture : {true, false}) {
    Recipe recipe = with({3, {}, {}, 0.5});
    recipe.capture = capture;
    recipe.shuffle = false;
    Training failed(recipe), cancelled(recipe);
    Problem p = wave_problem(recipe.n);
    p.y.data<int64_t>()[20] = 7;
    failed.loader =
        make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{p.x, p.y}), failed.loader->options());
    EXPECT_THROW(failed.fit(1), Error);
    CancelFlag cancel{false};
    cancelled.context->cancel = &cancel;
    EXPECT_THROW(cancelled.fit(1, {make_ref<AfterBatch>(1, 1, [&] { cancel = true; })}), Error);
    cancelled.context->cancel = nullptr;
    TestFolder folder;
    failed.trainer->save(*failed.context, folder / "failed");
    cancelled.trainer->save(*cancelled.context, folder / "cancelled");
    EXPECT_EQ(read_file(folder / "failed", 1 << 20), read_file(folder / "cancelled", 1 << 20));
  }
}

}  // namespace
}  // namespace mixgrad
