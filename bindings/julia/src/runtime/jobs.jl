# Long work: the engine's thread does it, the task that waits takes its events and answers its requests. It waits on the
# job's file descriptor, so that other tasks and the collector go on, and Ctrl-C ends it.

mutable struct Job
    handle::Ptr{Cvoid}
    roots::Any
    Job(handle, roots) = finalizer(j -> ABI.job_release(j.handle), new(handle, roots))
end

empty_event() = Ref(ABI.Event(sizeof(ABI.Event), 0, C_NULL, ABI.Value(0, 0, 0), C_NULL))

"Runs a long function as a job. Any exception here, Ctrl-C too, cancels it before it leaves."
function run_job(f::EngineFunction, @nospecialize(arguments...); progress::Bool = true)
    p = Packing()
    values = pack(p, arguments)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    context = current()
    GC.@preserve p context check(ABI.job_start(context.handle, find(f), values, length(values), out))
    job = Job(out[], (p, arguments))
    shown = Progress(progress ? stderr : devnull)
    waiter = Waiter(job)
    try
        GC.@preserve p job follow(job, waiter, shown)
    catch
        ABI.job_cancel(job.handle)
        drain(job, waiter)
        rethrow()
    finally
        close(shown)
        close(waiter)
    end
    return job_result(job)
end

function job_result(job)
    results = Vector{ABI.Value}(undef, MAX_RESULTS)
    room = Ref{Csize_t}(MAX_RESULTS)
    GC.@preserve job check(ABI.job_result(job.handle, results, room))
    return take_results(results, Int(room[]))
end

function follow(job, waiter, progress)
    event = empty_event()
    while true
        check(ABI.job_take(job.handle, event))
        kind = event[].kind
        try
            if kind == ABI.EVENT_KIND_REQUEST
                answer(event[].request)
            elseif kind == ABI.EVENT_KIND_PROGRESS || kind == ABI.EVENT_KIND_EVENT
                show_progress(progress, kind, copy_value(event[].payload))
            end
        finally
            ABI.event_clear(event)
        end
        kind == ABI.EVENT_KIND_DONE && return nothing
        # Other tasks get their turn even where there is always something to take.
        kind == ABI.EVENT_KIND_NONE ? wait(waiter) : yield()
    end
end

"Waits until a cancelled job has let go of what it holds; its error is of no interest."
function drain(job, waiter)
    event = empty_event()
    while true
        check(ABI.job_take(job.handle, event))
        kind = event[].kind
        ABI.event_clear(event)  # a request fails
        kind == ABI.EVENT_KIND_DONE && break
        if kind == ABI.EVENT_KIND_NONE
            try
                wait(waiter)
            catch error
                error isa InterruptException || rethrow()
            end
        end
    end
    try
        job_result(job)
    catch error
        error isa MixgradError || nothing
    end
    return nothing
end

"Waits for the job's descriptor, or in short sleeps where the platform has none."
struct Waiter
    watcher::Any
end
function Waiter(job::Job)
    descriptor = ABI.job_descriptor(job.handle)
    return Waiter(descriptor < 0 ? nothing : FileWatching.FDWatcher(RawFD(descriptor), true, false))
end
Base.wait(w::Waiter) = w.watcher === nothing ? sleep(0.001) : (wait(w.watcher); nothing)
Base.close(w::Waiter) = w.watcher === nothing || close(w.watcher)

"Lines made by the engine: one that is overwritten on a terminal, else one for each epoch."
mutable struct Progress
    stream::IO
    terminal::Bool
    open::Bool
    Progress(stream) = new(stream, stream isa Base.TTY, false)
end

function show_progress(p::Progress, kind, record)
    text = record isa NamedTuple ? get(record, :text, nothing) : nothing
    (text === nothing || text == "") && return nothing
    if p.terminal
        print(p.stream, "\r", text, "\e[K")
        p.open = true
        kind == ABI.EVENT_KIND_EVENT && close(p)
    elseif kind == ABI.EVENT_KIND_EVENT
        println(p.stream, text)
    end
    return nothing
end

function Base.close(p::Progress)
    p.open && println(p.stream)
    p.open = false
    return nothing
end
