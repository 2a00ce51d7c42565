#include "core/nn/module.h"
#include "core/schema/builder.h"
#include "core/train/callback.h"
#include "core/train/monitor.h"

namespace mixgrad {

namespace {
const Type logs_type = types::map(types::floating);
constexpr const char* kLogs = "The numbers so far: loss, the metrics, with val_ those of the validation, lr.";
EarlyStopping& stopping(Object& self) { return static_cast<EarlyStopping&>(self); }
}  // namespace

Type stopping_mode() {
  return types::enumeration("StoppingMode",
                            {{"auto", 0, "higher for acc, accuracy, auc, f1, precision, recall, r2, lower otherwise"},
                             {"min", 1, "lower is better"},
                             {"max", 2, "higher is better"}});
}

MIXGRAD_CLASS(Callback) {
  c.kind(ClassKind::kOpen)
      .summary("Base of what is told how training goes.")
      .description(
          "A trainer calls the methods of its callbacks at the start and end of training, of each epoch and of each "
          "batch, in the thread "
          "of the host that waits for it. Subclasses override what they need. Epochs and batches count from 1 in every "
          "language.")
      .reference("Keras 3, keras.callbacks.Callback")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a callback that does nothing.")
            .description("Useful as the base of a callback of one's own.")
            .output("callback", types::object("Callback"), "The callback.")
            .native([](Invocation& call) { call.result(Value(make_ref<Callback>())); });
      })
      .overridable("on_fit_start", "Called once, before the first epoch.", {}, types::none, true)
      .overridable("on_epoch_start", "Called before each epoch.", {{"epoch", "Which epoch, from 1.", types::count}},
                   types::none, true)
      .overridable("on_epoch_end", "Called after each epoch and its validation; true ends the training.",
                   {{"epoch", "Which epoch, from 1.", types::count}, {"logs", kLogs, logs_type}}, types::boolean, true)
      .overridable(
          "on_batch_end", "Called after each batch of the training.",
          {{"batch", "Which batch of the epoch, from 1.", types::count}, {"logs", "The batch's loss.", logs_type}},
          types::none, true)
      .overridable("on_fit_end", "Called once, after the last epoch.", {}, types::none, true)
      .method("on_fit_start",
              [](FunctionBuilder& f) {
                f.summary("Called once, before the first epoch.")
                    .description("The base does nothing.")
                    .native([](Invocation& call) { call.self<Callback>().own_on_fit_start(call.context); });
              })
      .method("on_epoch_start",
              [](FunctionBuilder& f) {
                f.summary("Called before each epoch.")
                    .description("The base does nothing.")
                    .attribute("epoch", types::count, "Which epoch, from 1.")
                    .native([](Invocation& call) {
                      call.self<Callback>().own_on_epoch_start(call.context, call[0].as_int());
                    });
              })
      .method("on_epoch_end",
              [](FunctionBuilder& f) {
                f.summary("Called after each epoch and its validation.")
                    .description("The base returns false.")
                    .attribute("epoch", types::count, "Which epoch, from 1.")
                    .attribute("logs", logs_type, kLogs)
                    .output("stop", types::boolean, "true: training ends here.")
                    .native([](Invocation& call) {
                      call.result(Value(
                          call.self<Callback>().own_on_epoch_end(call.context, call[0].as_int(), call[1].as_map())));
                    });
              })
      .method("on_batch_end",
              [](FunctionBuilder& f) {
                f.summary("Called after each batch of the training.")
                    .description("The base does nothing.")
                    .attribute("batch", types::count, "Which batch of the epoch, from 1.")
                    .attribute("logs", logs_type, "The batch's loss.")
                    .native([](Invocation& call) {
                      call.self<Callback>().own_on_batch_end(call.context, call[0].as_int(), call[1].as_map());
                    });
              })
      .method("on_fit_end", [](FunctionBuilder& f) {
        f.summary("Called once, after the last epoch.")
            .description("The base does nothing.")
            .native([](Invocation& call) { call.self<Callback>().own_on_fit_end(call.context); });
      });
}

MIXGRAD_CLASS(EarlyStopping) {
  c.base("Callback")
      .summary("Ends training when a number has not become better for some epochs.")
      .description(
          "After `patience` epochs in a row without an improvement of more than min_delta, training ends; 0 and 1 both "
          "end it at the first "
          "such epoch. A number that is NaN is no improvement. Each fit starts anew; one that goes "
          "on after resume looks at the epochs before it first.")
      .reference("Prechelt, Early Stopping - But When?, Neural Networks: Tricks of the Trade, 1998")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the callback.")
            .description("It holds no model.")
            .attribute("monitor", types::string,
                       "Which number of the logs: loss, val_loss, a metric's name, or val_ and a metric's name.")
            .attribute("patience", types::count, Value(0), "How many epochs in a row may bring no improvement.")
            .attribute("mode", stopping_mode(), Value::enumerator(0), "What is better.")
            .attribute("min_delta", types::floating, Value(0.0), "By more than this a number must change to be better.")
            .minimum(0)
            .output("callback", types::object("EarlyStopping"), "The callback.")
            .error("value", "min_delta is negative")
            .native([](Invocation& call) {
              auto mode = static_cast<EarlyStopping::Mode>(call[2].as_int());
              call.result(
                  Value(make_ref<EarlyStopping>(call[0].as_string(), call[1].as_int(), mode, call[3].as_float())));
            });
      })
      .property("best", types::floating, "The best number of this training; NaN before the first.",
                [](Context&, Object& self) { return Value(stopping(self).best()); })
      .property("best_epoch", types::count, "The epoch of the best number, from 1; 0 before the first.",
                [](Context&, Object& self) { return Value(stopping(self).best_epoch()); })
      .property("stopped_epoch", types::count, "The epoch after which it ended the training, from 1; 0 if it has not.",
                [](Context&, Object& self) { return Value(stopping(self).stopped_epoch()); })
      .example(R"(
        let stopping = new EarlyStopping("val_acc", patience: 2)
        expect stopping.best_epoch = 0
        expect stopping.stopped_epoch = 0
      )");
}

}  // namespace mixgrad
