// What models of text share: tables for tokens and for their places, layers of a transformer, and initial weights.
#pragma once

#include "core/models/parts.h"
#include "core/nn/transformer.h"

namespace mixgrad {

// The beginning of a model's schema: `sizes` are its own arguments between the size of the vocabulary and the dropout,
// `more` those behind it.
ClassBuilder& text_model(ClassBuilder& c, int64_t vocab_size, const DefineMember& sizes, const DefineMember& more,
                         Body construct);
FunctionBuilder& size_of_layers(FunctionBuilder& f);  // num_layers and num_heads
FunctionBuilder& token_input(FunctionBuilder& f);     // x, and the errors that it can cause

// A model while it is made. What its layers draw for themselves comes from a stream of its own and is drawn anew at the
// end: initial weights are those of the model.
class TextModelMaker {
 public:
  TextModelMaker(Invocation& call, Part::Run run, const char* width);
  Value given(const char* name) const { return net->given(name); }
  void add_table(const char* name, const char* rows);  // a child of `embeddings`
  void add_norm(Part& parent) const;
  void add_layers(int64_t activation, int64_t inner, bool norm_first);
  // Matrices are normal with a deviation of 0.02, in the order of the parameters, offsets 0. `shrink` divides the
  // deviation of those whose results are added to the sum that goes through all layers.
  void finish(double shrink);

  Ref<Part> net, embeddings;

 private:
  Ref<Context> aside_;
  Invocation& call_;

 public:
  Layers layers;
  Value width;  // numbers of a place
  Value eps;
};

// The sums of the rows of tokens and of places, [N, L, E] or [L, E]; `places` is the argument that bounds L.
Tensor embedded(Context& c, Part& net, const Tensor& tokens, const char* places);
Tensor table_of(Part& net, const char* name);
Tensor dropped(Context& c, Part& net, const Tensor& x);
Tensor through_layers(Context& c, Part& net, Tensor x, const AttentionMasks& masks);

}  // namespace mixgrad
