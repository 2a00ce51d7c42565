#include "test/identity/c/program.h"

namespace {

ObjectHandle first(mixgrad_context* context, mixgrad_object* data, int64_t n) {
  int64_t length = 0;
  check(mixgrad_op_dataset_length(context, data, &length));
  if (n >= length) {
    mixgrad_object_retain(data);
    return ObjectHandle(data);
  }
  std::vector<mixgrad_value> indices = first_numbers(n);
  return made<mixgrad_object>([&](auto out) { return mixgrad_op_subset_new(context, data, list_of(indices), out); });
}

ObjectHandle loader_of(mixgrad_context* context, mixgrad_object* data, int64_t batch_size, bool shuffle) {
  auto options = mixgrad_op_data_loader_new_default();
  options.batch_size = batch_size;
  options.shuffle = shuffle;
  return made<mixgrad_object>([&](auto out) { return mixgrad_op_data_loader_new(context, data, &options, out); });
}

template <class T>
void append(std::FILE* file, const std::vector<T>& values) {
  if (std::fwrite(values.data(), sizeof(T), values.size(), file) != values.size()) give_up("a file can not be written");
}
template <class... T>
void write(const std::string& path, const std::vector<T>&... parts) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) give_up(path + " can not be written");
  (append(file, parts), ...);
  if (std::fclose(file) != 0) give_up(path + " can not be written");
}

}  // namespace

Program::Program(const Arguments& arguments) : given(arguments) {
  context = made<mixgrad_context>([](auto out) { return mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_ZERO, "", out); });
  check(mixgrad_context_set_host(context.get(), answer, this));
  check(mixgrad_context_set_seed(context.get(), 42));
  auto data = mixgrad_op_fashion_mnist_default();
  data.root = "data";
  mixgrad_object *train_split = nullptr, *test_split = nullptr;
  check(mixgrad_op_fashion_mnist(context.get(), &data, &train_split, &test_split));
  train_data.reset(train_split);
  test_data.reset(test_split);
  int64_t n = given.number("images", 60000);
  images = first(context.get(), train_data.get(), n);
  validation = loader_of(context.get(), first(context.get(), test_data.get(), n / 6).get(), 512, false);

  net = made<mixgrad_object>([&](auto out) { return mixgrad_op_module_new(context.get(), out); });
  body = make_body(context.get(), given.text("network") == "convolutional");
  check(mixgrad_op_module_register_module(context.get(), net.get(), "body", body.get()));
  check(mixgrad_object_override(net.get(), kNet, "forward"));
  recorder = made<mixgrad_object>([&](auto out) { return mixgrad_op_callback_new(context.get(), out); });
  check(mixgrad_object_override(recorder.get(), kRecorder, "on_batch_end"));

  Result parameters;
  check(mixgrad_op_module_parameters(context.get(), net.get(), parameters.out()));
  std::vector<float> initial;
  for (uint32_t i = 0; i < parameters.length(); ++i) {
    std::vector<float> one = floats(parameters[i].payload.as_tensor);
    initial.insert(initial.end(), one.begin(), one.end());
  }
  write(path("initial.bin"), initial);
  if (given.has("device")) move_to(given.text("device"));
  auto rule = mixgrad_op_sgd_new_default();
  rule.parameters = parameters.value();
  rule.lr = 0.1;
  rule.momentum = 0.9;
  optimizer = made<mixgrad_object>([&](auto out) { return mixgrad_op_sgd_new(context.get(), &rule, out); });
  auto steps = mixgrad_op_step_lr_new_default();
  steps.gamma = 0.1;
  schedule = made<mixgrad_object>([&](auto out) { return mixgrad_op_step_lr_new(context.get(), 2, &steps, out); });
}

void Program::move_to(const std::string& place) {
  device = place;
  auto options = mixgrad_op_module_to_default();
  options.device = mixgrad_of_string(device.c_str());
  made<mixgrad_object>([&](auto out) { return mixgrad_op_module_to(context.get(), net.get(), &options, out); });
}

TensorHandle Program::on_device(mixgrad_tensor* tensor) const {
  return made<mixgrad_tensor>(
      [&](auto out) { return mixgrad_op_to_device(context.get(), tensor, mixgrad_of_string(device.c_str()), out); });
}

void Program::answer(void* user_data, mixgrad_request* request) {
  Program& self = *static_cast<Program*>(user_data);
  mixgrad_request_info info{};
  info.struct_size = sizeof info;
  check(mixgrad_request_describe(request, &info));
  std::string method = info.method;
  if (info.host == kNet) {
    ++self.forward_calls;
    TensorHandle out = made<mixgrad_tensor>([&](auto made) {
      return mixgrad_op_module_call(info.context, self.body.get(), info.arguments[0].payload.as_tensor, made);
    });
    mixgrad_value result = mixgrad_of_tensor(out.get());
    return check(mixgrad_request_answer(request, &result, 1));
  }
  if (info.host == kRecorder) {
    const mixgrad_value& logs = info.arguments[1];
    for (uint32_t i = 0; i < logs.length; ++i) {
      const mixgrad_value* entry = logs.payload.as_list + 2 * i;
      if (std::string(entry[0].payload.as_string, entry[0].length) == "loss")
        self.losses.push_back(entry[1].payload.as_float);
    }
    if (static_cast<int64_t>(self.losses.size()) == self.given.number("stop_after", 0))
      return check(mixgrad_request_fail(request, kEnough, "enough"));
    return check(mixgrad_request_answer(request, nullptr, 0));
  }
  if (method == "length") {
    int64_t length = 0;
    check(mixgrad_op_dataset_length(info.context, self.images.get(), &length));
    mixgrad_value result = mixgrad_of_int(length);
    return check(mixgrad_request_answer(request, &result, 1));
  }
  std::vector<Result> items(info.n_calls);
  std::vector<mixgrad_value> results;
  for (size_t i = 0; i < info.n_calls; ++i) {
    int64_t index = info.arguments[i].payload.as_int;
    self.asked.push_back(index);
    check(mixgrad_op_dataset_get(info.context, self.images.get(), index, items[i].out()));
    results.push_back(items[i].value());
  }
  check(mixgrad_request_answer(request, results.data(), results.size()));
}

void Program::train() {
  if (given.text("mode", "trainer") == "loop")
    by_hand();
  else
    by_trainer();
}

void Program::by_trainer() {
  mixgrad_function* loss = nullptr;
  check(mixgrad_function_find("cross_entropy", 0, &loss));
  ObjectHandle score = made<mixgrad_object>([&](auto out) { return mixgrad_op_accuracy_new(context.get(), out); });
  mixgrad_value metric[] = {mixgrad_of_string("acc"), mixgrad_of_object(score.get())};
  auto options = mixgrad_op_trainer_new_default();
  options.metrics = mixgrad_of_map(metric, 1);
  options.schedule = mixgrad_of_object(schedule.get());
  options.capture = given.text("capture", "true") == "true";
  ObjectHandle trainer = made<mixgrad_object>([&](auto out) {
    return mixgrad_op_trainer_new(context.get(), net.get(), mixgrad_of_function(loss), optimizer.get(), &options, out);
  });
  if (given.has("resume")) check(mixgrad_op_trainer_resume(context.get(), trainer.get(), given.text("resume").c_str()));
  ObjectHandle loader = loader_of(context.get(), images.get(), 128, true);
  mixgrad_value callbacks[] = {mixgrad_of_object(recorder.get())};
  auto fit = mixgrad_op_trainer_fit_default();
  fit.epochs = given.number("epochs", 3);
  fit.validation = mixgrad_of_object(validation.get());
  fit.callbacks = mixgrad_of_list(callbacks, 1);
  mixgrad_object* history = nullptr;
  mixgrad_status* status = mixgrad_op_trainer_fit(context.get(), trainer.get(), loader.get(), &fit, &history);
  if (status && mixgrad_status_ticket(status) == kEnough) {
    mixgrad_status_release(status);
    check(mixgrad_op_trainer_save(context.get(), trainer.get(), path("checkpoint.safetensors").c_str()));
    write(path("losses.bin"), losses);
    std::exit(0);
  }
  check(status);
  ObjectHandle owned(history);
  Result column, traced;
  check(mixgrad_op_history_column(context.get(), history, "val_acc", column.out()));
  accuracy = column[column.length() - 1].payload.as_float;
  check(mixgrad_object_get(context.get(), trainer.get(), "traces", traced.out()));
  traces = traced.value().payload.as_int;
}

void Program::by_hand() {
  ObjectHandle data = made<mixgrad_object>([&](auto out) { return mixgrad_op_dataset_new(context.get(), out); });
  check(mixgrad_object_override(data.get(), kAsked, "length,get"));
  ObjectHandle loader = loader_of(context.get(), data.get(), 128, true);
  for (int64_t epoch = 0; epoch < given.number("epochs", 3); ++epoch) {
    double factor = 0;
    check(mixgrad_op_schedule_factor(context.get(), schedule.get(), epoch, &factor));
    mixgrad_value lr = mixgrad_of_float(0.1 * factor);
    check(mixgrad_object_set(context.get(), optimizer.get(), "lr", &lr));
    auto walk =
        made<mixgrad_iterator>([&](auto out) { return mixgrad_object_iterate(context.get(), loader.get(), out); });
    for (;;) {
      Result batch;
      check(mixgrad_iterator_next(context.get(), walk.get(), batch.out()));
      if (batch.is_absent()) break;
      step(optimizer.get(), batch);
      if (static_cast<int64_t>(losses.size()) == given.number("move_after", 0)) move_to(given.text("move_to"));
    }
  }
  write(path("order.bin"), asked);
  accuracy = accuracy_by_hand();
}

void Program::step(mixgrad_object* rule, const Result& batch) {
  TensorHandle x = on_device(batch[0].payload.as_tensor), y = on_device(batch[1].payload.as_tensor);
  check(mixgrad_op_optimizer_zero_grad(context.get(), rule));
  auto output =
      made<mixgrad_tensor>([&](auto out) { return mixgrad_op_module_call(context.get(), net.get(), x.get(), out); });
  auto loss = made<mixgrad_tensor>(
      [&](auto out) { return mixgrad_op_cross_entropy(context.get(), output.get(), y.get(), nullptr, nullptr, out); });
  check(mixgrad_op_backward(context.get(), loss.get(), nullptr, nullptr));
  check(mixgrad_op_optimizer_step(context.get(), rule));
  losses.push_back(elements<double>(loss.get(), MIXGRAD_DTYPE_FLOAT64)[0]);
}

double Program::accuracy_by_hand() {
  ObjectHandle score = made<mixgrad_object>([&](auto out) { return mixgrad_op_accuracy_new(context.get(), out); });
  auto quiet = made<mixgrad_context>([&](auto out) { return mixgrad_context_with_recording(context.get(), 0, out); });
  check(mixgrad_op_module_eval(context.get(), net.get()));
  auto walk =
      made<mixgrad_iterator>([&](auto out) { return mixgrad_object_iterate(quiet.get(), validation.get(), out); });
  for (;;) {
    Result batch;
    check(mixgrad_iterator_next(quiet.get(), walk.get(), batch.out()));
    if (batch.is_absent()) break;
    TensorHandle x = on_device(batch[0].payload.as_tensor), y = on_device(batch[1].payload.as_tensor);
    auto output =
        made<mixgrad_tensor>([&](auto out) { return mixgrad_op_module_call(quiet.get(), net.get(), x.get(), out); });
    check(mixgrad_op_metric_update(quiet.get(), score.get(), output.get(), y.get()));
  }
  check(mixgrad_op_module_train(context.get(), net.get(), nullptr));
  double value = 0;
  check(mixgrad_op_metric_compute(quiet.get(), score.get(), &value));
  return value;
}

void Program::leave() {
  write(path("losses.bin"), losses);
  int64_t calls = forward_calls;
  check(mixgrad_op_module_save(context.get(), net.get(), path("model.safetensors").c_str()));
  std::vector<mixgrad_value> indices = first_numbers(256);
  Result batch;
  check(mixgrad_op_dataset_get_batch(context.get(), test_data.get(), list_of(indices), batch.out()));
  TensorHandle x = on_device(batch[0].payload.as_tensor);
  auto scores = made<mixgrad_tensor>(
      [&](auto out) { return mixgrad_op_module_predict(context.get(), net.get(), x.get(), nullptr, out); });
  auto along = mixgrad_op_argmax_default();
  along.axis = mixgrad_of_int(1);
  auto classes =
      made<mixgrad_tensor>([&](auto out) { return mixgrad_op_argmax(context.get(), scores.get(), &along, out); });
  write(path("predictions.bin"), floats(scores.get()), elements<int64_t>(classes.get(), MIXGRAD_DTYPE_INT64));
  char facts[128];
  int n = std::snprintf(facts, sizeof facts, "traces=%lld\nforward_calls=%lld\nval_acc=%.4f\n",
                        static_cast<long long>(traces), static_cast<long long>(calls), accuracy);
  write(path("facts.txt"), std::vector<char>(facts, facts + n));
}

int main(int count, char** given) {
  Arguments arguments(count, given);
  Program program(arguments);
  program.train();
  program.leave();
}
