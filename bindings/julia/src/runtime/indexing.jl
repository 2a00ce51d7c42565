# Subscripts. The engine reads them in Julia's counting; here ranges are held to the tensor's size, as Julia does, and
# `x[...]` is a copy where `view` is none.

"Indices of more dimensions at once are taken apart."
items_of(I::Tuple) = flat_items((), I...)
flat_items(done::Tuple) = done
flat_items(done::Tuple, i::CartesianIndex, more...) = flat_items((done..., Tuple(i)...), more...)
flat_items(done::Tuple, i::AbstractVector{CartesianIndex{0}}, more...) = flat_items((done..., newaxis), more...)
flat_items(done::Tuple, i, more...) = flat_items((done..., i), more...)

is_number(i) = i isa Integer && !(i isa Bool)
is_list(i) = i isa AbstractVector{<:Integer} && !(i isa AbstractRange) && eltype(i) !== Bool
names_axis(i) = !(i isa Union{Ellipsis,NewAxis})

"Pairs each item that names a dimension with that dimension."
function dimensions_of(x::Tensor{T,N}, items, operator = "getitem") where {T,N}
    named = count(names_axis, items)
    has_rest = any(i -> i isa Ellipsis, items)
    (named > N || (named < N && !has_rest)) && throw_error(
        IndexError, "the subscript names $named dimensions of a tensor that has $N"; operator = operator, argument = "subscript",
        hint = "name each, or put .. for the others")
    seen_rest = false
    dimension = 0
    return map(items) do item
        item isa Ellipsis && (seen_rest = true; dimension += N - named; return 0)
        names_axis(item) || return 0
        return dimension += 1
    end
end

function check_items(x::Tensor, items, operator = "getitem")
    dimensions = dimensions_of(x, items, operator)
    checked = any(i -> i isa AbstractRange || is_list(i), items)
    shape = checked ? size(x) : ()
    for (item, dimension) in zip(items, dimensions)
        (item isa AbstractRange || is_list(item)) && check_range(item, dimension, shape, operator)
    end
    return dimensions
end

function check_range(item, dimension, shape, operator)
    isempty(item) && return nothing
    low, high = extrema(item isa Tensor ? Array(item) : item)
    n = shape[dimension]
    1 <= low && high <= n && return nothing
    message = "indices $low to $high lie outside dimension $dimension, which has $n elements"
    throw_error(IndexError, message; operator = operator, argument = "subscript",
                given = string(item), accepted = n == 0 ? "none" : "1 to $n")
end

function window(x::Tensor, items)
    check_items(x, items)
    plain_items = map(item -> is_list(item) ? (:) : item, items)
    made = invoke(_fn_getitem, x, Subscript(plain_items))
    position = 0
    for (item, dimension) in zip(items, dimensions_of(x, items))
        if item isa Ellipsis
            position += ndims(x) - count(names_axis, items)
        elseif !is_number(item)
            position += 1
            is_list(item) && (made = take(made, Tensor(collect(Int64, item)); dims = position))
        end
    end
    return made
end

function Base.getindex(x::Tensor{T,N}, I...) where {T,N}
    items = items_of(I)
    all(is_number, items) && return element(x, items)
    any(i -> i isa Bool || (i isa AbstractArray && eltype(i) === Bool), items) && no_mask()
    length(items) == 1 && N > 1 && return linear_index(x, items[1])
    return copy(window(x, items))
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

linear_index(x::Tensor, ::Colon) = vec(x)
linear_index(x::Tensor, ::Ellipsis) = copy(x)
linear_index(x::Tensor, i) = throw_error(
    IndexError, "one index that is no number can not select from $(ndims(x)) dimensions"; argument = "subscript",
    given = string(i), hint = "name each dimension, or take from vec(x)")

Base.view(x::Tensor, I...) = view_items(x, items_of(I))
function view_items(x::Tensor{T,N}, items) where {T,N}
    any(is_list, items) && throw_error(MixgradTypeError, "a view has integers, ranges, `:`, `..` and newaxis"; argument = "subscript",
                                       hint = "x[...] copies what a vector of indices selects")
    items = length(items) == 1 && N > 1 && is_number(items[1]) ? Tuple(CartesianIndices(size(x))[items[1]]) : items
    length(items) == 1 && N > 1 && items[1] isa Colon && throw_error(MixgradTypeError, "x[:] of more than one dimension has no view")
    return window(x, items)
end
Base.dotview(x::Tensor, I...) = view(x, I...)

function Base.setindex!(x::Tensor{T,N}, value, I...) where {T,N}
    items = items_of(I)
    if length(items) == 1 && N > 1 && is_number(items[1])
        items = Tuple(CartesianIndices(size(x))[items[1]])
    end
    any(is_list, items) && throw_error(MixgradTypeError, "a vector of indices can not be assigned to"; argument = "subscript",
                                       hint = "assign in a loop, or build the tensor with where_")
    check_items(x, items, "setitem")
    region = count(i -> i isa Union{AbstractRange,Colon,NewAxis}, items) +
        (any(i -> i isa Ellipsis, items) ? N - count(names_axis, items) : 0)
    if value isa AbstractArray && ndims(value) != region && !(region == 0 && ndims(value) == 0)
        throw_error(ShapeError, "what is assigned has $(ndims(value)) dimensions, the place $region"; argument = "value",
                    hint = "x[...] .= value broadcasts")
    end
    invoke(_fn_setitem, x, _input(value), Subscript(items))
    return x
end
