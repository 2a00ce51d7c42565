// What all recurrent cells can do: steps with their states in one list, and runs over sequences.
#include "core/nn/recurrent_cell.h"

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

Tensor where_or_zero(Context& c, const Tensor& condition, const Tensor& x, const Tensor& otherwise) {
  return op<"where">(c, condition, x, otherwise ? Value(otherwise) : whole(0));
}

template <class F>
Tensor named(const Module& child, F f) {
  try {
    return f();
  } catch (Error& e) {
    e.layer(child.name());
    throw;
  }
}

RecurrentCell::States states_of(const RecurrentCell& cell, const Value& given) {
  RecurrentCell::States states(static_cast<size_t>(cell.num_states()));
  if (given.is_null() || given.is_absent()) return states;
  const ValueList& list = given.as_list();
  if (list.size() != states.size())
    throw Error(ErrorCode::kValue, "there must be as many states as the cell has")
        .on("states")
        .given(std::to_string(list.size()))
        .accepted(std::to_string(states.size()));
  for (size_t i = 0; i < states.size(); ++i) {
    states[i] = list[i].as_tensor();
    if (!is_floating(states[i].dtype()))
      throw Error(ErrorCode::kDType,
                  "the state at position " + number_mark(static_cast<int64_t>(i)) + " is no fraction")
          .on("states")
          .given(dtype_name(states[i].dtype()))
          .accepted("floating");
  }
  return states;
}

void give(Invocation& call, const Tensor& output, const RecurrentCell::States& states) {
  call.result(output);
  call.result(Value(ValueList(states.begin(), states.end())));
}

Tensor first_step(Context& c, RecurrentCell& cell, const Value& x, RecurrentCell::States& states) {
  if (!cell.makes_steps()) throw no_single_steps();
  return cell.step(c, x.as_tensor(), states);
}

RecurrentCell::Sequences sequences_of(Context& c, const Tensor& x, const Value& lengths, bool batch_first) {
  if (x.rank() != 2 && x.rank() != 3)
    throw Error(ErrorCode::kShape, "sequences have three axes, or two without that of the examples")
        .on("x")
        .given(x.shape().text())
        .accepted(batch_first ? "[N, L, C] or [L, C]" : "[L, N, C] or [L, C]");
  RecurrentCell::Sequences out{x, lengths.is_tensor() ? lengths.as_tensor() : Tensor()};
  if (x.rank() == 3 && batch_first) out.x = op<"swapaxes">(c, x, whole(0), whole(1));
  if (out.steps() == 0)
    throw Error(ErrorCode::kShape, "there must be at least one step").on("x").given(x.shape().text());
  if (!out.lengths) return out;
  if (x.rank() == 2)
    throw Error(ErrorCode::kShape, "one sequence alone has no axis of examples")
        .on("lengths")
        .given(out.lengths.shape().text())
        .accepted("null");
  out.x = op<"sequence_mask">(c, out.x, out.lengths);  // looks at the lengths too
  return out;
}

void unroll(Invocation& call) {
  Context& c = call.context;
  if (c.tracer) c.tracer->read_shape();  // the number of steps is a constant of the trace
  auto& self = call.self<RecurrentCell>();
  bool batch_first = call[3].as_bool();
  RecurrentCell::Sequences sequences = sequences_of(c, call.tensor(0), call[1], batch_first);
  RecurrentCell::States states = states_of(self, call[2]);
  Tensor output = self.unroll(c, sequences, states);
  if (sequences.lengths) output = op<"sequence_mask">(c, output, sequences.lengths);
  if (batch_first && output.rank() == 3) output = op<"swapaxes">(c, output, whole(0), whole(1));
  give(call, output, states);
}

FunctionBuilder& states_argument(FunctionBuilder& f, const char* when) {
  return f.attribute("states", types::optional(types::list(types::tensor)), Value::null(),
                     std::string("The states ") + when + ", [N, numbers] each; 0 if they are left out.");
}

FunctionBuilder& cell_outputs(FunctionBuilder& f, const char* shape, const char* output, const char* record) {
  return f.output("output", output, "promoted(x, weights)", shape)
      .output("states", types::list(types::tensor), "The states after it.")
      .record(record)
      .error("shape", "a tensor does not have the shape that the cell asks for")
      .error("dtype", "a state is not floating");
}

void define_forward_with_states(FunctionBuilder& f) {
  f.tensor("x", "The inputs, [N, C], or one of them, [C].", "floating", "[N, C]")
      .summary("A step from given states.")
      .description("Without the axis of the examples there is none in the results either.");
  cell_outputs(states_argument(f, "before it").positional(2), "[N, numbers]", "The output.", "CellStep")
      .error("value", "there are not as many states as the cell has, or it makes no single steps")
      .native([](Invocation& call) {
        auto& self = call.self<RecurrentCell>();
        RecurrentCell::States states = states_of(self, call[1]);
        Tensor output = first_step(call.context, self, call[0], states);
        give(call, output, states);
      });
}

void define_unroll(FunctionBuilder& f) {
  f.tensor("x", "The sequences, [L, N, C], [N, L, C] with batch_first, or [L, C]; at least one step.", "floating",
           "[L, N, C]")
      .optional_tensor("lengths", "How many steps each sequence has; all if it is left out.", "integer", "[N]")
      .summary("Runs the cell over sequences, step by step.")
      .description(
          "Beyond its length a sequence gives zeros, and its last states are those after its own last step. A trace "
          "holds all steps; cells that make random numbers draw them for each.");
  states_argument(f, "before the first step")
      .attribute("batch_first", types::boolean, false, "Whether examples come before steps, in input and output.")
      .positional(1);
  cell_outputs(f, "[L, N, numbers]", "The outputs of all steps.", "CellRun")
      .error("value", "there are not as many states as the cell has, or a length is not 0 to L")
      .native(unroll);
}

void define_forward(FunctionBuilder& f) {
  f.tensor("x", "The inputs, [N, C], or one of them, [C].", "floating", "[N, C]")
      .summary("A step from states of 0.")
      .description(
          "Gives the output; forward_with_states takes states and gives the new ones. Errors are those of its cells.")
      .output("output", "The output.", "promoted(x, weights)", "[N, numbers]")
      .native([](Invocation& call) {
        auto& self = call.self<RecurrentCell>();
        RecurrentCell::States states(static_cast<size_t>(self.num_states()));
        call.result(first_step(call.context, self, call[0], states));
      });
}

}  // namespace

Error no_single_steps() {
  return Error(ErrorCode::kValue, "a cell that goes through sequences both ways makes no single step")
      .hint("unroll runs it over whole sequences");
}

Tensor RecurrentCell::unroll(Context& c, const Sequences& sequences, States& states) {
  ValueList outputs;
  for (int64_t t = 0; t < sequences.steps(); ++t) {
    States before = states;
    outputs.push_back(Value(step(c, op<"getitem">(c, sequences.x, Value(ValueList{Value(t)})), states)));
    if (!sequences.lengths) continue;
    Tensor going_on = op<"expand_dims">(c, op<"greater">(c, sequences.lengths, whole(t)), whole(1));
    for (size_t i = 0; i < states.size(); ++i) states[i] = where_or_zero(c, going_on, states[i], before[i]);
  }
  return op<"stack">(c, Value(std::move(outputs)));
}

Tensor step_of_child(Context& c, RecurrentCell& child, const Tensor& x, RecurrentCell::States& states) {
  return named(child, [&] { return child.step(c, x, states); });
}
Tensor unroll_child(Context& c, RecurrentCell& child, const RecurrentCell::Sequences& sequences,
                    RecurrentCell::States& states) {
  return named(child, [&] { return child.unroll(c, sequences, states); });
}

ClassBuilder& cell_class(ClassBuilder& c) {
  return c.in_namespace("nn").base("RecurrentCell").family(ClassFamily::kModule).serializable();
}
ClassBuilder& forward_of_cell(ClassBuilder& c) { return c.method("forward", define_forward); }

MIXGRAD_CLASS(RecurrentCell) {
  c.in_namespace("nn")
      .kind(ClassKind::kAbstract)
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Base of the recurrent cells.")
      .description(
          "A cell goes from an input and states to an output and new states. All cells take and give states in one "
          "list "
          "here, so that what holds a cell need not know which; those that are left out are 0.")
      .reference("Apache MXNet 1.9, gluon.rnn.RecurrentCell")
      .method("forward_with_states", define_forward_with_states)
      .method("unroll", define_unroll)
      .property("num_states", types::count, "How many states it has: an LSTMCell two, a GRUCell one.",
                [](Context&, Object& self) {
                  return Value(static_cast<int64_t>(static_cast<RecurrentCell&>(self).num_states()));
                })
      .example(R"(
        let cell = new LSTMCell(3, 2)
        let run = cell.unroll(tensor([[[1, 2, 3]], [[4, 5, 6]]]))
        expect run.output shape = [2, 1, 2]
        expect run.states[1] shape = [1, 2]
        let step = cell.forward_with_states(tensor([[7, 8, 9]]), run.states)
        expect step.output shape = [1, 2]
        expect cell.num_states = 2
      )");
}

}  // namespace mixgrad
