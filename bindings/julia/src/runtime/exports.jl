# The part of the exported names that is written by hand.
export Tensor, BFloat16, newaxis, ..
export no_grad, enable_grad, is_grad_enabled, use_generator, scope, keep, free!, isfreed
export gradient, withgradient, requires_grad, requires_grad!, gradient_of, gradient_of!
export parameter, reversed, istraining, load!, load_bytes!, summarize, numobs, getobs, memory, set_memory_limit!, trim_memory!
export mean, std, var
export OtherMixgradError
