@testset "facts" begin
    @test Mixgrad.engine_version() >= v"0.1.0" && occursin("{", Mixgrad.build())
    n = Mixgrad.get_threads()
    Mixgrad.set_threads!(1)
    @test Mixgrad.get_threads() == 1
    Mixgrad.set_threads!(n)
    @test thrown(() -> Mixgrad.set_threads!(0)) isa ValueError
    @test memory().limit_bytes == 0 && propertynames(memory())[1] === :tensors
end

"What a process says that is told to use an engine, and whether it could."
function using_engine(place; program = "print(Mixgrad.engine_version())")
    out = IOBuffer()
    command = `$(Base.julia_cmd()) --startup-file=no --project=$(Base.active_project()) -e $("using Mixgrad; " * program)`
    process = run(pipeline(setenv(command, merge(Dict(ENV), Dict("MIXGRAD_LIB" => place))); stdout = out, stderr = out);
                  wait = false)
    wait(process)
    return String(take!(out)), success(process)
end

@testset "an engine of one's own" begin
    own = joinpath(dirname(pathof(Mixgrad)), "..", "lib", Mixgrad.ABI.library)
    @test using_engine(own) == using_engine(dirname(own)) == (string(Mixgrad.engine_version()), true)
    text, good = using_engine("/nowhere/at/all.so")
    @test !good && occursin("MIXGRAD_LIB names, /nowhere/at/all.so", text)
    mktempdir() do folder
        source = "int mixgrad_library_abi(void) { return 0; }\n" *
                 "const char* mixgrad_library_version(void) { return \"0.0.9\"; }\n"
        write(joinpath(folder, "old.c"), source)
        run(`cc -shared -o $(joinpath(folder, Mixgrad.ABI.library)) $(joinpath(folder, "old.c"))`)
        text, good = using_engine(folder)
        @test !good && occursin("is version 0.0.9 with ABI 0.0", text) && occursin("version $(Mixgrad.ABI.RELEASE), needs ABI 0.", text) &&
              occursin("unset MIXGRAD_LIB", text)
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
    @test repr(Sequential(ReLU(), Sequential())) == "Sequential(ReLU(), Sequential())"
    @test repr(ModuleDict(; modules = Dict("a" => ReLU()))) == "ModuleDict(a = ReLU())"
end
