@testset "hierarchy and fields" begin
    @test ShapeError <: MixgradError <: Exception && FormatError <: AbstractMixgradIOError && MixgradIOError <: AbstractMixgradIOError
    e = thrown(() -> zeros(Tensor, 2, 3) * zeros(Tensor, 4, 5))
    @test e isa ShapeError && e.code === :shape && e.operator == "matmul" && occursin("3", e.message) && occursin("4", e.message)
    @test startswith(sprint(showerror, e), "ShapeError: matmul: ")
end

bad_calls = [
    (() -> sum(zeros(Tensor, 2); dims = 2), IndexError, "axis", "dims"),
    (() -> softmax(zeros(Tensor, 2); dims = 0), IndexError, "axis", "counted from 1"),
    (() -> add(zeros(Tensor, 2), "a"), MixgradTypeError, "x2", "x2"),
    (() -> add(nothing, 1), MixgradTypeError, "x1", "x1"),
    (() -> add(zeros(Tensor, 2), zeros(Tensor, 3)), ShapeError, nothing, "3"),
    (() -> full((2,), 1, String), DTypeError, nothing, "String"),
    (() -> full((2,), 1; device = "cuda:0"), DeviceError, "device", "device"),
    (() -> cross_entropy(zeros(Tensor, 2, 3), Tensor([1, 2]); reduction = :median), ValueError, "reduction", "median"),
    (() -> cross_entropy(zeros(Tensor, 2, 3), Tensor([1, 4])), IndexError, "target", "1 to 3"),
    (() -> cross_entropy(zeros(Tensor, 2, 3), Tensor([0, 1])), IndexError, "target", "starts at 1"),
    (() -> Linear(0 => 3), ValueError, "in_features", "in_features"),
    (() -> Linear(2.5 => 3), MixgradTypeError, "in_features", "in_features"),
    (() -> Linear(), MixgradTypeError, "in_features", "in_features"),
    (() -> Dropout(1.5), ValueError, "p", "1.5"),
    (() -> full((2,), 1, Float32; device = 3), MixgradTypeError, "device", "device"),
    (() -> add(zeros(Tensor, 2), big(2)^64), ValueError, nothing, "64"),
    (() -> SGD([1, 2]), MixgradError, nothing, "parameters"),
    (() -> concat(zeros(Tensor, 2)), MixgradTypeError, nothing, "list"),
    (() -> zeros(Tensor, 2) .+ "a", Exception, nothing, ""),
]
@testset "bad arguments $i" for (i, (call, E, argument, text)) in enumerate(bad_calls)
    e = thrown(call)
    @test e isa E
    e isa MixgradError && argument !== nothing && @test e.argument == argument
    @test occursin(text, sprint(showerror, e))
end

@testset "the form of calls is Julia's" begin
    @test_throws MethodError add(zeros(Tensor, 1))
    @test_throws MethodError Linear(1 => 2; nonsense = 3)
    @test_throws MethodError Tensor()
end

@testset "use after free!" begin
    x = zeros(Tensor, 2)
    free!(x)
    free!(x)
    @test isfreed(x) && Mixgrad.identity_of(x) == 0
    for use in (() -> x .+ 1, () -> size(x), () -> Array(x), () -> x[1], () -> sum(x))
        @test thrown(use) isa DisposedError
    end
    @test repr(x) == "Tensor{Float32,1}(freed)" && repr("text/plain", x) == "Tensor{Float32,1}(freed)"
end

@testset "scopes" begin
    inside = nothing
    kept = scope(name = "step") do
        inside = zeros(Tensor, 2)
        (ones(Tensor, 2), (a = ones(Tensor, 1), b = [ones(Tensor, 3)]))
    end
    @test Array(kept[1]) == [1, 1] && Array(kept[2].b[1]) == [1, 1, 1]
    e = thrown(() -> inside .+ 1)
    @test e isa DisposedError && occursin("step", e.message)
    held = Ref{Any}()
    @test_throws KeyError scope(() -> (held[] = zeros(Tensor, 2); throw(KeyError(1))))
    @test isfreed(held[])
    outer = scope() do
        x = scope(() -> ones(Tensor, 2))
        y = scope(() -> keep(zeros(Tensor, 2)))
        @test !isfreed(x) && !isfreed(y)
        held[] = x
        y
    end
    @test isfreed(held[]) && !isfreed(outer)
end

@testset "the memory limit" begin
    GC.gc()
    set_memory_limit!(memory().bytes + 4000)
    try
        @test thrown(() -> zeros(Tensor, 100_000)) isa MixgradMemoryError
        @test Array(zeros(Tensor, 10)) == zeros(10)
    finally
        set_memory_limit!(0)
    end
    set_memory_limit!(memory().bytes + 600_000)
    try
        fitting() = all(_ -> size(zeros(Tensor, 100_000)) == (100_000,), 1:20)  # collected before giving up
        @test fitting()
    finally
        set_memory_limit!(0)
    end
end

@testset "files" begin
    mktempdir() do folder
        net = Linear(2 => 3)
        path = joinpath(folder, "net.safetensors")
        save(path, net)
        good = read(path)
        @test thrown(() -> load!(Linear(2 => 3), joinpath(folder, "none"))) isa MixgradIOError
        @test thrown(() -> load!(Linear(3 => 3), path)) isa ShapeError
        @test thrown(() -> load!(Linear(2 => 3; bias = false), path)) isa NotFoundError
        broken = joinpath(folder, "broken")
        for bytes in (good[1:4], good[1:end-5], UInt8[], vcat(fill(0xff, 8), good[9:end]), vcat(good[1:8], fill(UInt8('{'), 40)))
            write(broken, bytes)
            before = Array(net.weight)
            @test thrown(() -> load!(net, broken)) isa FormatError
            @test Array(net.weight) == before
        end
        @test thrown(() -> save(joinpath(folder, "no", "such", "place"), net)) isa MixgradIOError
        @test thrown(() -> FashionMNIST(root = folder)) isa Union{Nothing,NotFoundError}
        for bytes in (UInt8[], [0x00, 0x00, 0x08], [0x00, 0x00, 0x08, 0x03, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 1])
            write(broken, bytes)
            @test thrown(() -> ImageDataset(broken, broken, ["a"])) isa FormatError
        end
    end
end

@testset "a full disk leaves the old file whole" begin
    if isfile("/dev/full") || ispath("/dev/full")
        @test thrown(() -> save("/dev/full", Linear(2 => 3))) isa MixgradIOError
    end
    mktempdir() do folder
        path = joinpath(folder, "net.safetensors")
        save(path, Linear(64 => 64))
        before = read(path)
        program = """
            using Mixgrad
            try
                save(ARGS[1], Linear(512 => 512))
                print("saved")
            catch error
                print(typeof(error))
            end
            """
        # 100 blocks of 512 bytes or 1024 bytes: the weights need a megabyte. The signal of the limit is ignored.
        command = `bash -c 'trap "" XFSZ; ulimit -f 100; exec "$@"' limited $(Base.julia_cmd()) --project=$(Base.active_project()) -e $program $path`
        @test read(command, String) == "MixgradIOError"
        @test read(path) == before
    end
end
