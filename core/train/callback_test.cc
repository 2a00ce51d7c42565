#include "core/train/callback.h"

#include <cmath>

#include "core/data/dataset.h"
#include "core/data/test_support.h"

namespace mixgrad {
namespace {

ValueMap logs(double value) { return {{"loss", Value(1.0)}, {"val_acc", Value(value)}, {"val_loss", Value(value)}}; }

// After how many epochs training ends; 0 if it does not.
int stopped_after(EarlyStopping stopping, const std::vector<double>& values) {
  auto context = context_with_seed(0);
  stopping.on_fit_start(*context);
  for (size_t i = 0; i < values.size(); ++i) {
    if (stopping.on_epoch_end(*context, static_cast<int64_t>(i + 1), logs(values[i]))) return static_cast<int>(i + 1);
  }
  return 0;
}

}  // namespace

// What Keras 3 does with the same numbers, where patience is at least 1.
TEST(EarlyStopping, WaitsAsManyEpochsAsItHasPatience) {
  using Mode = EarlyStopping::Mode;
  EXPECT_EQ(stopped_after({"val_acc", 2, Mode::kAuto, 0}, {0.5, 0.6, 0.6, 0.55, 0.7}), 4);
  EXPECT_EQ(stopped_after({"val_acc", 2, Mode::kAuto, 0}, {0.5, 0.6, 0.6, 0.61, 0.61, 0.61}), 6);
  EXPECT_EQ(stopped_after({"val_loss", 1, Mode::kAuto, 0}, {1.0, 0.9, 0.95}), 3);
  EXPECT_EQ(stopped_after({"val_loss", 0, Mode::kAuto, 0}, {1.0, 0.9, 0.95}), 3);
  EXPECT_EQ(stopped_after({"val_loss", 3, Mode::kMin, 0.1}, {1.0, 0.95, 0.92, 0.91}), 4);
  EXPECT_EQ(stopped_after({"val_loss", 3, Mode::kMin, 0.1}, {1.0, 0.95, 0.92, 0.85}), 0);
  EXPECT_EQ(stopped_after({"val_loss", 1, Mode::kMax, 0}, {1.0, 2.0, 3.0}), 0);
  double nan = std::nan("");
  EXPECT_EQ(stopped_after({"val_loss", 2, Mode::kMin, 0}, {nan, nan, 1.0}), 2);
  EXPECT_EQ(stopped_after({"val_loss", 2, Mode::kMin, 0}, {1.0, nan, 0.5, nan, nan}), 5);
}

TEST(EarlyStopping, RemembersTheBestEpochAndStartsAnew) {
  auto context = context_with_seed(0);
  EarlyStopping stopping("val_acc", 1, EarlyStopping::Mode::kAuto, 0);
  EXPECT_TRUE(std::isnan(stopping.best()));
  EXPECT_FALSE(stopping.on_epoch_end(*context, 1, logs(0.5)));
  EXPECT_FALSE(stopping.on_epoch_end(*context, 2, logs(0.8)));
  EXPECT_TRUE(stopping.on_epoch_end(*context, 3, logs(0.7)));
  EXPECT_EQ(stopping.best(), 0.8);
  EXPECT_EQ(stopping.best_epoch(), 2);
  EXPECT_EQ(stopping.stopped_epoch(), 3);
  stopping.on_fit_start(*context);
  EXPECT_EQ(stopping.best_epoch(), 0);
  EXPECT_FALSE(stopping.on_epoch_end(*context, 1, logs(0.1)));
}

TEST(EarlyStopping, SaysWhichNumbersThereAre) {
  auto context = context_with_seed(0);
  EarlyStopping stopping("val_accuracy", 1, EarlyStopping::Mode::kAuto, 0);
  EXPECT_ERROR(ErrorCode::kNotFound, stopping.on_epoch_end(*context, 1, logs(1)), "loss, val_acc, val_loss");
}

TEST(EarlyStopping, ConstructorChecksItsArguments) {
  auto context = context_with_seed(0);
  const Function& make = require_function("EarlyStopping.new");
  Results results;
  EXPECT_ERROR(ErrorCode::kValue, invoke(*context, make, ValueList{Value("loss"), Value(1), Value("up")}, results),
               "auto, min, max");
  EXPECT_ERROR(ErrorCode::kValue, invoke(*context, make, ValueList{Value("loss"), Value(-1)}, results), "patience");
  EXPECT_ERROR(ErrorCode::kValue,
               invoke(*context, make, ValueList{Value("loss"), Value(1), Value("min"), Value(-0.5)}, results),
               "min_delta");
  invoke(*context, make, ValueList{Value("loss")}, results);
  EXPECT_EQ(results.values.at(0).as_object()->cls().name, "EarlyStopping");
}

TEST(Callback, AsksTheHostWhatItOverrides) {
  auto context = context_with_seed(0);
  std::vector<std::string> asked;
  ValueList answer;
  context->host = make_ref<TestHost>([&](const std::string& method, const ValueList& arguments) {
    asked.push_back(method + (arguments.empty() ? "" : " " + std::to_string(arguments[0].as_int())));
    if (arguments.size() == 2) {
      EXPECT_EQ(arguments[1].as_map()[0].first, "loss");
    }
    return answer;
  });
  Callback callback;
  EXPECT_FALSE(callback.on_epoch_end(*context, 1, logs(1)));  // no host: the base does nothing
  callback.set_host(4);
  callback.on_fit_start(*context);
  callback.on_epoch_start(*context, 1);
  callback.on_batch_end(*context, 7, {{"loss", Value(0.5)}});
  EXPECT_FALSE(callback.on_epoch_end(*context, 1, logs(1)));
  answer = {Value(true)};
  EXPECT_TRUE(callback.on_epoch_end(*context, 2, logs(1)));
  answer = {Value("yes")};
  EXPECT_ERROR(ErrorCode::kType, callback.on_epoch_end(*context, 3, logs(1)), "bool");
  callback.on_fit_end(*context);
  EXPECT_EQ(asked, (std::vector<std::string>{"on_fit_start", "on_epoch_start 1", "on_batch_end 7", "on_epoch_end 1",
                                             "on_epoch_end 2", "on_epoch_end 3", "on_fit_end"}));
}

// A host that has said which methods it overrides is asked for those alone, and for what it must override.
TEST(Callback, AHostIsNotAskedForWhatItDoesNotOverride) {
  auto context = context_with_seed(0);
  std::vector<std::string> asked;
  context->host = make_ref<TestHost>([&](const std::string& method, const ValueList&) -> ValueList {
    asked.push_back(method);
    return method == "length" ? ValueList{Value(3)} : ValueList{};
  });
  auto told = [&](Object& object, std::vector<std::string> methods) {
    object.set_host(4, overrides_of(object.cls(), methods));
  };
  Callback callback;
  told(callback, {"on_epoch_end", "on_fit_start"});
  callback.on_fit_start(*context);
  callback.on_epoch_start(*context, 1);
  callback.on_batch_end(*context, 7, {{"loss", Value(0.5)}});
  EXPECT_FALSE(callback.on_epoch_end(*context, 1, logs(1)));
  callback.on_fit_end(*context);
  EXPECT_EQ(asked, (std::vector<std::string>{"on_fit_start", "on_epoch_end"}));
  told(callback, {"on_batch_end"});  // it has changed
  callback.on_fit_start(*context);
  callback.on_batch_end(*context, 8, {{"loss", Value(0.5)}});
  EXPECT_EQ(asked, (std::vector<std::string>{"on_fit_start", "on_epoch_end", "on_batch_end"}));
  EXPECT_ERROR(ErrorCode::kNotFound, told(callback, {"on_fit_start", "on_sunday"}), "on_sunday");
  Dataset data;
  told(data, {});
  EXPECT_EQ(data.length(*context), 3);
}

}  // namespace mixgrad
