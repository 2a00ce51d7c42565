// Losses of the host and compiled ones: traced, and given class numbers as whoever wrote them counts.
#include <array>

#include "core/train/train_test_support.h"
#include "core/transform/compile.h"

namespace mixgrad {
namespace {

TEST(TrainerLoss, ALossOfTheHostIsTracedAndCountsClassesAsTheHost) {
  Recipe s;
  Training engine(s), other(s);
  other.context->caller = IndexConvention::kR;
  int losses = 0;
  other.context->host =
      make_ref<HostCode>([&](Context& context, int64_t, const std::string&, const ValueList& arguments) -> ValueList {
        ++losses;
        Tensor target = op<"index_shift">(context, arguments[1].as_tensor(), Value(-1));
        return {Value(op<"cross_entropy">(context, arguments[0].as_tensor(), target))};
      });
  Trainer trainer(*other.context, other.net, Value::callback(3), other.optimizer, {}, nullptr);
  trainer.fit(*other.context, {other.loader, nullptr, 2, {}});
  Trainer same(*engine.context, engine.net, Value(&require_function("cross_entropy")), engine.optimizer, {}, nullptr);
  same.fit(*engine.context, {engine.loader, nullptr, 2, {}});
  EXPECT_EQ(losses, 1);
  EXPECT_EQ(other.bytes(), engine.bytes());
}

// A compiled function takes its tensors from callers, so it is given class numbers as they count: whether it reads them
// as class numbers, which are counted down again at its border, or as numbers, or is a function of the engine.
TEST(TrainerLoss, ACompiledLossCountsClassesAsItsCaller) {
  struct Form {
    const char* name;
    std::function<Tensor(Context&, const Tensor& output, const Tensor& target)> host;  // absent: cross_entropy itself
  };
  auto as_classes = [](Context& context, const Tensor& output, const Tensor& target) {
    Results results;
    std::array<Value, 2> arguments{Value(output), Value(target)};
    invoke_as_caller(context, require_function("cross_entropy"), arguments, results);
    return results.tensor();
  };
  auto as_numbers = [](Context& context, const Tensor& output, const Tensor& target) {
    Tensor classes = op<"reshape">(context, op<"arange">(context, Value(1), Value(3)), Value(Shape{1, 2}));
    Tensor is_class = op<"equal">(context, op<"reshape">(context, target, Value(Shape{-1, 1})), classes);
    Tensor taken = op<"where">(context, is_class, op<"log_softmax">(context, output, Value(1)), Value(0));
    Tensor each = op<"sum">(context, taken, Value(ValueList{Value(1)}));
    return op<"negative">(context, op<"mean">(context, each));
  };
  for (const Form& form : {Form{"as classes", as_classes}, Form{"as numbers", as_numbers}, Form{"engine", nullptr}}) {
    for (bool capture : {true, false}) {
      auto fit = [&](bool compiled) {
        Training t;
        t.context->caller = IndexConvention::kR;
        t.context->host =
            make_ref<HostCode>([&](Context& in, int64_t, const std::string&, const ValueList& arguments) -> ValueList {
              return {Value(form.host(in, arguments[0].as_tensor(), arguments[1].as_tensor()))};
            });
        Value loss = form.host ? Value::callback(3) : Value(&require_function("cross_entropy"));
        if (compiled) loss = Value(make_ref<CompiledFunction>(loss, 16));
        Trainer trainer(*t.context, t.net, loss, t.optimizer, {}, nullptr);
        trainer.capture = capture;
        std::string history = text_of(*trainer.fit(*t.context, {t.loader, t.validation, 2, {}}));
        return history + t.bytes();
      };
      EXPECT_EQ(fit(true), fit(false)) << form.name << (capture ? ", captured" : ", eager");
    }
  }
}

}  // namespace
}  // namespace mixgrad
