# Positions and truths in subscripts: `x[[1, 3], :]`, `x[mask]`. Each selects on its own, as in Julia's arrays, so that two
# vectors give a grid. In the engine all tensors of a subscript select together: here each gets dimensions of its own, and
# what they select along goes to the front, where the result's dimensions stand in the order of the items.

"Whether an item selects positions: an array of integers or truths, on the host or not."
selects(i) = i isa Union{Tensor,AbstractArray{Bool},AbstractArray{<:Union{Integer,CartesianIndex}}} && !(i isa AbstractRange)

"How many dimensions an item stands for."
axes_named(i) = 1
axes_named(::Union{Ellipsis,NewAxis}) = 0
axes_named(::AbstractArray{Bool,K}) where {K} = K
axes_named(::AbstractArray{CartesianIndex{K}}) where {K} = K

"How many dimensions of the result come from an item that is no ellipsis."
axes_made(i) = is_number(i) ? 0 : i isa AbstractArray{Bool} || !selects(i) ? 1 : ndims(i)

"""
A part of a tensor, to be read or written: `subscript` selects from `front`, and `order` tells where each dimension of the
part lies in what the engine gives. `x` and `items` are for errors.
"""
struct Part
    x::Tensor
    items::Tuple
    front::Tensor
    subscript::Tuple
    order::Vector{Int}
end
Base.ndims(part::Part) = length(part.order)

function part_of(x::Tensor, items::Tuple, operator)
    dimensions = dimensions_of(x, items, operator)
    check_masks(x, items, dimensions, operator)
    whole = map(i -> selects(i) ? ntuple(_ -> (:), axes_named(i)) : (i,), items)
    window = window_of(x, Tuple(Iterators.flatten(whole)), operator)
    selections = filter(selects, items)
    lone_mask = length(selections) == 1 && selections[1] isa Tensor{Bool}
    ranks = map(axes_made, selections)
    front, rest, order = Int[], Int[], Int[]
    position, made, kept = 0, 0, sum(ranks)
    for item in items
        n = item isa Ellipsis ? ndims(x) - sum(axes_named, items) : selects(item) ? axes_named(item) : axes_made(item)
        dims = position+1:position+n
        position += n
        if selects(item)
            append!(front, lone_mask ? reverse(dims) : dims)
            append!(order, made+axes_made(item):-1:made+1)
            made += axes_made(item)
        else
            append!(rest, dims)
            append!(order, kept+1:kept+n)
            kept += n
        end
    end
    subscript = lone_mask ? (turned(selections[1]),) : spread(selections, ranks)
    return Part(x, items, ordered(window, [front; rest]), subscript, order)
end

ordered(x::Tensor, order) = issorted(order) ? x : permutedims(x, Tuple(order))

"The engine goes by rows: through what is turned around it goes in Julia's order."
turned(x::Tensor{T,K}) where {T,K} = ordered(x, K:-1:1)

"Positions, turned around, with new dimensions around their own, in the result's place for them."
function spread(selections, ranks)
    items, first = Any[], 0
    for (item, rank) in zip(selections, ranks)
        before, after = ntuple(_ -> newaxis, first), ntuple(_ -> newaxis, sum(ranks) - first - rank)
        first += rank
        for along in positions(item)
            push!(items, invoke(_fn_getitem, turned(along), Subscript((before..., .., after...))))
        end
    end
    return Tuple(items)
end

"Tensors of positions, one for each dimension."
positions(i::Tensor) = (i,)  # the engine refuses what are no integers
positions(i::AbstractArray) = (Tensor(collect(Int64, i)),)
positions(i::AbstractArray{CartesianIndex{K}}) where {K} = ntuple(k -> Tensor(Int64[place[k] for place in i]), K)
positions(i::AbstractArray{Bool}) = positions(findall(i))
positions(i::Tensor{Bool}) = reverse(Tuple(nonzero(turned(i))))

"One item for several dimensions counts elements, the first dimension fastest: as an item that names them all."
function counted(x::Tensor{T,N}, i, operator) where {T,N}
    (N <= 1 || (selects(i) && axes_named(i) > 1)) && return i
    shape = size(x)
    i isa Colon && return vec(CartesianIndices(shape))
    n = prod(shape)
    if i isa AbstractArray{Bool}
        length(i) == n || throw_error(
            IndexError, "a mask of $(length(i)) elements can not select from a tensor that has $n"; operator = operator,
            argument = "subscript", given = string(length(i)), accepted = string(n))
        return i isa Tensor ? turned(reshape(i, reverse(shape))) : reshape(i, shape)
    end
    i isa Tensor && !(eltype(i) <: Integer) && return i
    i = i isa Tensor ? Array(i) : i
    place = findfirst(k -> !(1 <= k <= n), i)
    place === nothing || throw_error(
        IndexError, "index $(i[place]) at position $(text_of(place)) lies outside the tensor, which has $n elements";
        operator = operator, argument = "subscript", given = string(i[place]), accepted = n == 0 ? "none" : "1 to $n")
    return CartesianIndices(shape)[i]
end
text_of(place) = string('[', join(Tuple(place), ", "), ']')

function read_part(part::Part)
    made = explained(() -> invoke(_fn_getitem, part.front, Subscript(part.subscript)), part, "getitem")
    return ordered(made, part.order)
end

"The value is a number, or a tensor with the part's number of dimensions."
function write_part(part::Part, value)
    laid = value isa Tensor && ndims(value) == ndims(part) ? ordered(value, invperm(part.order)) : value
    explained(part, "setitem", value) do
        invoke(_fn_setitem, part.front, laid, Subscript(part.subscript))
    end
    return value
end

Base.Broadcast.materialize!(part::Part, tree::Base.Broadcast.Broadcasted{TensorStyle}) = write_dotted(part, evaluated(tree))
Base.Broadcast.materialize!(part::Part, tree::Base.Broadcast.Broadcasted) = write_dotted(part, Base.Broadcast.materialize(tree))
Base.Broadcast.materialize!(part::Part, value) = write_dotted(part, value)
function write_dotted(part::Part, value)
    value isa AbstractArray && ndims(value) > ndims(part) && throw_error(
        ShapeError, "what is assigned has $(ndims(value)) dimensions, the place $(ndims(part))"; operator = "setitem", argument = "value")
    return write_part(part, aligned(value, ndims(part)))
end

# ---- errors

"The engine has seen the dimensions in another order: its errors are told in the order of x."
function explained(f, part, operator, value = nothing)
    try
        return f()
    catch error
        error isa IndexError && explain_index(part, operator)
        error isa ShapeError && value isa AbstractArray && !current().tracing && explain_shape(part, value)
        rethrow()
    end
end

function explain_index(part, operator)
    shape, dimensions = size(part.x), dimensions_of(part.x, part.items, operator)
    for (item, first) in zip(part.items, dimensions)
        (!selects(item) || (item isa Tensor && istraced(item))) && continue
        item isa AbstractArray{Bool} ? check_mask(item, shape, first, operator) :
            check_positions(item isa Tensor ? Array(item) : item, shape, first, operator)
    end
end

function check_positions(item, shape, first, operator)
    for place in CartesianIndices(size(item)), (k, index) in enumerate(Tuple(item[place]))
        n = shape[first+k-1]
        1 <= index <= n || throw_error(
            IndexError, "index $index at position $(text_of(place)) lies outside axis $(first + k - 1), which has $n elements";
            operator = operator, argument = "subscript", given = string(index), accepted = n == 0 ? "none" : "1 to $n")
    end
end

function explain_shape(part, value)
    made = ordered(invoke(_fn_getitem, part.front, Subscript(part.subscript)), part.order)
    given, accepted = text_of(size(value)), text_of(size(made))
    throw_error(ShapeError, "the shape of what is assigned is not that of its place"; operator = "setitem",
                argument = "value", given = given, accepted = "what broadcasts to $accepted")
end

"A tensor of truths that selects alone is left to the engine, since a trace is bound to no size then."
function check_masks(x, items, dimensions, operator)
    alone = count(selects, items) == 1
    for (item, first) in zip(items, dimensions)
        item isa AbstractArray{Bool} && !(alone && item isa Tensor) && check_mask(item, size(x), first, operator)
    end
end

function check_mask(mask, shape, first, operator)
    along = shape[first:first+ndims(mask)-1]
    size(mask) == along && return nothing
    place = string(length(along) == 1 ? "axis " : "axes ", join(first:first+ndims(mask)-1, ", "))
    throw_error(IndexError, "a mask has another size than $place, along which it selects"; operator = operator,
                argument = "subscript", given = text_of(size(mask)), accepted = text_of(along))
end
