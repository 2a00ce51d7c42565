#include "core/train/history.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

const Class& History::cls() const {
  static const Class& c = class_named("History");
  return c;
}

void History::add(ValueMap logs) {
  std::lock_guard lock(mutex_);
  epochs_.push_back(std::move(logs));
}
std::vector<ValueMap> History::epochs() const {
  std::lock_guard lock(mutex_);
  return epochs_;
}

std::vector<std::string> History::names() const {
  std::vector<std::string> out;
  for (const ValueMap& logs : epochs()) {
    for (auto& [name, value] : logs) {
      if (value.is_number() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    }
  }
  return out;
}

std::vector<double> History::column(const std::string& name) const {
  std::vector<double> out;
  bool known = false;
  for (const ValueMap& logs : epochs()) {
    double number = std::numeric_limits<double>::quiet_NaN();
    for (auto& [key, value] : logs) {
      if (key != name || !value.is_number()) continue;
      number = value.as_float();
      known = true;
    }
    out.push_back(number);
  }
  if (known) return out;
  std::string there;
  for (const std::string& n : names()) there += (there.empty() ? "" : ", ") + n;
  throw Error(ErrorCode::kNotFound, "the history has no number of this name")
      .on("name")
      .given("\"" + name + "\"")
      .accepted(there.empty() ? "none yet" : there);
}

Ref<Figure> History::plot() const {
  std::vector<Curve> curves;
  for (const std::string& name : names()) {
    if (name == "lr" || name == "epoch" || name == "seconds") continue;  // of another scale
    std::vector<double> numbers = column(name);
    std::vector<double> at(numbers.size());
    std::iota(at.begin(), at.end(), 1.0);
    curves.push_back({name, std::move(at), std::move(numbers)});
  }
  return curves_figure(curves, {"Training", "epoch", ""});
}

MIXGRAD_CLASS(History) {
  c.summary("What a training was like: the logs of each epoch.")
      .description(
          "Trainer.fit returns it. Names are data, the same in every language: loss, the metrics' names, with val_ "
          "those of the validation, lr.")
      .reference("Keras 3, keras.callbacks.History")
      .property("epochs", types::list(types::map(types::floating)), "The numbers of each epoch, by name.",
                [](Context&, Object& self) {
                  ValueList out;
                  for (const ValueMap& logs : static_cast<History&>(self).epochs()) out.push_back(Value::map(logs));
                  return Value(std::move(out));
                })
      .method("column",
              [](FunctionBuilder& f) {
                f.summary("One number in each epoch.")
                    .description("NaN where an epoch has none.")
                    .attribute("name", types::string, "Its name, such as val_loss.")
                    .output("values", types::list(types::floating), "As many numbers as there are epochs.")
                    .error("not_found", "no epoch has a number of this name")
                    .native([](Invocation& call) {
                      std::vector<double> column = call.self<History>().column(call[0].as_string());
                      call.result(Value(ValueList(column.begin(), column.end())));
                    });
              })
      .method("plot", [](FunctionBuilder& f) {
        f.summary("Losses and metrics over the epochs.")
            .description("A curve for each number but the learning rate.")
            .output("figure", types::object("Figure"), "The figure.")
            .native([](Invocation& call) { call.result(Value(call.self<History>().plot())); });
      });
}

}  // namespace mixgrad
