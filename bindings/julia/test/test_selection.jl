# Positions and truths in subscripts, with Julia's arrays as the oracle.
A = rand(Float64, 3, 4, 5)
x = Tensor(copy(A))
some_rows, some_columns = [3, 1, 3], [2, 4]
plane = rand(3, 4) .> 0.5
plane[2, 3] = true
behind = rand(4, 5) .> 0.5
behind[1, 1] = true
space = A .> 0.5
truths = [true, false, true]

const SELECTIONS = Any[
    (some_rows, :, :), (:, some_columns, :), (:, :, [5]), (some_rows, some_columns, :), (some_rows, :, [5, 1]),
    (:, some_columns, [1, 2, 2]), (some_rows, some_columns, [1, 5]), (2, some_columns, :), (some_rows, 3, [4, 1]),
    (2:3, :, some_columns), (some_rows, 4:-1:1, 2), ([2 1; 3 3], :, 1), (1, [1 2 3; 4 1 2], some_columns),
    (:, Int[], :), (:, fill(2), :), (Int8[2, 1], :, UInt16[5]),
    (truths, :, :), (:, [false, true, true, false], 2), (truths, some_columns, :), (truths, :, BitArray([1, 0, 1, 1, 0])),
    ([false, false, false], :, :), (plane, :), (plane, 2:3), (plane, [1, 3]), (:, behind), (2, behind), (truths, behind),
    (space,), (vec(space),), ([1, 60, 7],), ([2 3; 1 60],), (1:3,), (10:-3:1,),
    (findall(plane), :), (findall(space),), (:, [CartesianIndex(1, 2), CartesianIndex(4, 5)]), ([CartesianIndex(2)], :, :),
    (CartesianIndex(1, 2), some_columns), (CartesianIndices((2, 3)), [1, 2]),
    (newaxis, some_rows, :, :), (some_rows, .., [1, 2]), (.., [4, 1]), (some_rows, newaxis, .., 2)]

# Older Julias take a mask of several dimensions beside other items only as the places where it is true.
host_item(i) = (i,)
host_item(i::AbstractMatrix{Bool}) = (findall(i),)
host_item(::Mixgrad.NewAxis) = ()
function on_host(I)
    rest = ntuple(_ -> (:), 4 - count(i -> i !== newaxis, I))
    return Tuple(Iterators.flatten(map(i -> i isa Mixgrad.Ellipsis ? rest : host_item(i), I)))
end
as_tensors(I) = map(i -> i isa AbstractArray{<:Integer} && !(i isa AbstractRange) ? Tensor(collect(i)) : i, I)
shape_of(I) = any(i -> i isa Mixgrad.NewAxis, I) ? nothing : size(A[on_host(I)...])

@testset "reads as Julia's arrays do" begin
    for I in SELECTIONS, J in (I, as_tensors(I))
        found, wanted = x[J...], A[on_host(I)...]
        @test found isa Tensor{Float64} && vec(Array(found)) == vec(wanted)
        shape_of(I) === nothing || @test size(found) == shape_of(I)
    end
    @test size(x[newaxis, some_rows, :, :]) == (1, 3, 4, 5) && size(x[some_rows, newaxis, .., 2]) == (3, 1, 4)
    v = Tensor([5, 6, 7])
    @test Array(v[[3, 1]]) == [7, 5] && Array(v[truths]) == [5, 7] && Array(v[v .> 5]) == [6, 7]
    copied = x[some_rows, :, :]
    copied .= 0
    @test Array(x) == A
end

@testset "writes as Julia's arrays do" begin
    for I in SELECTIONS, J in (I, as_tensors(I))
        B, y = copy(A), Tensor(copy(A))
        value = rand(size(x[I...])...)
        y[J...] = value
        place = view(B, on_host(I)...)
        place .= reshape(value, size(place))
        @test Array(y) == B
        y[J...] .= 7
        place .= 7
        @test Array(y) == B
        y[J...] .= y[J...] .* 2 .+ Tensor(value)
        @test vec(Array(y[J...])) == vec(value .+ 14) || !allunique(vec(LinearIndices(A)[on_host(I)...]))
    end
    y = Tensor(copy(A))
    y[space] = 0
    B = copy(A)
    B[space] .= 0
    @test Array(y) == B
    y[[1, 3], :, 2] .+= [10, 20]
    B[[1, 3], :, 2] .+= [10, 20]
    @test Array(y) == B
    y[:] .= 1:60
    @test Array(y)[:] == 1:60
    window = view(y, 2, :, :)
    window[[1, 4], 2] = [-1, -2]
    @test y[2, 1, 2] == -1 && y[2, 4, 2] == -2
end

@testset "gradients" begin
    for I in SELECTIONS, J in (I, as_tensors(I))
        weights = rand(size(x[I...])...)
        expected = zeros(size(A))
        for (k, place) in enumerate(vec(LinearIndices(A)[on_host(I)...]))
            expected[place] += weights[k]
        end
        t = parameter(copy(A))
        backward(sum(t[J...] .* weights))
        @test Array(gradient_of(t)) ≈ expected
        allunique(vec(LinearIndices(A)[on_host(I)...])) || continue
        slopes, v, y = rand(3, 4, 5), parameter(weights), zeros(Tensor{Float64}, 3, 4, 5)
        y[J...] .= v .* 2
        backward(sum(y .* slopes))
        @test vec(Array(gradient_of(v))) ≈ 2 .* vec(slopes[on_host(I)...])
    end
    leaf = parameter(Float32[1, 2, 3])
    @test thrown(() -> (leaf[[1, 2]] .= 0)) isa GradientError
end

@testset "in traces" begin
    chosen = Tensor([3, 1])
    f = compile(t -> t[chosen, :] .+ t[[2, 2], :])
    y = Tensor(rand(3, 2))
    @test Array(f(y)) == Array(y)[[3, 1], :] .+ Array(y)[[2, 2], :]
    @test Array(gradient(t -> sum(t[[2, 2], :]), y)[1]) == [0 0; 2 2; 0 0]
    @test Array(gradient(t -> sum(t[[true, false, true], :]), y)[1]) == [1 1; 0 0; 1 1]
    clipped = compile(t -> (u = t .* 2; u[u .> 1] .= 1; u))
    @test Array(clipped(y)) == min.(Array(y) .* 2, 1)
    @test thrown(() -> compile(t -> t[t .> 0])(y)) isa TraceError
    @test Array(vmap(row -> row[[2, 1]], y)) == Array(y)[:, [2, 1]]
end

@testset "errors count from 1" begin
    for J in (Any[:, [1, 5], :], Any[:, Tensor([1, 5]), :])
        for (e, operator) in ((thrown(() -> x[J...]), "getitem"), (thrown(() -> (x[J...] .= 0)), "setitem"))
            @test e isa IndexError && e.given == "5" && e.accepted == "1 to 4" && e.operator == operator
            @test occursin("index 5 at position [2] lies outside axis 2", e.message)
        end
        J[2] = J[2] .- 1
        e = thrown(() -> x[J...])
        @test e isa IndexError && e.given == "0" && occursin("index 0 at position [1] lies outside axis 2", e.message)
    end
    @test thrown(() -> x[UInt8[0], :, :]) isa IndexError && thrown(() -> x[Tensor(UInt8[0]), :, :]) isa IndexError
    @test thrown(() -> x[[-1], :, :]) isa IndexError
    e = thrown(() -> x[:, [CartesianIndex(1, 6)]])
    @test e isa IndexError && e.given == "6" && occursin("axis 3", e.message)
    e = thrown(() -> x[[1, 61]])
    @test e isa IndexError && e.given == "61" && occursin("position [2]", e.message)
    for mask in (truths, Tensor(truths))
        e = thrown(() -> x[:, mask, :])
        @test e isa IndexError && e.given == "[3]" && e.accepted == "[4]" && occursin("axis 2", e.message)
        e = thrown(() -> x[some_rows, mask, :])
        @test e isa IndexError && e.given == "[3]" && occursin("axis 2", e.message)
    end
    e = thrown(() -> x[Tensor(permutedims(plane)), :])
    @test e isa IndexError && e.given == "[4, 3]" && e.accepted == "[3, 4]" && occursin("axes 1, 2", e.message)
    @test thrown(() -> x[trues(59)]) isa IndexError
    @test thrown(() -> x[plane, :, :]) isa IndexError && thrown(() -> x[some_rows, :]) isa IndexError
    e = thrown(() -> (x[:, some_columns, :] = zeros(3, 5, 5)))
    @test e isa ShapeError && e.given == "[3, 5, 5]" && e.accepted == "what broadcasts to [3, 2, 5]"
    @test thrown(() -> (x[space] = zeros(3))) isa ShapeError && thrown(() -> (x[some_rows, :, :] = zeros(3))) isa ShapeError
    @test thrown(() -> (x[some_rows, 1, 1] .= zeros(3, 1))) isa ShapeError
    @test thrown(() -> view(x, some_rows, :, :)) isa MixgradTypeError && thrown(() -> view(x, space)) isa MixgradTypeError
end
