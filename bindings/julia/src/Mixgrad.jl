"""
Tensors, automatic differentiation, networks and their training, on one engine that six languages share.

Dimensions, indices and class numbers count from 1. Observations are the first dimension, as in every language of mixgrad.
Dotted operators broadcast as Julia's do, from the first dimension; named functions such as `add` broadcast as the engine
does, from the last. `reshape` and `flatten` go through the elements in row-major order.
"""
module Mixgrad

import FileWatching
import Libdl
import LinearAlgebra
import Random
import Statistics
import Statistics: mean, std, var

include("generated/abi.jl")
include("runtime/errors.jl")
include("generated/errors.jl")
include("runtime/dtypes.jl")
include("generated/dtypes.jl")
include("generated/enums.jl")
include("generated/spellings.jl")
include("runtime/contexts.jl")
include("runtime/tensor.jl")
include("runtime/objects.jl")
include("runtime/values.jl")
include("runtime/call.jl")
include("runtime/memory.jl")
include("runtime/host.jl")
include("runtime/jobs.jl")
include("runtime/arrays.jl")
include("generated/types.jl")
include("runtime/peers.jl")
include("generated/functions.jl")
include("generated/classes.jl")
include("runtime/indexing.jl")
include("runtime/shapes.jl")
include("runtime/creation.jl")
include("runtime/broadcast.jl")
include("runtime/selection.jl")
include("generated/operators.jl")
include("runtime/arithmetic.jl")
include("runtime/gradients.jl")
include("runtime/modules.jl")
include("runtime/data.jl")
include("runtime/show.jl")
include("runtime/library.jl")
include("generated/exports.jl")
include("runtime/exports.jl")
include("runtime/precompile.jl")

end
