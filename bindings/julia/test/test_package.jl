@testset "installed into an empty place, without a network" begin
    mktempdir() do folder
        # Without any registry Pkg would fetch one.
        registry = joinpath(folder, "depot", "registries", "Empty")
        mkpath(registry)
        write(joinpath(registry, "Registry.toml"),
              "name = \"Empty\"\nuuid = \"0e5f6a7b-6d53-4d4a-9b41-2f7a3f3c2d11\"\nrepo = \"\"\n\n[packages]\n")
        source = dirname(dirname(pathof(Mixgrad)))
        program = """
            import Pkg
            Pkg.activate(ARGS[1])
            Pkg.develop(Pkg.PackageSpec(path = ARGS[2]))
            using Mixgrad
            print(sum(Tensor([1, 2, 3]))[])
            """
        command = setenv(`$(Base.julia_cmd()) --startup-file=no -e $program $(joinpath(folder, "environment")) $source`,
                         merge(Dict(ENV), Dict("JULIA_DEPOT_PATH" => joinpath(folder, "depot"), "JULIA_PROJECT" => "")))
        @test read(pipeline(command; stderr = devnull), String) == "6"
    end
end
