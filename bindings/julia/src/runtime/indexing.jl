# Subscripts. The engine reads them in Julia's counting; here ranges are held to the tensor's size, as Julia does, and
# `x[...]` is a copy where `view` is none. Positions and truths are read in selection.jl.

"Indices of more dimensions at once are taken apart."
items_of(I::Tuple) = flat_items((), I...)
flat_items(done::Tuple) = done
flat_items(done::Tuple, i::CartesianIndex, more...) = flat_items((done..., Tuple(i)...), more...)
flat_items(done::Tuple, i::AbstractVector{CartesianIndex{0}}, more...) = flat_items((done..., newaxis), more...)
flat_items(done::Tuple, i, more...) = flat_items((done..., i), more...)

is_number(i) = i isa Integer && !(i isa Bool)
is_truth(i) = i isa Bool || i isa AbstractArray{Bool,0}

"Pairs each item that names dimensions with the first of them."
function dimensions_of(x::Tensor{T,N}, items, operator = "getitem") where {T,N}
    named = mapreduce(axes_named, +, items; init = 0)
    has_rest = any(i -> i isa Ellipsis, items)
    (named > N || (named < N && !has_rest)) && throw_error(
        IndexError, "the subscript names $named dimensions of a tensor that has $N"; operator = operator, argument = "subscript",
        hint = "name each, or put .. for the others")
    dimension = 0
    return map(items) do item
        dimension += item isa Ellipsis ? N - named : axes_named(item)
        return axes_named(item) == 0 ? 0 : dimension - axes_named(item) + 1
    end
end

function check_range(item, dimension, shape, operator)
    isempty(item) && return nothing
    low, high = extrema(item)
    n = shape[dimension]
    1 <= low && high <= n && return nothing
    message = "indices $low to $high lie outside dimension $dimension, which has $n elements"
    throw_error(IndexError, message; operator = operator, argument = "subscript",
                given = string(item), accepted = n == 0 ? "none" : "1 to $n")
end

"By numbers, ranges, `:`, `..` and `newaxis`, which select nothing that is not in the memory of x."
function window_of(x::Tensor, items, operator = "getitem")
    check_ranges(x, items, operator)
    return all(i -> i isa Colon, items) ? x : invoke(_fn_getitem, x, Subscript(items))
end
function check_ranges(x::Tensor, items, operator)
    dimensions = dimensions_of(x, items, operator)
    any(i -> i isa AbstractRange, items) || return nothing
    shape = size(x)
    for (item, dimension) in zip(items, dimensions)
        item isa AbstractRange && check_range(item, dimension, shape, operator)
    end
end

"""
    getindex(x::Tensor, items...)

`x[1, 2:3, :]`: a copy of a part of the tensor, or a number of Julia where numbers alone stand. An item is a number, a range,
`:`, an array of positions, an array of truths, which stands for as many dimensions as it has, or one of `CartesianIndex`; the
arrays may be tensors. Each selects on its own, as in Julia's arrays: `x[[1, 3], [2, 4]]` is a grid. `..` stands for
the dimensions that are not named, `newaxis` for a new one. One item may count the elements of several dimensions, the
first dimension fastest: `x[5]`, `x[x .> 0]`. Gradients flow through it.

# Example
```julia
x = Tensor(Float32[1 2 3; 4 5 6])
x[:, [3, 1]]  # [3 1; 6 4]
x[x .> 2]     # [4, 5, 3, 6]
```
"""
function Base.getindex(x::Tensor{T,N}, I...) where {T,N}
    items = items_of(I)
    all(is_number, items) && return element(x, items)
    length(items) == 1 && N > 1 && items[1] isa Colon && return vec(x)
    items = of_all_dimensions(x, items, "getitem")
    return any(selects, items) ? read_part(part_of(x, items, "getitem")) : copy(window_of(x, items))
end

"One item for a tensor of several dimensions becomes one that names them."
function of_all_dimensions(x::Tensor{T,N}, items, operator) where {T,N}
    any(is_truth, items) && no_truth()
    (length(items) != 1 || N < 2 || items[1] isa Union{Ellipsis,NewAxis}) && return items
    return (counted(x, items[1], operator),)
end

"A number, as Julia's arrays give it; a gradient can go through `view(x, i, j)`, which is a tensor."
function element(x::Tensor{T,N}, items) where {T,N}
    if length(items) == 1 && N > 1  # counted along the first dimension first
        i, shape = items[1], size(x)
        1 <= i <= prod(shape) || throw_error(
            IndexError, "index $i lies outside the tensor, which has $(prod(shape)) elements"; operator = "getitem", given = string(i))
        items = Tuple(CartesianIndices(shape)[i])
    end
    while length(items) > N && items[end] == 1
        items = items[1:end-1]
    end
    dimensions_of(x, items)
    return value_of(N == 0 ? x : invoke(_fn_getitem, x, Subscript(items)))
end

function value_of(x::Tensor{T,0}) where {T}
    out = Ref{T}()
    GC.@preserve x check(ABI.tensor_copy_out(x.handle, dtype_number(T), 1, out, sizeof(T)))
    return out[]
end

Base.view(x::Tensor, I...) = view_items(x, items_of(I))
function view_items(x::Tensor{T,N}, items) where {T,N}
    any(selects, items) && throw_error(MixgradTypeError, "a view has integers, ranges, `:`, `..` and newaxis"; argument = "subscript",
                                       hint = "x[...] copies what positions or truths select")
    items = length(items) == 1 && N > 1 && is_number(items[1]) ? Tuple(CartesianIndices(size(x))[items[1]]) : items
    length(items) == 1 && N > 1 && items[1] isa Colon && throw_error(MixgradTypeError, "x[:] of more than one dimension has no view")
    check_ranges(x, items, "getitem")
    return invoke(_fn_getitem, x, Subscript(items))
end
Base.dotview(x::Tensor, I...) = dotview_items(x, items_of(I))
function dotview_items(x::Tensor, items)
    all(is_number, items) || (items = of_all_dimensions(x, items, "setitem"))
    return any(selects, items) ? part_of(x, items, "setitem") : view_items(x, items)
end

"""
    setindex!(x::Tensor, value, items...)

`x[items...] = value`: writes to a part of the tensor, which `getindex` describes. The value is a number, or has the part's
dimensions; `x[items...] .= value` broadcasts. Of several values for one place the last stays.
Gradients flow to the value.

# Example
```julia
x = Tensor(Float32[1 2 3; 4 5 6])
x[:, [3, 1]] = [7 8; 9 10]
x[x .< 6] .= 0  # [8 0 7; 10 0 9]
```
"""
function Base.setindex!(x::Tensor{T,N}, value, I...) where {T,N}
    items = items_of(I)
    items = length(items) == 1 && N > 1 && is_number(items[1]) ? Tuple(CartesianIndices(size(x))[items[1]]) :
        of_all_dimensions(x, items, "setitem")
    region = mapreduce(i -> i isa Ellipsis ? N - sum(axes_named, items) : axes_made(i), +, items; init = 0)
    if value isa AbstractArray && ndims(value) != region && !(region == 0 && ndims(value) == 0)
        throw_error(ShapeError, "what is assigned has $(ndims(value)) dimensions, the place $region"; argument = "value",
                    hint = "x[...] .= value broadcasts")
    end
    if any(selects, items)
        write_part(part_of(x, items, "setitem"), _input(value))
    else
        check_ranges(x, items, "setitem")
        invoke(_fn_setitem, x, _input(value), Subscript(items))
    end
    return x
end
