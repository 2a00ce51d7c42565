#include "test/conformance/core/cases.h"

#include <stdexcept>

#include "core/graph/trace.h"

namespace mixgrad::conformance {

namespace {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Run {
  Ref<Context> holder = make_ref<Context>();
  Ref<Evaluator> evaluator;
  Context& context = *holder;
  explicit Run(const std::string& files) : evaluator(make_ref<Evaluator>(files)) {
    context.host = evaluator;
    context.generator->set_seed(0);
  }
};

// `{3}` in a text of a case is a number that counts from 0.
std::string shown(const std::string& text, int64_t first) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      out += text[i];
      continue;
    }
    size_t end = text.find('}', i);
    out += std::to_string(std::stoll(text.substr(i + 1, end - i - 1)) + first);
    i = end;
  }
  return out;
}

void check_error(const Error& e, const Json& expected, const Context& context) {
  std::string found = std::string(error_code_name(e.code())) + " of " + e.function() + ", argument \"" + e.argument() +
                      "\": " + e.text(context.reader());
  if (error_code_name(e.code()) != expected["code"].get<std::string>())
    throw Failure("another error than " + expected["code"].get<std::string>() + ": " + found);
  if (!expected["operator"].is_null() && e.function() != expected["operator"].get<std::string>())
    throw Failure("another operator than " + expected["operator"].get<std::string>() + ": " + found);
  if (!expected["argument"].is_null() && e.argument() != expected["argument"].get<std::string>()) {
    throw Failure("another argument than " + expected["argument"].get<std::string>() + ": " + found);
  }
  std::string text = e.text(context.reader());
  for (const std::string wanted : expected["mentions"]) {
    if (text.find(shown(wanted, 0)) == std::string::npos)
      throw Failure("the message does not say " + wanted + ": " + text);
  }
}

template <class F>
void expect_error(const Json& expected, Context& context, F call) {
  try {
    call();
  } catch (const Error& e) {
    return check_error(e, expected, context);
  }
  throw Failure("no error of " + expected["code"].get<std::string>());
}

void run_steps(const Json& steps, const Tolerances& tolerances, const std::string& files, Outcome& outcome) {
  Run run(files);
  for (size_t i = 0; i < steps.size(); ++i) {
    const Json& step = steps[i];
    try {
      if (step.contains("seed")) {
        run.context.generator->set_seed(step["seed"].get<uint64_t>());
      } else if (step.contains("let")) {
        run.evaluator->variables[step["let"]] = run.evaluator->evaluate(run.context, step["be"]);
      } else if (step.contains("do")) {
        run.evaluator->evaluate(run.context, step["do"]);
      } else if (step.contains("fails")) {
        expect_error(step, run.context, [&] { run.evaluator->evaluate(run.context, step["fails"]); });
      } else {
        Value found = run.evaluator->evaluate(run.context, step["expect"]);
        if (std::string d = difference(found, step["equals"], tolerances); !d.empty()) throw Failure(d);
        outcome.results.push_back(step["equals"].contains("contains") ? step["equals"] : record_of_value(found));
      }
    } catch (const std::exception& e) {
      throw Failure("step " + std::to_string(i) + ": " + e.what());
    }
  }
}

// Replaces the tensors of the case, in the order in which they were made, by those of a trace.
void replace(Value& value, const std::vector<Tensor>& own, const std::vector<Tensor>& traced) {
  if (value.is_tensor()) {
    for (size_t i = 0; i < own.size(); ++i) {
      if (own[i].same(value.as_tensor())) value = Value(traced[i]);
    }
  } else if (value.is(Kind::kList)) {
    ValueList items = value.as_list();
    for (Value& item : items) replace(item, own, traced);
    value = Value(std::move(items));
  }
}

// The call as a graph: traced, then run on the tensors.
Value compiled(const Function& function, const Json& arguments, bool keep_composed, const std::string& files) {
  Run run(files);
  std::vector<Tensor> own;
  run.evaluator->made = &own;
  std::vector<Value> given = run.evaluator->bind(run.context, function, nullptr, arguments);
  ValueList names;
  bool list = false;
  Ref<Graph> graph =
      trace(run.context, specs_of(own), keep_composed, [&](Context& context, const std::vector<Tensor>& inputs) {
        std::vector<Value> inside = given;
        for (Value& value : inside) replace(value, own, inputs);
        Value result = run.evaluator->call(context, function, inside);
        std::vector<Tensor> outputs;
        if (result.is_tensor()) return std::vector<Tensor>{result.as_tensor()};
        list = result.is(Kind::kList);
        if (list) {
          for (const Value& item : result.as_list()) outputs.push_back(item.as_tensor());
        } else {
          for (auto& [name, value] : result.as_map()) {
            names.push_back(Value(name));
            outputs.push_back(value.as_tensor());
          }
        }
        return outputs;
      });
  std::vector<Tensor> results = run_graph(run.context, *graph, own);
  if (list) return Value(ValueList(results.begin(), results.end()));
  if (names.empty()) return Value(results.at(0));
  ValueMap fields;
  for (size_t i = 0; i < names.size(); ++i) fields.emplace_back(names[i].as_string(), results[i]);
  return Value::map(std::move(fields));
}

void run_call(const std::string& subject, const Json& one, const Tolerances& tolerances, const std::string& files,
              Outcome& outcome) {
  const Function& function = require_function(subject);
  const Json& arguments = one["arguments"];
  if (one.contains("error")) {
    Run run(files);
    return expect_error(one["error"], run.context,
                        [&] { run.evaluator->call(run.context, function, nullptr, arguments); });
  }
  auto eager = [&](Layout layout) {
    Run run(files);
    run.evaluator->layout = layout;
    std::vector<Tensor> made;
    run.evaluator->made = &made;
    Value result = run.evaluator->call(run.context, function, nullptr, arguments);
    // What overwrites its first argument returns it.
    if (function.in_place_of && bit_difference(Value(made.at(0)), result) != "")
      throw Failure("the first argument is not the result");
    return result;
  };
  Value result = eager(Layout::kRowMajor);
  if (std::string d = difference(result, one["equals"], tolerances); !d.empty()) throw Failure(d);
  outcome.results.push_back(record_of_value(result));
  auto same = [&](const Value& other, const std::string& how) {
    if (std::string d = bit_difference(other, result); !d.empty()) throw Failure(how + ": " + d);
  };
  if (one.value("layouts", true)) {
    for (Layout layout : kOtherLayouts) same(eager(layout), layout_name(layout));
  }
  if (!one.value("compiled", true)) return;
  for (bool keep_composed : {false, true}) {
    try {
      same(compiled(function, arguments, keep_composed, files),
           keep_composed ? "as a graph" : "as a graph of plain operators");
    } catch (const Error& e) {
      throw Failure(std::string("as a graph: ") + e.what());
    }
  }
}

}  // namespace

Outcome run_case(const Json& file, const Json& one, const Tolerances& tolerances, const std::string& files) {
  Outcome outcome;
  try {
    if (one.contains("steps"))
      run_steps(one["steps"], tolerances, files, outcome);
    else
      run_call(file["subject"], one, tolerances, files, outcome);
  } catch (const std::exception& e) {
    outcome.failure = e.what();
  }
  return outcome;
}

}  // namespace mixgrad::conformance
