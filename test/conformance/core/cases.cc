#include "test/conformance/core/cases.h"

#include <functional>

#include "core/graph/trace.h"
#include "test/conformance/core/batches.h"
#include "test/conformance/core/derivatives.h"
#include "test/conformance/core/directions.h"

namespace mixgrad::conformance {

namespace {

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
    settle();  // a device tells in the same words, if later
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

// Results are where the call's tensors are, unless they were read from somewhere.
void check_places(const Function& function, bool has_tensors, const Value& result) {
  if (places().tensors.is_cpu() || function.blocking == Blocking::kIo) return;
  Device expected = has_tensors ? places().tensors : places().made;
  for (const Tensor& t : tensors_in(result)) {
    if (!(t.device() == expected)) throw Failure("a result is on " + device_name(t.device()));
  }
}

using GraphBody = std::function<std::vector<Tensor>(Context& context, const std::vector<Value>& given)>;

// What `body` makes of the case's values, as a graph that is then run on its tensors. What the trace infers has to be
// what comes.
std::vector<Tensor> as_graph(BoundCase& bound, bool keep_composed, const GraphBody& body) {
  Ref<Graph> graph =
      trace(bound.context, specs_of(bound.own), keep_composed,
            [&](Context& context, const std::vector<Tensor>& inputs) { return body(context, bound.with(inputs)); });
  std::vector<Tensor> results = run_graph(bound.context, *graph, bound.own);
  for (size_t i = 0; i < results.size(); ++i) {
    const TensorSpec& inferred = graph->values[static_cast<size_t>(graph->outputs[i])];
    if (inferred.dtype != results[i].dtype() || !(inferred.shape == results[i].shape())) {
      throw Failure("the trace infers " + std::string(dtype_name(inferred.dtype)) + " " + inferred.shape.text() +
                    " for what is " + dtype_name(results[i].dtype()) + " " + results[i].shape().text());
    }
  }
  return results;
}

// The call as a graph.
Value compiled(const Function& function, const Json& arguments, bool keep_composed, const std::string& files) {
  BoundCase bound(files);
  bound.given = bound.evaluator->bind(bound.context, function, nullptr, arguments);
  ValueList names;
  bool list = false;
  std::vector<Tensor> results = as_graph(bound, keep_composed, [&](Context& context, const std::vector<Value>& inside) {
    Value result = bound.evaluator->call(context, function, inside);
    list = result.is(Kind::kList);
    if (result.is(Kind::kMap)) {
      for (auto& [name, value] : result.as_map()) names.push_back(Value(name));
    }
    return tensors_in(result);
  });
  if (list) return Value(ValueList(results.begin(), results.end()));
  if (names.empty()) return Value(results.at(0));
  ValueMap fields;
  for (size_t i = 0; i < names.size(); ++i) fields.emplace_back(names[i].as_string(), results[i]);
  return Value::map(std::move(fields));
}

std::vector<Layout> other_layouts(const Json& one) {
  if (!one.value("layouts", true)) return {};
  return {std::begin(kOtherLayouts), std::end(kOtherLayouts)};
}

// The gradients of a call against the oracle's; the same bits inside a graph, and in other layouts.
void run_gradients(const Function& function, const Json& one, const Tolerances& tolerances, const std::string& files,
                   Outcome& outcome) {
  auto eager = [&](Layout layout) {
    Run run(files);
    run.evaluator->layout = layout;
    return derivatives(run.context, *run.evaluator, function, one,
                       derivative_arguments(run.context, *run.evaluator, function, one));
  };
  std::vector<Tensor> found = eager(Layout::kRowMajor);
  std::vector<NamedRecord> expected = expected_derivatives(one);
  if (found.size() != expected.size()) throw Failure("another number of gradients");
  auto right = [&](const std::vector<Tensor>& tensors, const std::string& how) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (std::string d = difference(Value(tensors[i]), expected[i].record, tolerances); !d.empty())
        throw Failure(how + expected[i].name + ": " + d);
    }
  };
  right(found, "");
  auto same = [&](const std::vector<Tensor>& other, const std::string& how) {
    for (size_t i = 0; i < found.size(); ++i) {
      if (std::string d = bit_difference(Value(other[i]), Value(found[i])); !d.empty())
        throw Failure(how + ", " + expected[i].name + ": " + d);
    }
  };
  for (Layout layout : other_layouts(one)) same(eager(layout), layout_name(layout));
  BoundCase bound(files);
  bound.given = derivative_arguments(bound.context, *bound.evaluator, function, one);
  same(as_graph(bound, false,
                [&](Context& context, const std::vector<Value>& inside) {
                  return derivatives(context, *bound.evaluator, function, one, inside);
                }),
       "as a graph");
  outcome.along_directions = check_directions(function, one, files);
  check_batched_gradients(function, one, tolerances, files);
}

void run_call(const std::string& subject, const Json& one, const Tolerances& all, const std::string& files,
              Outcome& outcome) {
  const Function& function = require_function(subject);
  const Tolerances tolerances = all.of(function);
  const Json& arguments = one["arguments"];
  if (one.contains("gradients")) return run_gradients(function, one, tolerances, files, outcome);
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
    check_places(function, !made.empty(), result);
    // What overwrites its first argument returns it.
    if (function.in_place_of && bit_difference(Value(made.at(0)), result) != "")
      throw Failure("the first argument is not the result");
    return result;
  };
  auto right = [&](const Value& value, const std::string& how) {
    if (std::string d = difference(value, one["equals"], tolerances); !d.empty()) throw Failure(how + d);
  };
  Value result = eager(Layout::kRowMajor);
  right(result, "");
  outcome.results.push_back(record_of_value(result));
  auto same = [&](const Value& other, const std::string& how) {
    if (std::string d = bit_difference(other, result); !d.empty()) throw Failure(how + ": " + d);
  };
  for (Layout layout : other_layouts(one)) same(eager(layout), layout_name(layout));
  if (!one.value("compiled", true)) return;
  for (bool keep_composed : {false, true}) {
    try {
      same(compiled(function, arguments, keep_composed, files),
           keep_composed ? "as a graph" : "as a graph of plain operators");
    } catch (const Error& e) {
      throw Failure(std::string("as a graph: ") + e.what());
    }
  }
  outcome.batched = check_batches(function, one, tolerances, files);
}

}  // namespace

Outcome run_case(const Json& file, const Json& one, const Tolerances& tolerances, const std::string& files) {
  Outcome outcome;
  // A function with tensors has to find their device by itself.
  bool alone = one.contains("steps") || require_function(file["subject"].get<std::string>()).inputs == 0;
  places().made = alone ? places().tensors : Device{};
  try {
    if (one.contains("steps"))
      run_steps(one["steps"], tolerances, files, outcome);
    else
      run_call(file["subject"], one, tolerances, files, outcome);
  } catch (const Error& e) {
    outcome.refused = one.value("random", false) && e.code() != ErrorCode::kInternal;
    if (!outcome.refused) outcome.failure = e.what();
  } catch (const std::exception& e) {
    outcome.failure = e.what();
  }
  return outcome;
}

}  // namespace mixgrad::conformance
