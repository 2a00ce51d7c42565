# Answers the engine's requests: runs methods of the user's structs and the user's functions.

const HOSTS = Dict{Int64,WeakRef}()
const HOST_LOCK = ReentrantLock()
const NEXT_HOST = Ref(Int64(1))
const HOST_SWEEP_AT = Ref(256)

"A number by which the engine asks for `x`; the table does not keep it alive."
function host_number(x)
    lock(HOST_LOCK) do
        if length(HOSTS) >= HOST_SWEEP_AT[]
            filter!(pair -> pair.second.value !== nothing, HOSTS)
            HOST_SWEEP_AT[] = max(256, 2 * length(HOSTS))
        end
        number = NEXT_HOST[]
        NEXT_HOST[] = number + 1
        HOSTS[number] = WeakRef(x)
        return number
    end
end

function host_function(f)
    made = HostFunction(f, 0)
    made.number = host_number(made)
    return made
end

function host_called(number)
    found = lock(() -> get(HOSTS, number, nothing), HOST_LOCK)
    value = found === nothing ? nothing : found.value
    value === nothing && throw_error(HostError, "the object or function that is asked for is gone")
    return value isa HostFunction ? value.call : host_of(value)
end

# Functions that the engine calls after the call that got them: forward and gradient of custom operators. It does not say
# when it is done with them, so the newest are kept.
const KEPT_FUNCTIONS = Any[]
const MOST_KEPT = 4096

function keep_functions(functions)
    isempty(functions) && return nothing
    lock(HOST_LOCK) do
        append!(KEPT_FUNCTIONS, functions)
        length(KEPT_FUNCTIONS) > MOST_KEPT && deleteat!(KEPT_FUNCTIONS, 1:length(KEPT_FUNCTIONS)-MOST_KEPT)
    end
    return nothing
end

function call_functor(x, arguments...)
    return x(arguments...)
end

is_list_of_arrays(result) = result isa Tuple || (result isa Vector && !(eltype(result) <: Number))

function serve(host, method::Symbol, arguments)
    method === :call && !(host isa EngineObject) && return Base.invokelatest(host, arguments...)
    found = get(host_methods(host), method, nothing)
    found === nothing && throw_error(NotFoundError, "$(typeof(host)) has no method $method")
    result = Base.invokelatest(found.call, host, arguments...)
    found.returns === :nothing && return nothing
    found.returns === :tensors && return Any[_input(item) for item in (is_list_of_arrays(result) ? result : (result,))]
    return result isa Union{Tensor,Number,Nothing,Tuple,AbstractString} ? result : _input(result)
end

"Runs what a request asks for and answers it; errors are carried through the engine and thrown again by its caller."
function answer(request::Ptr{Cvoid})
    try
        info = Ref(ABI.RequestInfo(sizeof(ABI.RequestInfo), 0, C_NULL, C_NULL, C_NULL, 0, 0))
        check(ABI.request_describe(request, info))
        asked = info[]
        arguments = Any[copy_value(unsafe_load(asked.arguments, i)) for i in 1:asked.n_arguments]
        ABI.context_retain(asked.context)
        context = Context(asked.context)
        method = Symbol(unsafe_string(asked.method))
        host = host_called(asked.host)
        calls = Iterators.partition(arguments, max(1, length(arguments) ÷ asked.n_calls))
        results = within(context) do
            isempty(arguments) ? Any[serve(host, method, arguments)] : Any[serve(host, method, each) for each in calls]
        end
        p = Packing()
        values = results == Any[nothing] ? ABI.Value[] : ABI.Value[pack_value(p, result) for result in results]
        GC.@preserve p check(ABI.request_answer(request, values, length(values)))
    catch error
        ticket = hold_error(error, catch_backtrace())
        text = try
            sprint(showerror, error)
        catch
            "an error without a message"
        end
        ABI.status_release(ABI.request_fail(request, ticket, replace(text, '\0' => ' ')))
    end
    return nothing
end

# What the engine calls on the calling thread, outside of jobs. Nothing may be thrown through it, a second Ctrl-C either.
function handle_host(::Ptr{Cvoid}, request::Ptr{Cvoid})
    try
        answer(request)
    catch
        ABI.status_release(ABI.request_fail(request, hold_error(InterruptException(), nothing), "interrupted"))
    end
    return nothing
end
