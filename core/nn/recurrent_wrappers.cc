// Recurrent cells that hold cells, or stand among them.
#include <algorithm>

#include "core/nn/recurrent_cell.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

using States = RecurrentCell::States;

// The states of one of several cells, which are in one list.
struct Part {
  States& all;
  size_t first;
  States own;
  Part(States& states, size_t from, const RecurrentCell& cell)
      : all(states),
        first(from),
        own(states.begin() + static_cast<ptrdiff_t>(from), states.begin() + static_cast<ptrdiff_t>(end(from, cell))) {}
  static size_t end(size_t from, const RecurrentCell& cell) { return from + static_cast<size_t>(cell.num_states()); }
  size_t put_back() {
    std::copy(own.begin(), own.end(), all.begin() + static_cast<ptrdiff_t>(first));
    return first + own.size();
  }
};

struct ModifierCell : RecurrentCell {
  Ref<RecurrentCell> base;
  void hold(const Value& cell) {
    base = Ref<RecurrentCell>(&cell_of(cell));
    add_child("base_cell", base);
  }
  int num_states() const override { return base->num_states(); }
  bool makes_steps() const override { return base->makes_steps(); }
};

struct ZoneoutCell final : ModifierCell {
  MIXGRAD_CLASS_OF(ZoneoutCell)
  double outputs = 0, states = 0;

  // With zoneout of outputs the former output is the last state.
  int num_states() const override { return base->num_states() + (outputs > 0 ? 1 : 0); }

  Tensor kept(Context& c, double p, const Tensor& now, const Tensor& before) {
    if (p == 0 || !training(c)) return now;
    Tensor mask = op<"dropout">(c, op<"ones_like">(c, now), Value(p));
    return op<"where">(c, op<"not_equal">(c, mask, whole(0)), now, before ? Value(before) : whole(0));
  }

  Tensor step(Context& c, const Tensor& x, States& all) override {
    Part part(all, 0, *base);
    States before = part.own;
    Tensor output = step_of_child(c, *base, x, part.own);
    if (outputs > 0) {
      Tensor& former = all.back();
      if (former && !(former.shape() == output.shape()))
        throw Error(ErrorCode::kShape, "the former output does not have the shape of the new one")
            .on("states")
            .given(former.shape().text())
            .accepted(output.shape().text());
      output = former = kept(c, outputs, output, former);
    }
    for (size_t i = 0; i < before.size(); ++i) part.own[i] = kept(c, states, part.own[i], before[i]);
    part.put_back();
    return output;
  }
};

struct ResidualCell final : ModifierCell {
  MIXGRAD_CLASS_OF(ResidualCell)

  static Tensor sum(Context& c, const Tensor& output, const Tensor& x) {
    if (!(output.shape() == x.shape()))
      throw Error(ErrorCode::kShape, "the cell does not give as many numbers as it takes")
          .on("x")
          .given(x.shape().text())
          .accepted(output.shape().text());
    return plus(c, output, x);
  }
  Tensor step(Context& c, const Tensor& x, States& states) override {
    return sum(c, step_of_child(c, *base, x, states), x);
  }
  Tensor unroll(Context& c, const Sequences& sequences, States& states) override {
    return sum(c, unroll_child(c, *base, sequences, states), sequences.x);
  }
};

struct DropoutCell final : RecurrentCell {
  MIXGRAD_CLASS_OF(DropoutCell)
  double p = 0.5;

  int num_states() const override { return 0; }
  Tensor step(Context& c, const Tensor& x, States&) override {
    return op<"dropout">(c, x, Value(p), Value(training(c)));
  }
  Tensor unroll(Context& c, const Sequences& sequences, States& states) override {
    return step(c, sequences.x, states);
  }
};

struct BidirectionalCell final : RecurrentCell {
  MIXGRAD_CLASS_OF(BidirectionalCell)
  Ref<RecurrentCell> forward, reverse;

  int num_states() const override { return forward->num_states() + reverse->num_states(); }
  bool makes_steps() const override { return false; }
  Tensor step(Context&, const Tensor&, States&) override { throw no_single_steps(); }
  Tensor unroll(Context& c, const Sequences& sequences, States& states) override {
    auto turned = [&](const Tensor& x) {
      return sequences.lengths ? op<"sequence_reverse">(c, x, sequences.lengths) : op<"flip">(c, x, whole(0));
    };
    Part first(states, 0, *forward);
    Tensor there = unroll_child(c, *forward, sequences, first.own);
    Part second(states, first.put_back(), *reverse);
    Tensor back = unroll_child(c, *reverse, {turned(sequences.x), sequences.lengths}, second.own);
    second.put_back();
    return op<"concat">(c, Value(ValueList{Value(there), Value(turned(back))}), whole(there.rank() - 1));
  }
};

struct SequentialRNNCell final : RecurrentCell {
  MIXGRAD_CLASS_OF(SequentialRNNCell)
  std::vector<RecurrentCell*> cells;  // the children

  void append(const Value& cell) {
    add_child(std::to_string(cells.size()), Ref<Module>(&cell_of(cell)));
    cells.push_back(&cell_of(cell));
  }
  int num_states() const override {
    int out = 0;
    for (RecurrentCell* cell : cells) out += cell->num_states();
    return out;
  }
  bool makes_steps() const override {
    return std::all_of(cells.begin(), cells.end(), [](RecurrentCell* cell) { return cell->makes_steps(); });
  }
  template <class Run>
  void through(States& states, Run run) {
    size_t first = 0;
    for (RecurrentCell* cell : cells) {
      Part part(states, first, *cell);
      run(*cell, part.own);
      first = part.put_back();
    }
  }
  Tensor step(Context& c, const Tensor& x, States& states) override {
    Tensor out = x;
    through(states, [&](RecurrentCell& cell, States& own) { out = step_of_child(c, cell, out, own); });
    return out;
  }
  Tensor unroll(Context& c, const Sequences& sequences, States& states) override {
    Sequences now = sequences;
    through(states, [&](RecurrentCell& cell, States& own) { now.x = unroll_child(c, cell, now, own); });
    return now.x;
  }
};

constexpr const char* kItself = "The cell itself becomes a child, not a copy.";

FunctionBuilder& zoneout(FunctionBuilder& f, const char* name, const char* what) {
  return f.attribute(name, types::floating, 0.0, std::string("Probability that ") + what + " keeps its former value.")
      .minimum(0)
      .maximum(1);
}

template <class M>
ClassBuilder& with_base(ClassBuilder& c) {
  return forward_of_cell(cell_class(c))
      .property("base_cell", types::object("RecurrentCell"), "The cell that it holds.",
                [](Context&, Object& self) { return Value(Ref<Object>(static_cast<M&>(self).base.get())); })
      .keeps_alive("base_cell");
}

}  // namespace

MIXGRAD_CLASS(ZoneoutCell) {
  with_base<ZoneoutCell>(c)
      .summary("A cell whose numbers sometimes stay as they were.")
      .description(
          "In training each element of the output and of each new state keeps its former value with the probabilities "
          "given; numbers are drawn for the output, then for each state. In evaluation all take their new values, as "
          "in "
          "MXNet (the paper takes the expected ones). Before the first step the output is 0; with zoneout_outputs "
          "above "
          "0 the former output is one more state, the last.")
      .reference("Krueger et al., Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations, ICLR 2017")
      .reference("Apache MXNet 1.9, gluon.rnn.ZoneoutCell")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the cell.")
            .description(kItself)
            .attribute("base_cell", types::object("RecurrentCell"), "The cell whose numbers may stay.");
        zoneout(zoneout(f, "zoneout_outputs", "an element of the output"), "zoneout_states", "an element of a state")
            .positional(1)
            .output("cell", types::object("ZoneoutCell"), "The cell.")
            .error("value", "a probability is not between 0 and 1, or the cell makes no single steps")
            .native([](Invocation& call) {
              if (!cell_of(call[0]).makes_steps())
                throw Error(ErrorCode::kValue, "a cell that goes through sequences both ways has no former values")
                    .on("base_cell")
                    .hint("give its two cells zoneout");
              auto cell = make_ref<ZoneoutCell>();
              cell->hold(call[0]);
              cell->outputs = call[1].as_float();
              cell->states = call[2].as_float();
              call.result(Value(cell));
            });
      })
      .property("zoneout_outputs", types::floating, "Probability that an element of the output keeps its former value.",
                [](Context&, Object& self) { return Value(static_cast<ZoneoutCell&>(self).outputs); })
      .property("zoneout_states", types::floating, "Probability that an element of a state keeps its former value.",
                [](Context&, Object& self) { return Value(static_cast<ZoneoutCell&>(self).states); })
      .example(R"(
        let cell = new ZoneoutCell(new GRUCell(3, 2), zoneout_states: 1)
        let made = cell.forward_with_states(tensor([[1, 2, 3]]), [tensor([[4, 5]])])
        expect made.states[0] = [[4, 5]]
        expect cell.unroll(tensor([[[1, 2, 3]], [[4, 5, 6]]])).output shape = [2, 1, 2]
      )");
}

MIXGRAD_CLASS(ResidualCell) {
  with_base<ResidualCell>(c)
      .summary("A cell that adds its input to its output.")
      .description("The cell that it holds gives as many numbers as it takes.")
      .reference("Wu et al., Google's Neural Machine Translation System, 2016")
      .reference("Apache MXNet 1.9, gluon.rnn.ResidualCell")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the cell.")
            .description(kItself)
            .attribute("base_cell", types::object("RecurrentCell"), "The cell to whose output the input is added.")
            .positional(1)
            .output("cell", types::object("ResidualCell"), "The cell.")
            .native([](Invocation& call) {
              auto cell = make_ref<ResidualCell>();
              cell->hold(call[0]);
              call.result(Value(cell));
            });
      })
      .example(R"(
        let cell = new ResidualCell(new DropoutCell(0))
        expect cell.forward(tensor([[1, 2]])) = [[2, 4]]
        let stack = new SequentialRNNCell([new GRUCell(3, 2), new ResidualCell(new GRUCell(2, 2))])
        expect stack.unroll(tensor([[[1, 2, 3]], [[4, 5, 6]]])).output shape = [2, 1, 2]
      )");
}

MIXGRAD_CLASS(DropoutCell) {
  forward_of_cell(cell_class(c))
      .summary("Dropout among cells.")
      .description("In training it sets elements of its input to 0, as Dropout does. It has no states.")
      .reference("Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 2014")
      .reference("Apache MXNet 1.9, gluon.rnn.DropoutCell")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the cell.")
            .description("It has no parameters.")
            .attribute("p", types::floating, 0.5, "Probability that an element is set to 0.")
            .minimum(0)
            .maximum(1)
            .positional(1)
            .output("cell", types::object("DropoutCell"), "The cell.")
            .error("value", "p is not between 0 and 1")
            .native([](Invocation& call) {
              auto cell = make_ref<DropoutCell>();
              cell->p = call[0].as_float();
              call.result(Value(cell));
            });
      })
      .property("p", types::floating, "Probability that an element is set to 0.",
                [](Context&, Object& self) { return Value(static_cast<DropoutCell&>(self).p); })
      .example(R"(
        let cell = new DropoutCell(1)
        expect cell.forward(tensor([[1, 2]])) = [[0, 0]]
        do cell.eval()
        expect cell.forward(tensor([[1, 2]])) = [[1, 2]]
      )");
}

MIXGRAD_CLASS(BidirectionalCell) {
  cell_class(c)
      .summary("Two cells that run over sequences from both ends.")
      .description(
          "One runs from the first step to the last, one from the last to the first; their outputs stand behind one "
          "another. It needs whole sequences, so that unroll is all that it does: it makes no single steps. The states "
          "are those of forward_cell, then those of reverse_cell.")
      .reference(
          "Schuster and Paliwal, Bidirectional Recurrent Neural Networks, IEEE Transactions on Signal Processing "
          "45, 1997")
      .reference("Apache MXNet 1.9, gluon.rnn.BidirectionalCell")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the cell.")
            .description("The cells themselves become children, not copies.")
            .attribute("forward_cell", types::object("RecurrentCell"), "The cell that begins at the first step.")
            .attribute("reverse_cell", types::object("RecurrentCell"), "The cell that begins at the last step.")
            .positional(2)
            .output("cell", types::object("BidirectionalCell"), "The cell.")
            .native([](Invocation& call) {
              auto cell = make_ref<BidirectionalCell>();
              cell->forward = Ref<RecurrentCell>(&cell_of(call[0]));
              cell->reverse = Ref<RecurrentCell>(&cell_of(call[1]));
              cell->add_child("forward_cell", cell->forward);
              cell->add_child("reverse_cell", cell->reverse);
              call.result(Value(cell));
            });
      })
      .property("forward_cell", types::object("RecurrentCell"), "The cell that begins at the first step.",
                [](Context&, Object& self) {
                  return Value(Ref<Object>(static_cast<BidirectionalCell&>(self).forward.get()));
                })
      .property("reverse_cell", types::object("RecurrentCell"), "The cell that begins at the last step.",
                [](Context&, Object& self) {
                  return Value(Ref<Object>(static_cast<BidirectionalCell&>(self).reverse.get()));
                })
      .keeps_alive("forward_cell")
      .keeps_alive("reverse_cell")
      .example(R"(
        let cell = new BidirectionalCell(new LSTMCell(3, 2), new GRUCell(3, 4))
        let run = cell.unroll(tensor([[[1, 2, 3]], [[4, 5, 6]]]))
        expect run.output shape = [2, 1, 6]
        expect run.states[2] shape = [1, 4]
      )");
}

MIXGRAD_CLASS(SequentialRNNCell) {
  forward_of_cell(cell_class(c))
      .summary("Cells one after the other, as one cell.")
      .description(
          "Each gets the output of the one before; the states are theirs in their order. unroll runs each over the "
          "whole "
          "sequences before the next, so that there may be a BidirectionalCell among them. The children are named by "
          "their place, from \"0\".")
      .reference("Apache MXNet 1.9, gluon.rnn.SequentialRNNCell")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the cell.")
            .description("The cells themselves become children, not copies.")
            .attribute("cells", types::list(types::object("RecurrentCell")), "The cells, first to last.")
            .output("cell", types::object("SequentialRNNCell"), "The cell.")
            .trait("variadic")
            .native([](Invocation& call) {
              auto cell = make_ref<SequentialRNNCell>();
              for (const Value& one : call[0].as_list()) cell->append(one);
              call.result(Value(cell));
            });
      })
      .method("append",
              [](FunctionBuilder& f) {
                f.summary("Adds a cell behind the others.")
                    .description("It becomes a child, named by its place.")
                    .attribute("child", types::object("RecurrentCell"), "The cell.")
                    .error("value", "the cell contains this one")
                    .native([](Invocation& call) { call.self<SequentialRNNCell>().append(call[0]); });
              })
      .property("length", types::count, "How many cells.",
                [](Context&, Object& self) {
                  return Value(static_cast<int64_t>(static_cast<SequentialRNNCell&>(self).cells.size()));
                })
      .keeps_alive("cells")
      .example(R"(
        let cell = new SequentialRNNCell([new LSTMCell(3, 4), new DropoutCell(0.5), new GRUCell(4, 2)])
        let step = cell.forward_with_states(tensor([[1, 2, 3]]))
        expect step.output shape = [1, 2]
        expect cell.num_states = 3
        do cell.append(new BidirectionalCell(new RNNCell(2, 1), new RNNCell(2, 1)))
        expect cell.unroll(tensor([[[1, 2, 3]], [[4, 5, 6]]])).output shape = [2, 1, 2]
      )");
}

}  // namespace mixgrad
