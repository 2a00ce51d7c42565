// Layers and directions of lstm, gru and rnn.
#pragma once

#include "core/ops/recurrent.h"

namespace mixgrad {

void infer_network(Infer& infer);
void run_network(Invocation& call);
// The results of functions and of the classes' forward.
FunctionBuilder& lstm_outputs(FunctionBuilder& f);
FunctionBuilder& rnn_outputs(FunctionBuilder& f);
Type step_function_type();

}  // namespace mixgrad
