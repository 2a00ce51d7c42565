# Modules: a plain struct below AbstractModule whose functor is its forward. Children and parameters are found by the names
# of its fields.

"`fcOut` and `FcOut` become `fc_out`: names of parameters are the same data in every language."
snake_case(name) = lowercase(replace(replace(string(name), r"([a-z0-9])([A-Z])" => s"\1_\2"), r"([A-Z])([A-Z][a-z])" => s"\1_\2"))

function register_fields(peer::Peer, x::AbstractModule)
    for field in fieldnames(typeof(x))
        isdefined(x, field) && register_field(peer, snake_case(field), getfield(x, field))
    end
end

register_field(peer, name, value) = nothing
register_field(peer, name, value::AbstractModule) = register_child(peer, name, engine_owner(value))
function register_field(peer, name, value::Tensor)
    requires_grad(value) && isleaf(value) && invoke_on(_fn_Module_register_parameter, peer, name, value)
    return nothing
end
register_field(peer, name, value::Union{Tuple,AbstractVector}) =
    register_list(peer, name, [string(i - 1) for i in 1:length(value)], value)
register_field(peer, name, value::NamedTuple) = register_list(peer, name, map(snake_case, keys(value)), value)

"A list of modules is a child whose children are counted from 0 in names, as in every language."
function register_list(peer, name, names, values)
    any(v -> v isa AbstractModule, values) && all(v -> v isa AbstractModule, values) || return nothing
    container = AbstractModule()
    for (inner, value) in zip(names, values)
        register_child(container, inner, engine_owner(value))
    end
    register_child(peer, name, container)
    return nothing
end

register_child(parent, name, child) = invoke_on(_fn_Module_register_module, parent, name, child)

"A method on a handle that may be a peer's."
function invoke_on(f::EngineFunction, owner, arguments...)
    p = Packing()
    push!(p.roots, owner)
    values = ABI.Value[pointing(ABI.KIND_OBJECT, 0, getfield(owner, :_handle))]
    append!(values, (pack_owner(p, a) for a in arguments))
    return invoke(f, p, values)
end
pack_owner(p, a) = pack_value(p, a)
function pack_owner(p, a::Peer)
    push!(p.roots, a)
    return pointing(ABI.KIND_OBJECT, 0, a._handle)
end

"Runs an engine's module; a struct needs a functor of its own."
function (m::AbstractModule)(x)
    is_wrapper(m) && return invoke(_fn_Module_call, m, _input(x))
    throw_error(NotFoundError, "$(typeof(m)) has no functor"; hint = "define (m::$(nameof(typeof(m))))(x) = ...")
end

"""
    istraining(m)

Whether a module is in training mode.
"""
function istraining(m::AbstractModule)
    owner = engine_owner(m)
    out = Ref(ABI.Value(0, 0, 0))
    context = current()
    GC.@preserve owner context check(ABI.object_get(context.handle, getfield(owner, :_handle), "training", out))
    return take_value(out)
end

"""
    load!(m, path)

Fills parameters and buffers of a module from a safetensors file, as `save` writes it in any language, and gives the
module back. A file that can't be read is a `MixgradIOError`, a broken one a `FormatError`; a missing name is a
`NotFoundError`, another size a `ShapeError`. Code is never loaded.
"""
function load!(m::AbstractModule, path::PathLike)
    invoke(_fn_Module_load, m, _path(path))
    return m
end

"""
    load_bytes!(m, data)

Fills parameters and buffers of a module from the bytes of a safetensors file, as `save_bytes` gives them in any language,
and gives the module back. Damaged bytes are a `FormatError`; a missing name is a `NotFoundError`, another size a
`ShapeError`.
"""
function load_bytes!(m::AbstractModule, data)
    invoke(_fn_Module_load_bytes, m, _bytes(data))
    return m
end

"A text that shows itself as it is."
struct ModuleSummary
    text::String
end
Base.show(io::IO, s::ModuleSummary) = print(io, s.text)
Base.show(io::IO, ::MIME"text/plain", s::ModuleSummary) = print(io, s.text)
Base.String(s::ModuleSummary) = s.text

"""
    summarize(m, sizes...; dtype = Float32)

A table of a module's layers with the sizes of their outputs for an input of these sizes, and their parameters.
"""
summarize(m::AbstractModule, sizes...; dtype = Float32) = ModuleSummary(invoke(_fn_Module_summary, m, _sizes(sizes), dtype))

"""
    Mixgrad.state(m)

Parameters and buffers of a module's whole tree by name: the tensors themselves, as `save` writes them.
"""
state

show_wrapper(io, m) = print(io, nameof(typeof(m)), "(", is_released(m) ? "" : join(shown_elements(m), ", "), ")")
function show_struct(io, m)
    print(io, nameof(typeof(m)), "(")
    join(io, (sprint(show, getfield(m, i)) for i in 1:nfields(m) if isdefined(m, i)), ", ")
    print(io, ")")
end
