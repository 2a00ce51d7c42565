# Reads JSON: objects are Dicts, arrays vectors, null is nothing.

mutable struct Text
    bytes::Vector{UInt8}
    at::Int
end

read_json(text::String) = read_value(Text(Vector{UInt8}(text), 1))

function skip_blanks(t)
    while t.bytes[t.at] in (0x20, 0x09, 0x0a, 0x0d)
        t.at += 1
    end
    return Char(t.bytes[t.at])
end

function read_value(t)
    c = skip_blanks(t)
    c == '{' && return read_object(t)
    c == '[' && return read_array(t)
    c == '"' && return read_string(t)
    for (word, value) in (("true", true), ("false", false), ("null", nothing))
        if c == word[1]
            t.at += length(word)
            return value
        end
    end
    return read_number(t)
end

function read_object(t)
    object = Dict{String,Any}()
    t.at += 1
    while skip_blanks(t) != '}'
        skip_blanks(t) == ',' && (t.at += 1)
        skip_blanks(t)
        name = read_string(t)
        skip_blanks(t)
        t.at += 1  # the colon
        object[name] = read_value(t)
    end
    t.at += 1
    return object
end

function read_array(t)
    items = Any[]
    t.at += 1
    while skip_blanks(t) != ']'
        skip_blanks(t) == ',' && (t.at += 1)
        push!(items, read_value(t))
    end
    t.at += 1
    return items
end

function read_string(t)
    out = IOBuffer()
    t.at += 1
    while t.bytes[t.at] != UInt8('"')
        if t.bytes[t.at] == UInt8('\\')
            t.at += 1
            c = Char(t.bytes[t.at])
            if c == 'u'
                print(out, Char(parse(UInt16, String(t.bytes[t.at+1:t.at+4]); base = 16)))
                t.at += 4
            else
                print(out, get(Dict('n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f'), c, c))
            end
        else
            write(out, t.bytes[t.at])
        end
        t.at += 1
    end
    t.at += 1
    return String(take!(out))
end

function read_number(t)
    first = t.at
    while t.at <= length(t.bytes) && Char(t.bytes[t.at]) in "+-.0123456789eE"
        t.at += 1
    end
    text = String(t.bytes[first:t.at-1])
    whole = tryparse(Int64, text)
    return whole === nothing ? parse(Float64, text) : whole
end

"Counts of subjects as JSON."
write_report(io, report) = print(io, "{", join(("\"$name\": {" * join(("\"$key\": $(counts[key])" for key in (:passed, :failed, :skipped)), ", ") * "}"
                                             for (name, counts) in sort(collect(report); by = first)), ",\n "), "}\n")
