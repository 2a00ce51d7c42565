#include <filesystem>
#include <fstream>
#include <set>

#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.insert(entry.path().filename().string());
  return out;
}
std::string name_of(int epoch) { return "epoch-000" + std::to_string(epoch) + ".safetensors"; }
std::set<std::string> names_of(std::initializer_list<int> epochs) {
  std::set<std::string> out;
  for (int epoch : epochs) out.insert(name_of(epoch));
  return out;
}

struct Wanted {
  Value monitor = Value::null(), keep_last = Value::null();
  bool best_only = false;
};
Ref<Callback> saving(Training& t, const std::string& folder, const Wanted& w = {}) {
  return made<Callback>(
      *t.context, "ModelCheckpoint.new",
      {Value(t.trainer), Value(folder), w.monitor, Value::enumerator(1), Value(w.best_only), w.keep_last});
}
int64_t best_epoch(Context& context, Callback& callback) {
  for (const Property& p : callback.cls().properties) {
    if (p.name == "best_epoch") return p.get(context, callback).as_int();
  }
  return -1;
}

// What the callback leaves after epochs with these numbers, lower being better.
std::set<std::string> left(const Wanted& wanted, const std::vector<double>& values) {
  Training t;
  TestFolder folder;
  Ref<Callback> callback = saving(t, folder / "all/of/it", wanted);
  callback->on_fit_start(*t.context);
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_FALSE(callback->on_epoch_end(*t.context, static_cast<int64_t>(i + 1), {{"val_loss", Value(values[i])}}));
  return files_in(folder / "all/of/it");
}

TEST(ModelCheckpoint, KeepsWhatItIsTold) {
  std::vector<double> values{3, 1, 2, 1.5, 0.5, 0.75};
  Value monitor("val_loss");
  EXPECT_EQ(left({}, values), names_of({1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(left({Value::null(), Value(2), false}, values), names_of({5, 6}));
  EXPECT_EQ(left({monitor, Value(1), false}, values), names_of({5, 6}));
  values.resize(4);
  EXPECT_EQ(left({monitor, Value(1), false}, values), names_of({2, 4}));
  EXPECT_EQ(left({monitor, Value(2), false}, values), names_of({2, 3, 4}));
  EXPECT_EQ(left({monitor, Value::null(), true}, values), names_of({1, 2}));
  EXPECT_EQ(left({monitor, Value(1), true}, values), names_of({2}));
  double nan = std::nan("");
  EXPECT_EQ(left({monitor, Value::null(), true}, {nan, nan, 2, nan}), names_of({3}));
}

TEST(ModelCheckpoint, FilesCanBeResumed) {
  Recipe recipe;
  recipe.step.ema_decay = 0.5;
  TestFolder folder;
  Training whole(recipe), resumed(recipe, 9);
  std::string history = text_of(*whole.fit(4, {saving(whole, folder / "")}));
  EXPECT_EQ(files_in(folder / ""), names_of({1, 2, 3, 4}));
  resumed.trainer->resume(*resumed.context, folder / name_of(2));
  EXPECT_EQ(text_of(*resumed.fit(4)), history);
  EXPECT_EQ(resumed.bytes(), whole.bytes());
}

TEST(ModelCheckpoint, AResumedOneGoesOn) {
  Wanted wanted{Value("val_loss"), Value(1), false};
  TestFolder folder;
  Training whole, half, resumed;
  Ref<Callback> of_whole = saving(whole, folder / "whole", wanted),
                of_resumed = saving(resumed, folder / "half", wanted);
  whole.fit(6, {of_whole});
  half.fit(3, {saving(half, folder / "half", wanted)});
  resumed.trainer->resume(*resumed.context, folder / ("half/" + name_of(3)));
  resumed.fit(6, {of_resumed});
  EXPECT_EQ(files_in(folder / "half"), files_in(folder / "whole"));
  int64_t best = best_epoch(*whole.context, *of_whole);
  EXPECT_EQ(best_epoch(*resumed.context, *of_resumed), best);
  EXPECT_GT(best, 0);
  Training elsewhere;
  Ref<Callback> other = saving(elsewhere, folder / "other", wanted);
  elsewhere.trainer->resume(*elsewhere.context, folder / ("half/" + name_of(6)));
  elsewhere.fit(7, {other});
  EXPECT_EQ(files_in(folder / "other"), names_of({7}));
}

TEST(ModelCheckpoint, AFolderThatCanNotBeWrittenLosesNothing) {
  TestFolder folder;
  std::ofstream(folder / "file") << "in the way";
  Training t;
  std::string before = t.bytes();
  EXPECT_ERROR(ErrorCode::kIo, t.fit(1, {saving(t, folder / "file")}), "file");
  EXPECT_ERROR(ErrorCode::kIo, t.fit(1, {saving(t, folder / "file/below")}), "below");
  EXPECT_EQ(t.bytes(), before);

  Training whole, broken;
  std::string history = text_of(*whole.fit(3));
  Ref<Callback> callback = saving(broken, folder / "there", {Value::null(), Value(1), false});
  std::filesystem::create_directories(folder / ("there/" + name_of(2)));  // its name is taken
  EXPECT_ERROR(ErrorCode::kIo, broken.fit(3, {callback}), name_of(2));
  EXPECT_EQ(files_in(folder / "there"), names_of({1, 2}));
  broken.trainer->save(*broken.context, folder / "rest");
  broken.trainer->resume(*broken.context, folder / "rest");
  EXPECT_EQ(text_of(*broken.fit(3)), history);
  EXPECT_EQ(broken.bytes(), whole.bytes());
}

TEST(ModelCheckpoint, AFileThatIsGoneAlreadyDoesNotMatter) {
  TestFolder folder;
  Training t;
  auto remove = make_ref<AfterBatch>(2, 1, [&] { std::filesystem::remove(folder / name_of(1)); });
  t.fit(3, {saving(t, folder / "", {Value::null(), Value(1), false}), remove});
  EXPECT_EQ(files_in(folder / ""), names_of({3}));
}

}  // namespace
}  // namespace mixgrad
