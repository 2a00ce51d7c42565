# The base of the errors; the rest of the hierarchy is generated from c-api/errors.yml.

"""
    MixgradError

An error of mixgrad. Its fields say what the message says: `message`, `code` (the name that all languages share, such as
`:shape`), `operator` (the function that was called), `argument`, `layer` (its path, such as `"body.1"`), `given`,
`accepted`, `hint` and `shapes`; each but the first two may be `nothing`.
"""
abstract type MixgradError <: Exception end

const ErrorText = Union{Nothing,String}

macro error_class(name, base, code)
    return esc(quote
        Base.@__doc__ struct $name <: $base
            message::String
            operator::ErrorText
            argument::ErrorText
            layer::ErrorText
            given::ErrorText
            accepted::ErrorText
            hint::ErrorText
            shapes::ErrorText
        end
        error_code(::Type{$name}) = $(QuoteNode(Symbol(code)))
    end)
end

function Base.getproperty(e::MixgradError, name::Symbol)
    return name === :code ? error_code(typeof(e)) : getfield(e, name)
end
Base.propertynames(e::MixgradError) = (:code, fieldnames(typeof(e))...)

Base.showerror(io::IO, e::MixgradError) = print(io, nameof(typeof(e)), ": ", e.message)

function make_error(E::Type, message; operator = nothing, argument = nothing, layer = nothing, given = nothing,
                    accepted = nothing, hint = nothing, shapes = nothing)
    return E(message, operator, argument, layer, given, accepted, hint, shapes)
end

"Throws the error, with the message that an error of the engine would have."
function throw_error(E::Type, message; operator = nothing, given = nothing, accepted = nothing, hint = nothing, fields...)
    text = operator === nothing ? message : string(operator, ": ", message)
    given === nothing || (text *= "; given $given")
    accepted === nothing || (text *= "; accepted: $accepted")
    hint === nothing || (text *= " ($hint)")
    throw(make_error(E, text; operator = operator, given = given, accepted = accepted, hint = hint, fields...))
end

function status_field(status, name)
    text = ABI.status_field(status, name)
    return text == C_NULL ? nothing : unsafe_string(text)
end

# Errors of Julia that cross the engine wait here for their ticket.
const TICKETS = Dict{Int64,Any}()
const TICKET_LOCK = Threads.SpinLock()
const NEXT_TICKET = Ref(Int64(1))

function hold_error(error, backtrace)
    lock(TICKET_LOCK) do
        ticket = NEXT_TICKET[]
        NEXT_TICKET[] = ticket + 1
        length(TICKETS) > 1000 && empty!(TICKETS)  # of calls that were given up
        TICKETS[ticket] = (error, backtrace)
        return ticket
    end
end
take_error(ticket) = lock(() -> pop!(TICKETS, ticket, nothing), TICKET_LOCK)

"Throws what a status says; Julia's own errors come back as they were."
function check(status::Ptr{Cvoid})
    status == C_NULL && return nothing
    throw_status(status)
end

@noinline function throw_status(status)
    code = ABI.status_code_of(status)
    ticket = ABI.status_ticket(status)
    held = ticket == 0 ? nothing : take_error(ticket)
    message = unsafe_string(ABI.status_message(status))
    fields = [status_field(status, name) for name in ("function", "argument", "layer", "given", "accepted", "hint", "shapes")]
    ABI.status_release(status)
    held === nothing || throw(held[1])
    throw(get(ERRORS, code, ERRORS[ABI.STATUS_CODE_INTERNAL])(message, fields...))
end
