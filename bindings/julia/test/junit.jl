# A test set that reports in JUnit's form: one case for each innermost `@testset`.

using Test

mutable struct ReportedSet <: Test.AbstractTestSet
    description::String
    passed::Int
    problems::Vector{String}
    children::Vector{ReportedSet}
    started::Float64
    seconds::Float64
    ReportedSet(description; options...) = new(description, 0, String[], ReportedSet[], time(), 0.0)
end

Test.record(set::ReportedSet, child::ReportedSet) = push!(set.children, child)
Test.record(set::ReportedSet, result::Test.Pass) = set.passed += 1
function Test.record(set::ReportedSet, result::Test.Result)
    result isa Test.Broken && result.test_type === :skipped && return nothing
    text = sprint(show, result)
    printstyled(stderr, set.description, ": "; color = :red)
    println(stderr, text)
    push!(set.problems, text)
end

function Test.finish(set::ReportedSet)
    set.seconds = time() - set.started
    Test.get_testset_depth() > 0 && Test.record(Test.get_testset(), set)
    return set
end

"Innermost sets, and sets with tests of their own, by their path."
function cases(set::ReportedSet, path = "")
    name = path == "" ? set.description : "$path / $(set.description)"
    own = isempty(set.children) || set.passed > 0 || !isempty(set.problems) ? [(name, set)] : []
    return vcat(own, (cases(child, name) for child in set.children)...)
end

escaped(text) = replace(replace(replace(replace(filter(c -> isvalid(c) && (c >= ' ' || c in "\n\t"), text), "&" => "&amp;"),
                                        "<" => "&lt;"), ">" => "&gt;"), "\"" => "&quot;")

function write_junit(path, set::ReportedSet)
    mkpath(dirname(path))
    open(path, "w") do io
        println(io, "<testsuite name=\"julia\">")
        for (name, case) in cases(set)
            print(io, "  <testcase name=\"", escaped(name), "\" time=\"", round(case.seconds; digits = 3), "\"")
            empty = case.passed == 0 && isempty(case.problems)
            problems = empty ? ["this set has no tests"] : case.problems
            if isempty(problems)
                println(io, "/>")
            else
                println(io, "><failure>", escaped(join(problems, "\n")), "</failure></testcase>")
            end
        end
        println(io, "</testsuite>")
    end
    return all(pair -> isempty(pair[2].problems) && pair[2].passed > 0, cases(set))
end
