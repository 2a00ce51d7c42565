# Finding and opening the library, and facts about it.

"The library's file, and whether the user names it: then it is the only place."
function library_place()
    given = get(ENV, "MIXGRAD_LIB", "")
    isempty(given) && return joinpath(dirname(dirname(@__DIR__)), "lib", ABI.library), false
    return isdir(given) ? joinpath(given, ABI.library) : given, true
end

"Opens it; one that is too old or of another major version is refused."
function open_library()
    place, given = library_place()
    opened = try
        Libdl.dlopen(place, Libdl.RTLD_NOW | Libdl.RTLD_LOCAL)
    catch problem
        refuse(place, given, sprint(showerror, problem))
    end
    abi, version = Libdl.dlsym_e(opened, :mixgrad_library_abi), Libdl.dlsym_e(opened, :mixgrad_library_version)
    C_NULL in (abi, version) && refuse(place, given, "it is no engine of mixgrad")
    found, release = Int(ccall(abi, Int32, ())), unsafe_string(ccall(version, Cstring, ()))
    found >= ABI.VERSION && found ÷ 1000 == ABI.VERSION ÷ 1000 ||
        refuse(place, given, "it is version $release with ABI $(spelled(found)), and this package, version $(ABI.RELEASE), " *
                             "needs ABI $(spelled(ABI.VERSION)) or newer of the same major")
    ABI.load() do name
        address = Libdl.dlsym_e(opened, name)
        address == C_NULL &&
            refuse(place, given, "it is version $release and lacks $name, which this package, version $(ABI.RELEASE), needs")
        return address
    end
end

spelled(abi) = "$(abi ÷ 1000).$(abi % 1000)"

function refuse(place, given, what)
    given && error("mixgrad can't use the engine that MIXGRAD_LIB names, $place: $what. Name the file $(ABI.library) of " *
                   "another one, or its folder, or unset MIXGRAD_LIB to use the engine of the package.")
    error("mixgrad can't use the engine of the package, $place: $what. Install the package again, so that both are of one " *
          "release, or name an engine in the environment variable MIXGRAD_LIB.")
end

function __init__()
    open_library()
    out = Ref{Ptr{Cvoid}}(C_NULL)
    check(ABI.context_new(ABI.INDEX_CONVENTION_JULIA, SPELLINGS, out))
    check(ABI.context_set_host(out[], @cfunction(handle_host, Cvoid, (Ptr{Cvoid}, Ptr{Cvoid})), C_NULL))
    ROOT[] = Context(out[])
    return nothing
end

"Version of the engine."
engine_version() = VersionNumber(unsafe_string(ABI.library_version()))

"Facts of the build and of this machine, as JSON: compiler, vector instructions, libraries, threads."
build() = unsafe_string(ABI.library_build())

"How many threads kernels may use."
get_threads() = Int(ABI.library_threads())

"""
    set_threads!(n)

Sets how many threads kernels may use, at least 1; results do not depend on it.
"""
set_threads!(n::Integer) = check(ABI.library_set_threads(n))
