# What calls run under: recording, scopes, generators. The current context belongs to the task.

mutable struct Context
    handle::Ptr{Cvoid}
    tracing::Bool
    function Context(handle::Ptr{Cvoid})
        return finalizer(c -> ABI.context_release(c.handle), new(handle, ABI.context_tracing(handle) != 0))
    end
end

const ROOT = Ref{Context}()

"The task's context; a new task starts with the package's."
function current()
    storage = current_task().storage
    storage === nothing && return ROOT[]
    return get(storage::IdDict{Any,Any}, :mixgrad_context, ROOT[])::Context
end

within(f, context::Context) = task_local_storage(f, :mixgrad_context, context)

function child(make, arguments...)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    parent = current()
    GC.@preserve parent check(make(parent.handle, arguments..., out))
    return Context(out[])
end

"""
    no_grad(f)

Runs `f` without recording gradients.

# Example
```julia
y = no_grad() do
    x .* 2
end
requires_grad(y)  # false
```
"""
no_grad(f) = within(f, child(ABI.context_with_recording, 0))

"""
    enable_grad(f)

Runs `f` with gradients recorded again, inside `no_grad`.
"""
enable_grad(f) = within(f, child(ABI.context_with_recording, 1))

"""
    is_grad_enabled()

Whether gradients are recorded here.
"""
is_grad_enabled() = ABI.context_recording(current().handle) != 0

mutable struct Scope
    handle::Ptr{Cvoid}
    Scope(handle::Ptr{Cvoid}) = finalizer(s -> ABI.scope_release(s.handle), new(handle))
end

"""
    scope(f; name = nothing)

Runs `f`, and at its end frees the tensors that were made in it, but for those that `f` returns (alone, or in a tuple,
named tuple or vector) and those that it gave to `keep`. Using a freed tensor is a `DisposedError`. Loops of one's own
should have a scope for each step: Julia's collector does not see the engine's memory.

# Example
```julia
total = scope() do
    y = x .* 2      # freed at the end
    sum(y)          # returned, so kept
end
```
"""
function scope(f; name = nothing)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    outer = current_scope()
    parent = outer === nothing ? C_NULL : outer.handle
    GC.@preserve outer check(ABI.scope_new(name === nothing ? C_NULL : string(name), parent, out))
    opened = Scope(out[])
    context = child(ABI.context_with_scope, opened.handle)
    try
        result = task_local_storage(:mixgrad_scope, opened) do
            within(f, context)
        end
        keep_result(opened, result)
        return result
    finally
        GC.@preserve opened check(ABI.scope_close(opened.handle))
    end
end

current_scope() = get(task_local_storage(), :mixgrad_scope, nothing)
keep_result(scope, result) = nothing
keep_result(scope, result::Union{Tuple,NamedTuple,Vector}) = foreach(item -> keep_result(scope, item), result)

"""
    keep(x)

Moves a tensor out of the scope that runs, and gives it back.
"""
function keep(x)
    opened = current_scope()
    opened === nothing || keep_result(opened, x)
    return x
end

"""
    Mixgrad.seed!(seed)

Sets the generator of the current context to the start of a seed's sequence. Equal seeds and equal programs give equal
numbers in every language.
"""
function seed!(seed::Integer)
    context = current()
    GC.@preserve context check(ABI.context_set_seed(context.handle, Int64(seed)))
    return nothing
end

"""
    use_generator(f, generator)

Runs `f`; random functions in it draw from the generator.
"""
use_generator(f, generator) = GC.@preserve generator within(f, child(ABI.context_with_generator, engine_handle(generator)))
