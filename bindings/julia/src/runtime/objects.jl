# Objects of the engine: one wrapper for each, found by its address.

"Base of the engine's objects and of the types that users make to take part in the engine's work."
abstract type EngineObject end

"What a wrapper is made of: a handle that becomes ours."
struct Made
    handle::Ptr{Cvoid}
end

"A property of the engine's object: its name there, whether it can be set, and the names of its numbers."
struct EngineProperty
    name::String
    writable::Bool
    words::Union{Nothing,Dict{Int64,Symbol}}
end

"A method that the engine asks for, and what becomes of its result: `:nothing`, `:tensors` or `:value`."
struct HostMethod
    call::Any
    returns::Symbol
end

engine_properties(x) = NamedTuple()
host_methods(x) = NamedTuple()
"Whether the object is the engine's own, not a struct of the user's."
is_wrapper(x) = false

const CLASSES = Dict{String,Any}()

macro engine_class(name, base, class)
    return esc(quote
        Base.@__doc__ mutable struct $name <: $base
            _handle::Ptr{Cvoid}
            _kept::Vector{Any}  # what the engine's object refers to in Julia: functions, structs
            peers::Any          # engine objects of structs that hold this one, see peers.jl
            $name(made::Made) = finalizer(release_object, new(made.handle, Any[], nothing))
        end
        is_wrapper(::$name) = true
        Base.getproperty(x::$name, name::Symbol) = get_property(x, name)
        Base.setproperty!(x::$name, name::Symbol, value) = set_property(x, name, value)
        Base.propertynames(x::$name) = keys(engine_properties(x))
        CLASSES[$class] = $name
    end)
end

# A weak reference may outlive the finalizer: what was released says so.
function release_object(x)
    handle = getfield(x, :_handle)
    setfield!(x, :_handle, C_NULL)
    ABI.object_release(handle)
end
is_released(x) = getfield(x, :_handle) == C_NULL

macro engine_iterable(name)
    return esc(quote
        Base.iterate(x::$name, walk = start_walk(x)) = next_item(walk)
        Base.IteratorSize(::Type{$name}) = Base.SizeUnknown()
        Base.eltype(::Type{$name}) = Any
    end)
end

"The elements of a container as they are printed; nothing else has any."
shown_elements(x) = String[]

# Made of elements one by one, which `get` gives by their places.
macro engine_sequence(name, element, get)
    return esc(quote
        Base.getindex(x::$name, i::Integer) = invoke($get, x, i)
        Base.getindex(x::$name, places::AbstractVector{<:Integer}) = $name((x[i] for i in places)...)
        Base.getindex(x::$name, ::Colon) = x[1:length(x)]
        Base.firstindex(::$name) = 1
        Base.lastindex(x::$name) = length(x)
        Base.keys(x::$name) = Base.OneTo(length(x))
        Base.iterate(x::$name, i = 1) = i > length(x) ? nothing : (x[i], i + 1)
        Base.eltype(::Type{$name}) = $element
        shown_elements(x::$name) = [sprint(show, element) for element in x]
    end)
end

# Elements by names, as a dictionary has them: walked in pairs.
macro engine_map(name, element, get)
    return esc(quote
        Base.getindex(x::$name, key::AbstractString) = invoke($get, x, key)
        Base.keys(x::$name) = names(x)
        Base.haskey(x::$name, key::AbstractString) = key in names(x)
        Base.values(x::$name) = [x[key] for key in names(x)]
        function Base.iterate(x::$name, i = 1)
            i > length(x) && return nothing
            key = names(x)[i]
            return (key => x[key], i + 1)
        end
        Base.eltype(::Type{$name}) = Pair{String,<:$element}
        shown_elements(x::$name) = [string(key, " = ", sprint(show, element)) for (key, element) in x]
    end)
end

const WRAPPERS = Dict{Ptr{Cvoid},WeakRef}()
const WRAPPER_LOCK = ReentrantLock()
const SWEEP_AT = Ref(256)

function remember(handle, x)
    if length(WRAPPERS) >= SWEEP_AT[]
        filter!(pair -> pair.second.value !== nothing, WRAPPERS)
        SWEEP_AT[] = max(256, 2 * length(WRAPPERS))
    end
    WRAPPERS[handle] = WeakRef(x)
    return x
end

"The wrapper of the object whose handle becomes ours: the one there is, or a new one."
function wrap_object(handle::Ptr{Cvoid})
    lock(WRAPPER_LOCK) do
        known = get(WRAPPERS, handle, nothing)
        found = known === nothing ? nothing : known.value
        if found !== nothing && !is_released(found)
            ABI.object_release(handle)
            return found isa Peer ? host_of(found) : found
        end
        class = unsafe_string(ABI.object_class(handle))
        T = get(CLASSES, class, nothing)
        if T === nothing
            ABI.object_release(handle)
            throw_error(VersionError, "the engine has a class that this package does not know"; given = class)
        end
        return remember(handle, T(Made(handle)))
    end
end

function get_property(x, name::Symbol)
    (name === :_handle || name === :_kept || name === :peers) && return getfield(x, name)
    property = get(engine_properties(x), name, nothing)
    property === nothing && no_property(x, name)
    out = Ref(ABI.Value(0, 0, 0))
    context = current()
    GC.@preserve x context check(ABI.object_get(context.handle, getfield(x, :_handle), property.name, out))
    value = take_value(out)
    return property.words === nothing ? value : get(property.words, value, value)
end

function set_property(x, name::Symbol, value)
    name === :peers && return setfield!(x, :peers, value)
    property = get(engine_properties(x), name, nothing)
    property === nothing && no_property(x, name)
    property.writable || throw_error(ReadOnlyError, "$(nameof(typeof(x))).$name can not be set"; argument = string(name))
    pack = Packing()
    packed = Ref(pack_value(pack, value))
    context = current()
    GC.@preserve x context pack check(ABI.object_set(context.handle, getfield(x, :_handle), property.name, packed))
    append!(getfield(x, :_kept), pack.functions)
    return value
end

@noinline function no_property(x, name)
    throw_error(NotFoundError, "$(nameof(typeof(x))) has no property of this name"; argument = string(name), given = string(name),
                accepted = join(keys(engine_properties(x)), ", "))
end

mutable struct Walk
    handle::Ptr{Cvoid}
    object::Any
    Walk(handle::Ptr{Cvoid}, object) = finalizer(w -> ABI.iterator_release(w.handle), new(handle, object))
end

function start_walk(x)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    context = current()
    GC.@preserve x context check(ABI.object_iterate(context.handle, engine_handle(x), out))
    return Walk(out[], x)
end

"The next item and the walk; a list of tensors is a tuple, so that it can be taken apart."
function next_item(walk::Walk)
    out = Ref(ABI.Value(0, 0, 0))
    context = current()
    GC.@preserve walk context check(ABI.iterator_next(context.handle, walk.handle, out))
    out[].kind == ABI.KIND_ABSENT && return nothing
    item = take_value(out)
    return (item isa Vector ? Tuple(item) : item), walk
end

not_overridden(x, method) =
    throw_error(NotFoundError, "$(typeof(x)) does not define $method"; hint = "add a method of Mixgrad.$method for it")

Base.show(io::IO, x::EngineObject) = is_wrapper(x) ? show_wrapper(io, x) : show_struct(io, x)
