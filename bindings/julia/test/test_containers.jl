@testset "$Kind as a collection" for Kind in (Sequential, ModuleList)
    layers = [Linear(3 => 4), ReLU(), Linear(4 => 2)]
    made = Kind(layers...)
    @test length(made) == 3 && eachindex(made) == 1:3
    @test all(a === b for (a, b) in zip(made, layers))
    @test collect(made) isa Vector{Mixgrad.AbstractModule}
    @test made[1] === layers[1] && made[end] === layers[3] && last(made) === layers[3]
    @test [i => layer for (i, layer) in pairs(made)][2] == (2 => layers[2])
    part = made[2:end]
    @test part isa Kind && collect(part) == layers[2:3]
    @test made[[3, 1]][1] === layers[3] && length(made[:]) == 3
    e = thrown(() -> made[4])
    @test e isa IndexError && occursin("1 to 3", sprint(showerror, e))
    @test thrown(() -> made[0]) isa IndexError
    @test isempty(Kind()) && collect(Kind()) == []
end

@testset "a walk sees what is added" begin
    made = ModuleList(ReLU())
    _, state = iterate(made)
    append(made, Tanh())
    layer, state = iterate(made, state)
    @test layer isa Tanh && iterate(made, state) === nothing
end

@testset "modules by names" begin
    heads = ModuleDict(; modules = Dict("small" => Linear(4 => 1)))
    register_module!(heads, "large", Linear(4 => 3))
    @test length(heads) == 2 && keys(heads) == ["small", "large"]
    @test heads["large"] === get(heads, "large") && haskey(heads, "small") && !haskey(heads, "medium")
    @test [name for (name, head) in heads] == ["small", "large"]
    @test last(last(collect(heads))) === heads["large"] && values(heads)[1] === heads["small"]
    @test thrown(() -> heads["medium"]) isa NotFoundError
end
