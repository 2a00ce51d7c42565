A = reshape(collect(1:24), 2, 3, 4)
x = Tensor(A)

@testset "as Julia's arrays" begin
    for I in ((1, 2, 3), (2, :, 4), (:, 2:3, 1), (:, :, 1:2:4), (1, 3:-1:1, :), (:, 2, 2:1), (2:2, 3, :))
        @test (x[I...] isa Number ? x[I...] : Array(x[I...])) == A[I...]
    end
    @test Array(x[2, end, :]) == A[2, end, :] && x[end, end, end] == 24
    @test x[5] == A[5] && Array(x[:]) == A[:]
    @test Array(x[[2, 1], :, [4, 1]]) == A[[2, 1], :, [4, 1]]
    @test collect(x) == A && [v for v in x] == A
    @test first(x) == 1 && last(x) == 24
end

@testset "ellipsis and new dimensions" begin
    @test Array(x[.., 1]) == A[:, :, 1] && Array(x[2, ..]) == A[2, :, :] && Array(x[1, .., 4]) == A[1, :, 4]
    @test size(x[newaxis, :, 1, :]) == (1, 2, 4) && size(x[:, [CartesianIndex()], 1, 1]) == (2, 1)
end

@testset "copies and views" begin
    y = Tensor(Float32[1 2; 3 4])
    part = y[1, :]
    part[1] = 100
    @test y[1, 1] == 1
    window = view(y, 1, :)
    window[1] = 100
    @test y[1, 1] == 100
    @view(y[:, 2])[2] = 7
    @test y[2, 2] == 7
    @test view(y, 1, 1) isa Tensor{Float32,0}
end

@testset "assignment" begin
    y = zeros(Tensor{Float32}, 2, 3)
    y[1, 2] = 5
    y[2, :] = [1, 2, 3]
    @test Array(y) == [0 5 0; 1 2 3]
    y[:, 1] .= 9
    y[.., 3] = Tensor(Float32[7, 8])
    @test Array(y) == [9 5 7; 9 2 8]
    y[:, 2:3] .+= 1
    @test Array(y) == [9 6 8; 9 3 9]
    y .= 0
    @test all(iszero, Array(y))
    fill!(y, 2)
    @test sum(Array(y)) == 12
    copyto!(y, Float64[1 2 3; 4 5 6])
    @test Array(y) == [1 2 3; 4 5 6]
end

@testset "out of bounds counts from 1" begin
    e = thrown(() -> x[3, 1, 1])
    @test e isa IndexError && e.given == "3" && e.accepted == "1 to 2" && occursin("axis 1", e.message)
    @test thrown(() -> x[0, 1, 1]) isa IndexError
    @test thrown(() -> x[25]) isa IndexError && thrown(() -> x[0]) isa IndexError
    e = thrown(() -> x[1, 2:4, 1])
    @test e isa IndexError && e.accepted == "1 to 3" && occursin("dimension 2", e.message)
    @test thrown(() -> x[-1, 1, 1]) isa IndexError
    @test thrown(() -> x[:, [4], 1]) isa IndexError
    @test thrown(() -> x[1, :]) isa IndexError && thrown(() -> x[1, 1, 1, 2]) isa IndexError
    @test thrown(() -> x[24:25]) isa IndexError
    @test thrown(() -> (x[3, 1, 1] = 1)) isa IndexError
end

@testset "what is no subscript" begin
    @test thrown(() -> x[true, 1, 1]) isa MixgradTypeError && thrown(() -> x[:, :, fill(true)]) isa MixgradTypeError
    @test thrown(() -> x["a", 1, 1]) isa MixgradTypeError && thrown(() -> x[[1.0], 1, 1]) isa MixgradTypeError
    @test thrown(() -> x[Tensor([1.0]), 1, 1]) isa DTypeError
    y = zeros(Tensor{Float32}, 2, 2)
    @test thrown(() -> (y[1, :] = [1 2])) isa ShapeError
end

@testset "take" begin
    y = Tensor(Float32[1 2; 3 4; 5 6])
    @test Array(take(y, [3, 1])) == [5 6; 1 2]
    @test Array(take(y, Tensor([2]); dims = 2)) == reshape([2, 4, 6], 3, 1)
    @test thrown(() -> take(y, [4])) isa IndexError && thrown(() -> take(y, [0])) isa IndexError
end
