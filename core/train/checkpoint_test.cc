#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/io/safetensors.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

TEST(Checkpoint, AResumedTrainingHasTheBitsOfAWholeOne) {
  for (bool capture : {true, false}) {
    for (auto [epoch, batch] : {std::pair{1, 1}, {2, 3}, {2, 5}, {3, 4}}) {
      Recipe recipe;
      recipe.capture = capture;
      expect_equal_after_interruption(recipe, epoch, batch, 3);
    }
  }
  Recipe seeded;
  seeded.loader_seed = 5;
  seeded.bind_parameters = false;
  expect_equal_after_interruption(seeded, 2, 2, 3);
  Recipe plain;
  plain.shuffle = false;
  plain.momentum = 0;
  expect_equal_after_interruption(plain, 2, 2, 3);
}

TEST(Checkpoint, SamplersGoOn) {
  Recipe again, weighted, rolled;
  again.sampling = [](Context& c, const Ref<Dataset>& data, LoaderOptions& options) {
    options.sampler = made<Sampler>(c, "RandomSampler.new", {Value(Ref<Object>(data)), Value(true), Value(90)});
  };
  weighted.sampling = [](Context& c, const Ref<Dataset>&, LoaderOptions& options) {
    Tensor weights = op<"linspace">(c, Value(0.0), Value(1.0), Value(int64_t{70}));
    options.sampler = made<Sampler>(c, "WeightedRandomSampler.new", {Value(weights), Value(64), Value(false)});
  };
  rolled.sampling = [](Context& c, const Ref<Dataset>& data, LoaderOptions& options) {
    Ref<Sampler> items = made<Sampler>(c, "RandomSampler.new", {Value(Ref<Object>(data))});
    options.batches = make_ref<BatchSampler>(items, 16, LastBatch::kRollover);
  };
  for (Recipe& recipe : std::array{again, weighted, rolled}) {
    for (std::optional<uint64_t> seed : {std::optional<uint64_t>(), std::optional<uint64_t>(5)}) {
      recipe.loader_seed = seed;
      for (auto [epoch, batch] : {std::pair{1, 1}, {2, 3}, {2, 4}})
        expect_equal_after_interruption(recipe, epoch, batch, 3);
    }
  }
}

TEST(Checkpoint, HoldsGatheredGradientsAndAverages) {
  for (bool capture : {true, false}) {
    for (auto [epoch, batch] : {std::pair{1, 1}, {2, 2}, {2, 3}, {2, 5}}) {
      Recipe recipe;
      recipe.capture = capture;
      recipe.step = {3, 0.5, 0.125, 0.75};
      expect_equal_after_interruption(recipe, epoch, batch, 3);
    }
  }
}

TEST(Checkpoint, GroupsOfParametersGoOn) {
  Recipe recipe;
  recipe.groups = true;
  expect_equal_after_interruption(recipe, 2, 2, 3);
  TestFolder folder;
  Training first(recipe), second(recipe, 5);
  first.optimizer->set_lr(0.25, 1);
  first.optimizer->set_lr(0.0625, 2);
  first.fit(1);
  first.trainer->save(*first.context, folder / "groups");
  second.trainer->resume(*second.context, folder / "groups");
  EXPECT_EQ(second.optimizer->base_lr(0), 0.1);
  EXPECT_EQ(second.optimizer->base_lr(1), 0.25);
  EXPECT_EQ(second.optimizer->base_lr(2), 0.0625);

  SafeTensors file = read_safetensors(folder / "groups");
  auto expect_refused = [&](const nlohmann::ordered_json& rates, ErrorCode code, const char* words) {
    SafeTensors changed = file;
    auto record = nlohmann::ordered_json::parse(changed.metadata[2].second);
    ASSERT_EQ(record["optimizer"]["group_lrs"], (nlohmann::ordered_json{0.25, 0.0625}));
    record["optimizer"]["group_lrs"] = rates;
    changed.metadata[2].second = record.dump();
    write_safetensors(folder / "changed", changed);
    std::string before = second.bytes();
    EXPECT_ERROR(code, second.trainer->resume(*second.context, folder / "changed"), words);
    EXPECT_EQ(second.bytes(), before);
    EXPECT_EQ(second.optimizer->base_lr(1), 0.25);
  };
  expect_refused("much", ErrorCode::kFormat, "group_lrs");
  expect_refused({0.5, "much"}, ErrorCode::kFormat, "group_lrs");
  expect_refused({0.5, -0.5}, ErrorCode::kFormat, "learning rate");
  expect_refused({0.5, "inf"}, ErrorCode::kFormat, "learning rate");
  expect_refused({0.5, 0.5, 0.5}, ErrorCode::kValue, "groups");
  Training without;
  EXPECT_ERROR(ErrorCode::kValue, without.trainer->resume(*without.context, folder / "groups"), "groups");
  without.trainer->save(*without.context, folder / "without");
  EXPECT_ERROR(ErrorCode::kValue, second.trainer->resume(*second.context, folder / "without"), "groups");
}

TEST(Checkpoint, GoesOnBetweenEpochs) {
  for (bool own_seed : {false, true}) {
    Recipe recipe;
    if (own_seed) recipe.loader_seed = 9;
    TestFolder folder;
    Training whole(recipe), half(recipe), resumed(recipe, 1);
    std::string history = text_of(*whole.fit(4));
    half.fit(2);
    half.trainer->save(*half.context, folder / "half");
    resumed.trainer->resume(*resumed.context, folder / "half");
    EXPECT_EQ(text_of(*resumed.fit(4)), history);
    EXPECT_EQ(resumed.bytes(), whole.bytes());
    EXPECT_EQ(resumed.trainer->history()->epochs().size(), 4u);
    EXPECT_EQ(resumed.fit(1)->epochs().size(), 1u);  // no resume before: a new training
  }
}

TEST(Checkpoint, CanBeWrittenByACallback) {
  TestFolder folder;
  Training whole;
  std::string history = text_of(*whole.fit(3));
  Training saving;
  auto save = make_ref<AfterBatch>(2, 2, [&] { saving.trainer->save(*saving.context, folder / "a"); });
  EXPECT_EQ(text_of(*saving.fit(3, {save})), history);
  Training resumed;
  resumed.trainer->resume(*resumed.context, folder / "a");
  EXPECT_EQ(text_of(*resumed.fit(3)), history);
  EXPECT_EQ(resumed.bytes(), whole.bytes());
}

TEST(Checkpoint, AnInterruptedValidationIsRepeated) {
  Recipe recipe;
  TestFolder folder;
  Training whole(recipe);
  std::string history = text_of(*whole.fit(2));
  Training first(recipe);
  CancelFlag cancel{false};
  first.context->cancel = &cancel;
  struct Slow final : Dataset {  // cancels in the middle of the second validation
    Slow(CancelFlag& flag, Ref<Dataset> data) : flag_(flag), data_(std::move(data)) {}
    int64_t own_length() const override { return data_->own_length(); }
    std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* stop) const override {
      if (++calls_ == 8) flag_ = true;
      return data_->own_batch(indices, stop);
    }
    CancelFlag& flag_;
    Ref<Dataset> data_;
    mutable int calls_ = 0;
  };
  LoaderOptions options;
  options.batch_size = 8;
  options.prefetch = 0;
  first.validation = make_ref<DataLoader>(make_ref<Slow>(cancel, first.validation->dataset()), options);
  EXPECT_ERROR(ErrorCode::kCancelled, first.fit(2), "cancelled");
  first.context->cancel = nullptr;
  EXPECT_EQ(first.trainer->history()->epochs().size(), 1u);
  first.trainer->save(*first.context, folder / "a");
  Training second(recipe, 3);
  second.trainer->resume(*second.context, folder / "a");
  EXPECT_EQ(text_of(*second.fit(2)), history);
  EXPECT_EQ(second.bytes(), whole.bytes());
}

TEST(Checkpoint, EarlyStoppingRemembersTheEpochsBefore) {
  TestFolder folder;
  auto stopping = [] { return make_ref<EarlyStopping>("val_acc", 3, EarlyStopping::Mode::kMin, 0); };
  Training whole, half, resumed;
  auto of_whole = stopping(), of_resumed = stopping();
  whole.fit(30, {of_whole});
  ASSERT_GT(of_whole->stopped_epoch(), 2);
  half.fit(2, {stopping()});
  half.trainer->save(*half.context, folder / "half");
  resumed.trainer->resume(*resumed.context, folder / "half");
  resumed.fit(30, {of_resumed});
  EXPECT_EQ(of_resumed->stopped_epoch(), of_whole->stopped_epoch());
  EXPECT_EQ(of_resumed->best_epoch(), of_whole->best_epoch());
}

TEST(Checkpoint, HoldsNamesOfTheModel) {
  TestFolder folder;
  for (bool bound : {true, false}) {
    Recipe recipe;
    recipe.bind_parameters = bound;
    Training t(recipe);
    t.fit(1);
    t.trainer->save(*t.context, folder / "a");
    std::vector<std::string> names;
    for (auto& [name, tensor] : read_safetensors(folder / "a").tensors) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"model.0.weight", "model.0.bias", "model.3.weight", "model.3.bias",
                                               "optimizer.momentum.0.weight", "optimizer.momentum.0.bias",
                                               "optimizer.momentum.3.weight", "optimizer.momentum.3.bias",
                                               "metric.acc.correct", "metric.acc.total"}));
  }
}

class BrokenFiles : public testing::Test {
 protected:
  BrokenFiles() {
    t.fit(1);
    t.trainer->save(*t.context, good);
    file = read_safetensors(good);
    before = t.bytes() + text_of(*t.trainer->history());
  }
  // A file whose record was changed; resuming must fail and change nothing.
  void expect_refused(const std::string& path, ErrorCode code, const std::string& words) {
    EXPECT_ERROR(code, t.trainer->resume(*t.context, path), words);
    EXPECT_EQ(t.bytes() + text_of(*t.trainer->history()), before);
  }
  void expect_refused(const std::function<void(nlohmann::ordered_json&)>& change, ErrorCode code,
                      const std::string& words) {
    SafeTensors changed = file;
    for (auto& [key, text] : changed.metadata) {
      if (key != "trainer") continue;
      auto record = nlohmann::ordered_json::parse(text);
      change(record);
      text = record.dump();
    }
    write_safetensors(bad, changed);
    expect_refused(bad, code, words);
  }
  TestFolder folder;
  std::string good = folder / "good", bad = folder / "bad";
  Training t;
  SafeTensors file;
  std::string before;
};

TEST_F(BrokenFiles, Truncated) {
  std::string whole = contents(good);
  for (size_t bytes : {size_t{0}, size_t{7}, size_t{100}, whole.size() / 2, whole.size() - 1}) {
    std::ofstream(bad, std::ios::binary) << whole.substr(0, bytes);
    expect_refused(bad, ErrorCode::kFormat, "bad");
    EXPECT_ERROR(ErrorCode::kFormat, call_method(*t.context, *t.net, "load", {Value(bad)}), "bad");
  }
  expect_refused(folder / "missing", ErrorCode::kIo, "missing");
}

TEST_F(BrokenFiles, Records) {
  using Json = nlohmann::ordered_json;
  expect_refused([](Json& r) { r = nullptr; }, ErrorCode::kFormat, "trainer is not an object");
  expect_refused([](Json& r) { r.erase("position"); }, ErrorCode::kFormat, "no position");
  expect_refused([](Json& r) { r["position"] = 3; }, ErrorCode::kFormat, "trainer.position");
  expect_refused([](Json& r) { r["position"]["epoch"] = -1; }, ErrorCode::kFormat, "epoch");
  expect_refused([](Json& r) { r["position"]["epoch"] = 2; }, ErrorCode::kFormat, "history");
  expect_refused([](Json& r) { r["position"]["batch"] = 1e300; }, ErrorCode::kFormat, "batch");
  expect_refused([](Json& r) { r["position"]["batch"] = 18446744073709551615ull; }, ErrorCode::kFormat, "batch");
  expect_refused([](Json& r) { r["position"]["loss_sum"] = "much"; }, ErrorCode::kFormat, "loss_sum");
  expect_refused([](Json& r) { r["position"]["in_epoch"] = true, r["position"]["loader"] = ""; }, ErrorCode::kFormat,
                 "place");
  expect_refused([](Json& r) { r["generator"]["seed"] = -1; }, ErrorCode::kFormat, "seed");
  expect_refused([](Json& r) { r["history"] = Json::array({3}); }, ErrorCode::kFormat, "history");
  expect_refused([](Json& r) { r["history"][0]["loss"] = Json::array(); }, ErrorCode::kFormat, "loss");
  expect_refused([](Json& r) { r["optimizer"]["lr"] = -0.5; }, ErrorCode::kFormat, "lr");
  expect_refused([](Json& r) { r["optimizer"]["class"] = "Adam"; }, ErrorCode::kValue, "SGD");
  expect_refused([](Json& r) { r["schedule"] = "StepLR"; }, ErrorCode::kValue, "schedule");
}

TEST_F(BrokenFiles, OfOtherThings) {
  call_method(*t.context, *t.net, "save", {Value(bad)});
  expect_refused(bad, ErrorCode::kFormat, "trainer");
  SafeTensors changed = file;
  changed.metadata[1].second = "2";
  write_safetensors(bad, changed);
  expect_refused(bad, ErrorCode::kVersion, "'2'");
  changed = file;
  changed.tensors.pop_back();
  write_safetensors(bad, changed);
  expect_refused(bad, ErrorCode::kNotFound, "metric.acc.total");
  changed = file;
  changed.tensors.emplace_back("model.more", Tensor::scalar(DType::kFloat32, 1));
  write_safetensors(bad, changed);
  expect_refused(bad, ErrorCode::kNotFound, "model.more");
  changed = file;
  changed.tensors[2].second = Tensor::empty(DType::kFloat32, Shape{3, 3});
  write_safetensors(bad, changed);
  expect_refused(bad, ErrorCode::kShape, "model.3.weight");
  changed = file;
  changed.tensors[5].second = Tensor::scalar(DType::kFloat64, 0).window(file.tensors[5].second.shape(), Strides{0}, 0);
  write_safetensors(bad, changed);
  expect_refused(bad, ErrorCode::kDType, "optimizer.momentum.0.bias");
  t.trainer->resume(*t.context, good);
}

TEST_F(BrokenFiles, PlacesThatNoLoaderHas) {
  CancelFlag cancel{false};
  t.context->cancel = &cancel;
  EXPECT_ERROR(ErrorCode::kCancelled, t.fit(2, {make_ref<AfterBatch>(1, 2, [&] { cancel = true; })}), "cancelled");
  t.context->cancel = nullptr;
  t.trainer->save(*t.context, good);
  file = read_safetensors(good);
  for (auto [key, value] :
       {std::pair<const char*, nlohmann::ordered_json>{"loader", "{}"}, {"loader", "nonsense"}, {"batch", 1}}) {
    SafeTensors changed = file;
    auto record = nlohmann::ordered_json::parse(changed.metadata[2].second);
    record["position"][key] = value;
    changed.metadata[2].second = record.dump();
    write_safetensors(bad, changed);
    t.trainer->resume(*t.context, bad);
    EXPECT_THROW(t.fit(2), Error) << key;
  }
  t.trainer->resume(*t.context, good);
  Recipe other;
  other.n = 71;
  Training another(other);
  another.trainer->resume(*another.context, good);
  EXPECT_ERROR(ErrorCode::kValue, another.fit(2), "length");
  EXPECT_EQ(t.fit(2)->epochs().size(), 2u);
}

TEST_F(BrokenFiles, AFullDiskLeavesTheLastGoodFile) {
  std::string kept = contents(good);
  fflush(nullptr);
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // no threads here: save needs none
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{512, 512};
    setrlimit(RLIMIT_FSIZE, &limit);
    int failures = 0;
    for (int i = 0; i < 2; ++i) {
      try {
        if (i == 0)
          t.trainer->save(*t.context, good);
        else
          call_method(*t.context, *t.net, "save", {Value(good)});
      } catch (const Error& e) {
        failures += e.code() == ErrorCode::kIo;
      }
    }
    _exit(failures);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(contents(good), kept);
  EXPECT_EQ(folder.files(), 1);
  t.trainer->resume(*t.context, good);
}

}  // namespace
}  // namespace mixgrad
