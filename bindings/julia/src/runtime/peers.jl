# A struct of the user's that is a module, a dataset, a callback, … has a peer: an object of the engine that asks it.
#
# The engine keeps only a number, so the peer must live as long as the struct does. Julia's plain structs have no identity
# and no finalizers; what they hold has. The peer of a plain struct is therefore kept by the first tensor or engine object
# among its fields, as part of a cycle that the collector sees; that of a mutable struct by a weak table; and where neither
# is there, whoever was given the struct keeps the peer that was made for that.

mutable struct Peer
    _handle::Ptr{Cvoid}
    number::Int64
    host::Any             # a WeakRef to a mutable struct, else the struct itself
    fields::Vector{Any}   # as they were when the peer was made
    Peer(handle, host) = finalizer(release_object, new(handle, 0, ismutable_host(host) ? WeakRef(host) : host, field_values(host)))
end

ismutable_host(x) = typeof(x).mutable
field_values(x) = Any[getfield(x, i) for i in 1:nfields(x) if isdefined(x, i)]
same_fields(a, b) = length(a) == length(b) && all(i -> a[i] === b[i], 1:length(a))

function host_of(peer::Peer)
    host = peer.host
    host isa WeakRef || return host
    host.value === nothing && throw_error(HostError, "the object that is asked for is gone")
    return host.value
end

const MUTABLE_PEERS = WeakKeyDict{Any,Any}()
const SINGLE_PEERS = IdDict{Any,Any}()  # of structs without fields: one for each type

"What holds the handle of an object: itself, or its peer."
engine_owner(x) = is_wrapper(x) ? x : peer(x)
engine_handle(x) = getfield(engine_owner(x), :_handle)

"The first thing with an identity among the fields of a plain struct."
function anchor(x)
    for value in field_values(x)
        (value isa Tensor || is_wrapper(value)) && return value
        if value isa Union{EngineObject,Tuple,NamedTuple} && !typeof(value).mutable
            found = anchor(value)
            found === nothing || return found
        end
    end
    return nothing
end

is_peer_of(p::Peer, x) = !is_released(p) && is_host_of(p, x)
is_host_of(p, x) = p.host === x || (p.host isa WeakRef && p.host.value === x && same_fields(p.fields, field_values(x)))

function peer(x)
    lock(WRAPPER_LOCK) do
        if typeof(x).mutable
            known = get(MUTABLE_PEERS, x, nothing)
            known !== nothing && is_peer_of(known, x) && return known
            return MUTABLE_PEERS[x] = make_peer(x)
        end
        sizeof(x) == 0 && nfields(x) == 0 && return get!(() -> make_peer(x), SINGLE_PEERS, x)
        holder = anchor(x)
        holder === nothing && return make_peer(x)
        holder.peers === nothing && (holder.peers = Any[])
        for known in holder.peers
            is_peer_of(known, x) && return known
        end
        made = make_peer(x)
        push!(holder.peers, made)
        return made
    end
end

"The engine's open class that a struct is of, by the constructor of that class."
base_constructor(x) = throw_error(MixgradTypeError, "a $(typeof(x)) is of no class of the engine that can be made here")

function make_peer(x)
    p = Packing()
    context = current()
    results = Vector{ABI.Value}(undef, 1)
    room = Ref{Csize_t}(1)
    GC.@preserve context p check(ABI.call(context.handle, find(base_constructor(x)), ABI.Value[], 0, results, room))
    made = Peer(as_pointer(results[1]), x)
    made.number = host_number(made)
    GC.@preserve made check(ABI.object_override(made._handle, made.number, overrides(x)))
    remember(made._handle, made)
    register_fields(made, x)
    return made
end

"The requests that methods of the user's answer: the engine asks for no others."
overrides(x) = join((request for (request, found) in pairs(host_methods(x)) if is_overridden(found.call, typeof(x))), ",")
is_overridden(f, T) = any(m -> Base.moduleroot(m.module) !== @__MODULE__, methods(f, Tuple{T,Vararg{Any}}))

register_fields(peer, x) = nothing
