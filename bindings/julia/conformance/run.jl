# Carries out build/conformance/julia.plan.json; CASE=<text> runs only the cases whose id has the text.
using Mixgrad
using Statistics

include("json.jl")
include("bits.jl")
include("compare.jl")
include("evaluate.jl")

function run_step(e, step)
    haskey(step, "seed") && return Mixgrad.seed!(step["seed"])
    haskey(step, "let") && return e.variables[step["let"]] = named_value(e, step["be"])
    haskey(step, "do") && return value(e, step["do"])
    haskey(step, "expect") && return check(value(e, step["expect"]), step["equals"])
    try
        value(e, step["fails"])
    catch error
        return check_error(error, step)
    end
    throw(Mismatch("expected an error of $(step["code"]), found none"))
end

"What goes wrong, or nothing."
function problem(case)
    Mixgrad.seed!(0)
    e = Evaluator(Dict{String,Any}())
    for (i, step) in enumerate(case["steps"])
        try
            run_step(e, step)
        catch error
            error isa InterruptException && rethrow()
            return "step $(i - 1): " * first(sprint(showerror, error), 600)
        end
    end
    return nothing
end

function main()
    plan = read_json(read(joinpath(FOLDER, "julia.plan.json"), String))
    only_with = get(ENV, "CASE", "")
    report = Dict{String,Dict{Symbol,Int}}()
    for case in plan["cases"]
        occursin(only_with, case["id"]) || continue
        failure = problem(case)
        outcome = failure === nothing ? :passed : :failed
        if case["skip"] !== nothing
            outcome, failure = failure === nothing ? (:failed, "is skipped and passes: the skip is stale") : (:skipped, nothing)
        end
        failure === nothing || println("julia $(case["id"]): $failure; again: CASE='$(case["id"])' make conformance-julia")
        counts = get!(() -> Dict(:passed => 0, :failed => 0, :skipped => 0), report, case["subject"])
        counts[outcome] += 1
    end
    isempty(only_with) && open(io -> write_report(io, report), joinpath(FOLDER, "julia.json"), "w")
    total(key) = reduce(+, (counts[key] for counts in values(report)); init = 0)
    println("$(total(:passed)) passed, $(total(:failed)) failed, $(total(:skipped)) skipped")
    return total(:failed) > 0 || total(:passed) == 0 ? 1 : 0
end
exit(main())
