# Finding and opening the library, and facts about it.

"Folders and files where the library is looked for, first to last."
function library_places()
    given = get(ENV, "MIXGRAD_LIB", "")
    own = joinpath(dirname(dirname(@__DIR__)), "lib")
    return filter(!isempty, [given, isempty(given) ? "" : joinpath(given, ABI.library), joinpath(own, ABI.library)])
end

function open_library()
    places = library_places()
    for place in places
        isfile(place) || continue
        opened = Libdl.dlopen(place, Libdl.RTLD_NOW | Libdl.RTLD_LOCAL)
        ABI.load(name -> symbol_in(opened, name, place))
        return check_version(place)
    end
    error("mixgrad's library is not there. Searched: $(join(places, ", ")). " *
          "Build it (make build-julia), or say where $(ABI.library) is with the environment variable MIXGRAD_LIB.")
end

function symbol_in(library, name, place)
    found = Libdl.dlsym_e(library, name)
    found == C_NULL &&
        error("$place is an older mixgrad than this package needs: it has no $name. Install the one that belongs to it.")
    return found
end

"The same ABI, or a newer one of the same major version."
function check_version(place)
    found = Int(ABI.library_abi())
    found >= ABI.VERSION && found ÷ 1000 == ABI.VERSION ÷ 1000 && return nothing
    error("$place has the ABI $found, this package needs $(ABI.VERSION) or newer of the same major. " *
          "Install the mixgrad that belongs to it.")
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
