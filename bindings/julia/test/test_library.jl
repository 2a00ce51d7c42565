@testset "facts" begin
    @test Mixgrad.engine_version() >= v"0.1.0" && occursin("{", Mixgrad.build())
    n = Mixgrad.get_threads()
    Mixgrad.set_threads!(1)
    @test Mixgrad.get_threads() == 1
    Mixgrad.set_threads!(n)
    @test thrown(() -> Mixgrad.set_threads!(0)) isa ValueError
    @test memory().limit_bytes == 0 && propertynames(memory())[1] === :tensors
end

@testset "a library that is not there" begin
    mktempdir() do folder
        # A copy of the package without its folder lib.
        cp(joinpath(dirname(pathof(Mixgrad)), ".."), joinpath(folder, "Mixgrad"))
        rm(joinpath(folder, "Mixgrad", "lib"); recursive = true, force = true)
        program = "using Mixgrad"
        out = IOBuffer()
        command = setenv(`$(Base.julia_cmd()) --project=$(joinpath(folder, "Mixgrad")) -e $program`,
                         merge(Dict(ENV), Dict("MIXGRAD_LIB" => "/nowhere")))
        process = run(pipeline(command; stdout = devnull, stderr = out); wait = false)
        wait(process)
        text = String(take!(out))
        @test !success(process) && occursin("MIXGRAD_LIB", text) && occursin("/nowhere", text)
    end
end

@testset "every name has documentation" begin
    undocumented = filter(names(Mixgrad)) do name
        value = getfield(Mixgrad, name)
        (value isa Function || value isa Type) && parentmodule(value) === Mixgrad &&
            occursin("No documentation found", string(Base.Docs.doc(Base.Docs.Binding(Mixgrad, name))))
    end
    @test undocumented == Symbol[]
end

@testset "printing of objects" begin
    @test repr(Linear(1 => 2)) == "Linear()"
    @test repr(Sequential(ReLU())) == "Sequential()"
end
