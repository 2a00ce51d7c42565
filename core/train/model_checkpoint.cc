// A callback that writes the training to a file after each epoch, and removes what is no longer wanted.
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/io/text.h"
#include "core/schema/builder.h"
#include "core/train/monitor.h"
#include "core/train/trainer.h"

namespace mixgrad {

namespace {
[[noreturn]] void fail(const std::string& what, const std::string& path, int number) {
  throw Error(ErrorCode::kIo, what + " " + printable(path) + ": " + std::generic_category().message(number))
      .in("ModelCheckpoint")
      .on("folder");
}

class ModelCheckpoint final : public Callback {
 public:
  MIXGRAD_CLASS_OF(ModelCheckpoint)
  struct Options {
    std::string folder;
    std::optional<std::string> monitor;
    bool rising, best_only;
    int64_t keep_last;  // 0: all
  };
  ModelCheckpoint(Ref<Trainer> trainer, Options options) : trainer_(std::move(trainer)), options_(std::move(options)) {}

  // A folder that can not be written to is better told before an epoch than after it.
  void own_on_fit_start(Context&) override {
    written_.clear();
    best_epoch_ = 0;
    best_ = std::numeric_limits<double>::quiet_NaN();
    std::error_code error;
    std::filesystem::create_directories(options_.folder, error);
    if (error) fail("can not make the folder", options_.folder, error.value());
    if (access(options_.folder.c_str(), W_OK | X_OK) != 0) fail("can not write to the folder", options_.folder, errno);
  }

  bool own_on_epoch_end(Context& context, int64_t epoch, const ValueMap& logs) override {
    double value = value_of(logs);
    if (!wants(value)) return false;
    trainer_->save(context, path(epoch));
    note(epoch, value);
    for (int64_t old : outdated()) {  // only now: a file that can not be written costs none of the others
      if (std::remove(path(old).c_str()) != 0 && errno != ENOENT) fail("can not remove", path(old), errno);
    }
    forget(outdated());
    return false;
  }

  // The files are there already, unless they lie in another folder.
  void own_replay(Context&, int64_t epoch, const ValueMap& logs) override {
    double value = value_of(logs);
    if (!wants(value)) return;
    note(epoch, value);
    std::error_code error;
    if (!std::filesystem::exists(path(epoch), error)) written_.pop_back();
    forget(outdated());
  }

  std::string path(int64_t epoch) const {
    char name[64];
    std::snprintf(name, sizeof name, "epoch-%04lld.safetensors", static_cast<long long>(epoch));
    return (std::filesystem::path(options_.folder) / name).string();
  }
  double best() const { return best_; }
  int64_t best_epoch() const { return best_epoch_; }

 private:
  double value_of(const ValueMap& logs) const {
    return options_.monitor ? monitored(logs, *options_.monitor, "ModelCheckpoint")
                            : std::numeric_limits<double>::quiet_NaN();
  }
  bool is_better(double value) const {
    if (best_epoch_ == 0) return !std::isnan(value);
    return options_.rising ? value > best_ : value < best_;
  }
  bool wants(double value) const { return !options_.best_only || is_better(value); }
  void note(int64_t epoch, double value) {
    written_.push_back(epoch);
    if (!is_better(value)) return;
    best_ = value;
    best_epoch_ = epoch;
  }
  std::vector<int64_t> outdated() const {
    int64_t more = options_.keep_last == 0 ? 0 : static_cast<int64_t>(written_.size()) - options_.keep_last;
    std::vector<int64_t> out;
    for (int64_t i = 0; i < more; ++i) {
      if (written_[static_cast<size_t>(i)] != best_epoch_) out.push_back(written_[static_cast<size_t>(i)]);
    }
    return out;
  }
  void forget(const std::vector<int64_t>& epochs) {
    for (int64_t epoch : epochs) std::erase(written_, epoch);
  }

  Ref<Trainer> trainer_;
  Options options_;
  std::vector<int64_t> written_;  // epochs whose files are there
  int64_t best_epoch_ = 0;
  double best_ = std::numeric_limits<double>::quiet_NaN();
};

ModelCheckpoint& checkpoint_of(Object& self) { return static_cast<ModelCheckpoint&>(self); }

void define_constructor(FunctionBuilder& f) {
  f.summary("Makes the callback.")
      .description("Nothing is written before the first epoch ends.")
      .attribute("trainer", types::object("Trainer"), "Whose training is written: the one whose fit has this callback.")
      .attribute("folder", types::path, "Where the files lie. fit makes the folder if it is not there.")
      .attribute(
          "monitor", types::optional(types::string), Value::null(),
          "Which number of the logs says what is better: loss, val_loss, a metric's name, or val_ and a metric's "
          "name. null: no epoch is better than another.")
      .attribute("mode", stopping_mode(), Value::enumerator(0), "What is better.")
      .attribute("save_best_only", types::boolean, false, "Whether only epochs are written that are the best so far.")
      .attribute("keep_last", types::optional(types::count), Value::null(),
                 "How many of the files stay, beside the best epoch's; null: all.")
      .minimum(1)
      .positional(2)
      .output("callback", types::object("ModelCheckpoint"), "The callback.")
      .error("value", "keep_last is 0, or only the best are wanted and there is no number to monitor")
      .native([](Invocation& call) {
        ModelCheckpoint::Options options;
        options.folder = call[1].as_string();
        if (call.has(2)) options.monitor = call[2].as_string();
        int64_t mode = call[3].as_int();
        options.rising = mode == 2 || (mode == 0 && options.monitor && rises(*options.monitor));
        options.best_only = call[4].as_bool();
        options.keep_last = call.has(5) ? call[5].as_int() : 0;
        if (options.best_only && !options.monitor) {
          throw Error(ErrorCode::kValue, "which epoch is the best can not be told without a number")
              .on("save_best_only")
              .hint("give monitor too, such as val_loss");
        }
        call.result(Value(make_ref<ModelCheckpoint>(Ref<Trainer>(&object_as<Trainer>(call[0])), std::move(options))));
      });
}
}  // namespace

MIXGRAD_CLASS(ModelCheckpoint) {
  c.base("Callback")
      .summary("Writes the training to a file after each epoch.")
      .description(
          "Files are those of Trainer.save: Trainer.resume goes on from each of them. Their names are "
          "epoch-0001.safetensors and so on. Older files are removed after a new one is whole on the disk. If a file "
          "can not be written, fit ends with an error; the files before it stay, and the trainer stands after the "
          "epoch. A number that is NaN is not better. Each fit starts anew, and replaces files of the same names; one "
          "that goes on after resume looks at the epochs before it first. It should come after callbacks that change "
          "the training, such as ReduceLROnPlateau, so that files hold what they did.")
      .reference("Keras 3, keras.callbacks.ModelCheckpoint; PyTorch-Lightning, ModelCheckpoint")
      .constructor(define_constructor)
      .keeps_alive("trainer")
      .method("path",
              [](FunctionBuilder& f) {
                f.summary("The name of an epoch's file.")
                    .description("Whether it has been written or not.")
                    .attribute("epoch", types::count, "Which epoch, from 1.")
                    .minimum(1)
                    .output("path", types::string, "The folder and the file's name.")
                    .error("value", "epoch is 0")
                    .native([](Invocation& call) {
                      call.result(Value(call.self<ModelCheckpoint>().path(call[0].as_int())));
                    });
              })
      .property("best", types::floating, "The best number of this training; NaN before the first.",
                [](Context&, Object& self) { return Value(checkpoint_of(self).best()); })
      .property("best_epoch", types::count, "The epoch of the best number, from 1; 0 before the first.",
                [](Context&, Object& self) { return Value(checkpoint_of(self).best_epoch()); })
      .example(R"(
        let net = new Linear(2, 2)
        let trainer = new Trainer(net, loss: fn cross_entropy, optimizer: new SGD())
        let saving = new ModelCheckpoint(trainer, "checkpoints", monitor: "val_loss", keep_last: 3)
        expect saving.best_epoch = 0
      )");
}

}  // namespace mixgrad
