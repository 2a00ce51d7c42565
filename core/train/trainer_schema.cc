#include "core/schema/builder.h"
#include "core/train/trainer.h"

namespace mixgrad {

namespace {

Trainer& trainer_of(Object& self) { return static_cast<Trainer&>(self); }

std::vector<Field> progress_fields(const char* text) {
  return {
      {"epoch", "Which epoch, from 1.", types::count},
      {"epochs", "How many epochs there are in all.", types::count},
      {"step", "Finished batches of the epoch.", types::count},
      {"steps", "Batches of an epoch.", types::count},
      {"items", "Items of the epoch that this fit has seen.", types::count},
      {"seconds", "Time since the epoch began.", types::floating},
      {"items_per_second", "Items by time, such as images per second.", types::floating},
      {"seconds_left", "Estimated time to the end of the epoch's training; 0 while it is not known.", types::floating},
      {"logs", "loss and the metrics so far; at the end of the epoch also those of the validation, and lr.",
       types::map(types::floating)},
      {"text", text, types::string}};
}

void define_constructor(FunctionBuilder& f) {
  f.summary("Makes a trainer.")
      .description(
          "Nothing runs before fit or evaluate. An optimizer that has no parameters yet is bound to the model's.")
      .attribute("model", types::object("Module"), "The network that is trained.")
      .attribute("loss", types::function("(Tensor, Tensor) -> Tensor"),
                 "What becomes smaller: a function of the model's output and the target that gives one number.")
      .attribute(
          "optimizer", types::object("Optimizer"),
          "How parameters change. It may be bound to some of the model's parameters; the others stay as they are.")
      .attribute("metrics", types::optional(types::map(types::object("Metric"))), Value::null(),
                 "What is measured besides, by the names that logs use.")
      .attribute("schedule", types::optional(types::object("Schedule")), Value::null(),
                 "How the learning rate changes with the epochs, or with the updates; null: not at all.")
      .attribute("capture", types::boolean, true, "See the property of this name.")
      .attribute("accumulate", types::count, Value(1),
                 "How many batches an update of the weights takes: their gradients are averaged, each batch counting "
                 "alike. The last group of an epoch may have fewer.")
      .minimum(1)
      .attribute("clip_grad_norm", types::optional(types::floating), Value::null(),
                 "The largest norm of all gradients together: the square root of the sum of their squares. Longer ones "
                 "are multiplied by clip_grad_norm / (norm + 10⁻⁶). null: no limit.")
      .minimum(0, true)
      .attribute("clip_grad_value", types::optional(types::floating), Value::null(),
                 "The largest magnitude of a number of a gradient; beyond it the limit is taken. If a norm is given "
                 "too, that comes after. null: no limit.")
      .minimum(0, true)
      .attribute("ema_decay", types::optional(types::floating), Value::null(),
                 "How much stays, with each update, of an exponential moving average of the weights, which validation "
                 "and evaluate then measure. null: there is none.")
      .minimum(0)
      .maximum(1, true)
      .attribute("schedule_interval",
                 types::enumeration("ScheduleInterval", {{"epoch", 0, "finished epochs"},
                                                         {"step", 1, "updates of the weights done so far"}}),
                 Value::enumerator(0),
                 "What the schedule counts. With \"step\" its factor is set before each update, by the number of "
                 "updates that this training has done, in all epochs; with `accumulate` several batches are one "
                 "update. Lengths such as total_steps are numbers of updates then, and the lr of an epoch's logs is "
                 "that of its last update. Without a schedule it has no effect.")
      .positional(1)
      .output("trainer", types::object("Trainer"), "The trainer.")
      .error(
          "value",
          "the optimizer is bound to parameters that the model has not, the name of a metric is taken, or a number is "
          "not in its range")
      .native([](Invocation& call) {
        std::vector<NamedMetric> metrics;
        if (call.has(3)) {
          for (auto& [name, metric] : call[3].as_map())
            metrics.push_back({name, Ref<Metric>(&object_as<Metric>(metric))});
        }
        auto number = [&](int i) { return call.has(i) ? std::optional(call[i].as_float()) : std::nullopt; };
        StepOptions options{call[6].as_int(), number(7), number(8), number(9)};
        Ref<Schedule> schedule(call.has(4) ? &object_as<Schedule>(call[4]) : nullptr);
        auto trainer =
            make_ref<Trainer>(call.context, Ref<Module>(&object_as<Module>(call[0])), call[1],
                              Ref<Optimizer>(&object_as<Optimizer>(call[2])), std::move(metrics), std::move(schedule),
                              options, call[10].as_int() == 1 ? ScheduleInterval::kStep : ScheduleInterval::kEpoch);
        trainer->capture = call[5].as_bool();
        call.result(Value(trainer));
      });
}

void define_fit(FunctionBuilder& f) {
  f.summary("Trains the model.")
      .description(
          "Runs batch by batch: forward, loss, gradients, the optimizer's update and the metrics; after each epoch the "
          "validation. "
          "Batches are an input and a target. The model is in training mode meanwhile, and in evaluation mode for the "
          "validation; "
          "at the end each module gets its mode back. A fit begins a new training, with epoch 1 and a new history; "
          "after resume it "
          "goes on where the file stood. If it is cancelled or fails, the trainer stands after the last whole batch, "
          "and save "
          "writes that.")
      .attribute("loader", types::object("DataLoader"), "The batches of an epoch: an input and a target each.")
      .attribute("epochs", types::count, Value(1),
                 "How many epochs the training has in all; after resume those before it count.")
      .minimum(1)
      .attribute("validation", types::optional(types::object("DataLoader")), Value::null(),
                 "What is measured after each epoch.")
      .attribute("callbacks", types::optional(types::list(types::object("Callback"))), Value::null(),
                 "What is told of epochs and batches, in this order.")
      .positional(1)
      .output("history", types::object("History"),
              "The numbers of each epoch: loss, the metrics, with val_ those of the validation, lr.")
      .blocking(Blocking::kLong)
      .event("progress", "How the epoch goes, at most each 50 ms.",
             progress_fields("A line of at most 79 columns that shows it."))
      .event("epoch_end", "An epoch and its validation are done.", progress_fields("A line about the epoch."))
      .error("busy", "the model is being trained or loaded")
      .error("cancelled", "the fit was cancelled")
      .error("type", "batches are not an input and a target")
      .error("shape", "the model or the loss does not take a batch, or the loss is not one number")
      .error("value", "the loader has no batches, or does not fit what was resumed")
      .error("out_of_memory", "memory is over the limit")
      .native([](Invocation& call) {
        FitOptions options;
        options.loader = Ref<DataLoader>(&object_as<DataLoader>(call[0]));
        options.epochs = call[1].as_int();
        if (call.has(2)) options.validation = Ref<DataLoader>(&object_as<DataLoader>(call[2]));
        if (call.has(3)) {
          for (const Value& v : call[3].as_list()) options.callbacks.emplace_back(&object_as<Callback>(v));
        }
        call.result(Value(call.self<Trainer>().fit(call.context, options)));
      });
}

void define_evaluate(FunctionBuilder& f) {
  f.summary("Measures the model.")
      .description(
          "The mean loss and the metrics over all batches, in evaluation mode. During a fit it runs between two steps "
          "and leaves no trace.")
      .attribute("loader", types::object("DataLoader"), "The batches: an input and a target each.")
      .attribute("averaged", types::boolean, true,
                 "Whether the averaged weights are measured, where the trainer has some: with ema_decay, after the "
                 "first update.")
      .positional(1)
      .output("logs", types::map(types::floating), "loss and the metrics, by name.")
      .blocking(Blocking::kLong)
      .error("cancelled", "the evaluation was cancelled")
      .error("value", "the loader has no batches")
      .native([](Invocation& call) {
        call.result(
            Value::map(call.self<Trainer>().evaluate(call.context, object_as<DataLoader>(call[0]), call[1].as_bool())));
      });
}

void define_use_averages(FunctionBuilder& f) {
  f.summary("Gives the model the averaged weights.")
      .description(
          "For the end of a training with ema_decay: the model then predicts, and is saved, with them. Before the "
          "first "
          "update it changes nothing. A fit afterwards goes on from these weights.")
      .error("value", "the trainer was made without ema_decay")
      .error("busy", "the model is being trained")
      .native([](Invocation& call) { call.self<Trainer>().use_averages(call.context); });
}

void define_save(FunctionBuilder& f) {
  f.summary("Writes the state of the training to one safetensors file.")
      .description(
          "Weights, the optimizer's state, the engine's metrics, the random generator, the place in the data, in the "
          "middle of an "
          "epoch too, the number of updates, and the history. Any language can resume from it. The file replaces the "
          "old one as a whole, or not at all.")
      .attribute("path", types::path, "The file.")
      .blocking(Blocking::kIo)
      .error("io", "the file can not be written; the one that was there stays")
      .native([](Invocation& call) { call.self<Trainer>().save(call.context, call[0].as_string()); });
}

void define_resume(FunctionBuilder& f) {
  f.summary("Reads what save has written, so that the next fit goes on from there.")
      .description(
          "The trainer must have been made with the same kind of model, optimizer, metrics and schedule, and the same "
          "schedule_interval, and fit needs an equal "
          "loader. The bits are those of a training that was not interrupted. What metrics of the host had gathered in "
          "an epoch "
          "is not in the file. If anything does not fit, nothing is changed.")
      .attribute("path", types::path, "The file.")
      .blocking(Blocking::kIo)
      .error("io", "the file can not be read")
      .error("format", "the file is broken, or was not written by a trainer")
      .error("version", "the file is of a later version")
      .error("not_found", "the names of the tensors are others")
      .error("shape", "a tensor has another shape")
      .error("dtype", "a tensor has another dtype")
      .error("value", "the file is of another optimizer, schedule or schedule_interval")
      .error("busy", "the model is being trained")
      .native([](Invocation& call) { call.self<Trainer>().resume(call.context, call[0].as_string()); });
}

}  // namespace

MIXGRAD_CLASS(Trainer) {
  c.summary("Trains a model on batches.")
      .description(
          "The loop is the engine's in every language. A whole step - forward, loss, gradients, optimizer, metrics and "
          "random "
          "numbers - is traced once for each signature of a batch and then runs natively; a shorter last batch needs "
          "no new trace, unless the forward looks at its size, as batch_norm does in training. "
          "With one seed every language computes the same bits. An update takes the mean of "
          "the gradients of `accumulate` batches, clips it, and gives it to the optimizer; then, if ema_decay is d, "
          "the "
          "average a of each weight w becomes d·a + (1 − d)·w, the first a being w itself. Gradients and averages of "
          "float16 and bfloat16 weights are in float32.")
      .reference("Keras 3, Model.fit; PyTorch-Lightning, Trainer")
      .reference(
          "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013 (clipping)")
      .reference(
          "Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, SIAM J. Control Optim. 1992")
      .constructor(define_constructor)
      .method("fit", define_fit)
      .method("evaluate", define_evaluate)
      .method("use_averages", define_use_averages)
      .method("save", define_save)
      .method("resume", define_resume)
      .property(
          "capture", types::boolean,
          "Whether steps run as captured graphs: forward is then run once, and numbers of the host that it reads, such "
          "as fields, are constants from then on. false: forward runs for each batch. Both give the same bits.",
          [](Context&, Object& self) { return Value(trainer_of(self).capture.load()); },
          [](Context&, Object& self, const Value& v) { trainer_of(self).capture = v.as_bool(); })
      .property("history", types::object("History"), "The numbers of each epoch so far.",
                [](Context&, Object& self) { return Value(trainer_of(self).history()); })
      .computed("traces", types::count, "How often the model's forward was traced.",
                [](Context&, Object& self) { return Value(trainer_of(self).traces()); })
      .keeps_alive("model")
      .keeps_alive("loss")
      .keeps_alive("optimizer")
      .keeps_alive("metrics")
      .keeps_alive("schedule")
      .example(R"(
        let points = tensor([[0, 1], [1, 0], [0, 2], [2, 0]])
        let data = new TensorDataset(points, argmax(points, axis: 1))
        let net = new Linear(2, 2)
        let trainer = new Trainer(net, loss: fn cross_entropy, optimizer: new SGD(net.parameters(), lr: 0.5))
        let history = trainer.fit(new DataLoader(data, batch_size: 2), epochs: 2)
        expect trainer.traces = 1
      )");
}

}  // namespace mixgrad
