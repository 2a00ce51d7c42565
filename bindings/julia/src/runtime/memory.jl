# Julia's collector does not see the engine's memory, so it is told when much of it has been made.

const PRESSURE_STEP = 256 * 1024 * 1024
const MADE_BYTES = Threads.Atomic{Int}(0)

"Memory of the engine's that Julia holds by handles is collected after so much of it was made."
function note_memory(made)
    return nothing
end
function note_memory(made::Tensor{T}) where {T}
    current().tracing && return nothing
    info = describe(made)
    Threads.atomic_add!(MADE_BYTES, Int(info.size * info.item_bytes))
    MADE_BYTES[] > PRESSURE_STEP || return nothing
    MADE_BYTES[] = 0
    GC.gc(false)
    return nothing
end

"Counters of the whole library: tensors, handles and objects alive; bytes in use, at most so far, pooled, and the limit."
function memory()
    info = Ref(ABI.MemoryInfo(sizeof(ABI.MemoryInfo), 0, 0, 0, 0, 0, 0, 0))
    check(ABI.memory_describe(info))
    names = fieldnames(ABI.MemoryInfo)[2:end]
    return NamedTuple{names}(Tuple(Int(getfield(info[], name)) for name in names))
end

"""
    set_memory_limit!(bytes)

A limit on the bytes in use by tensors; a call that would pass it throws a `MixgradMemoryError`. 0 is no limit.
"""
set_memory_limit!(bytes::Integer) = check(ABI.memory_set_limit(Int64(bytes)))

"Gives pooled memory that is not in use back to the system."
trim_memory!() = ABI.memory_trim()
