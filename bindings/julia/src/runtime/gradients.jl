# Gradients in the form that Julia knows: explicit, of a function with regard to its arguments.

"""
    gradient(f, x...)

The gradients of `f(x...)`, a tensor without dimensions, with regard to each argument, as a tuple. An argument may be a
module; its gradient has the module's form (see `withgradient`).

# Example
```julia
gradient(x -> sum(x .* x), Tensor(Float32[1, 2, 3]))[1]  # [2, 4, 6]
```
"""
gradient(f, x...) = withgradient(f, x...).grad

"""
    withgradient(f, x...)

The value of `f(x...)` and its gradients: `(val = …, grad = …)`, `grad` a tuple with one gradient for each argument. The
gradient of a module is a named tuple of its parameters' by their names, in the form of the module: `grad[1].body[2].weight`.

# Example
```julia
val, grad = withgradient(m -> cross_entropy(m(x), y), net)
```
"""
function withgradient(f, x...)
    if any(a -> a isa EngineObject, x)
        return module_gradient(f, x)
    end
    value, gradients = value_and_grad(f, x...)
    return (val = value, grad = Tuple(gradients))
end

"Through the parameters' own gradients, which stay as they were."
function module_gradient(f, x)
    leaves = Any[]
    for a in x
        a isa EngineObject ? append!(leaves, parameters(a)) : a isa Tensor && requires_grad(a) && push!(leaves, a)
    end
    given = map(x) do a
        a isa EngineObject && return a
        t = _input(a)
        return t isa Tensor && !requires_grad(t) ? requires_grad!(no_grad(() -> copy(t))) : t
    end
    for a in given
        a isa Tensor && !any(l -> l === a, leaves) && push!(leaves, a)
    end
    before = map(gradient_of, leaves)
    foreach(l -> gradient_of!(l, nothing), leaves)
    try
        value = enable_grad(() -> f(given...))
        backward(value)
        return (val = value, grad = map(gradients_in, given))
    finally
        foreach(gradient_of!, leaves, before)
    end
end

gradients_in(x::Tensor) = gradient_of(x)
gradients_in(x) = nothing
gradients_in(m::EngineObject) = nest(named_parameters(m))

"`\"body.0.weight\"` and its like as named tuples and tuples, which count from 1."
function nest(flat::NamedTuple)
    isempty(flat) && return NamedTuple()
    groups, order = Dict{String,Vector{Any}}(), String[]
    for (name, tensor) in pairs(flat)
        head, rest = split_name(string(name))
        haskey(groups, head) || push!(order, head)
        push!(get!(() -> Any[], groups, head), rest => tensor)
    end
    values = map(order) do head
        inside = groups[head]
        length(inside) == 1 && inside[1].first == "" && return gradient_of(inside[1].second)
        return nest((; (Symbol(n) => t for (n, t) in inside)...))
    end
    if all(h -> all(isdigit, h), order)
        numbers = map(h -> parse(Int, h) + 1, order)
        all_values = Any[NamedTuple() for _ in 1:maximum(numbers)]
        all_values[numbers] = values
        return Tuple(all_values)
    end
    return NamedTuple{Tuple(map(Symbol, order))}(Tuple(values))
end
function split_name(name)
    parts = split(name, '.'; limit = 2)
    return String(parts[1]), length(parts) == 1 ? "" : String(parts[2])
end
