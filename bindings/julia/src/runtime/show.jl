# Printing: sizes and types as Julia's arrays have them, numbers as the engine prints them.

function Base.summary(io::IO, x::Tensor{T,N}) where {T,N}
    N == 0 ? print(io, "0-dimensional ") : print(io, N == 1 ? "$(length(x))-element " : join(size(x), "×") * " ")
    print(io, "Tensor{", T, ",", N, "}")
    isfreed(x) || requires_grad(x) && print(io, " with gradient")
end

function Base.show(io::IO, ::MIME"text/plain", x::Tensor{T,N}) where {T,N}
    isfreed(x) && return print(io, "Tensor{", T, ",", N, "}(freed)")
    current().tracing && return print(io, "Tensor{", T, ",", N, "}(a value of a trace)")
    summary(io, x)
    length(x) == 0 && return nothing
    print(io, ":\n", rows(x))
end

function Base.show(io::IO, x::Tensor{T,N}) where {T,N}
    isfreed(x) && return print(io, "Tensor{", T, ",", N, "}(freed)")
    current().tracing && return print(io, "Tensor{", T, ",", N, "}(a value of a trace)")
    N > 2 && return (summary(io, x); nothing)
    N == 0 && return print(io, "Tensor(fill(", value_of(x), "))")
    print(io, "Tensor(", replace(replace(literal(x), "\n" => N == 2 ? "; " : " "), r" +" => " "), ")")
end
Base.print(io::IO, x::Tensor) = show(io, x)

"A matrix, or each matrix of the last two dimensions, row by row, without brackets."
function rows(x::Tensor{T,N}) where {T,N}
    N <= 2 && return join((" " * strip_brackets(line) for line in split(to_string(x), '\n')), "\n")
    shape = size(x)
    outer = CartesianIndices(shape[1:N-2])
    shown = length(outer) > 8 ? [outer[1:4]; outer[end-3:end]] : vec(collect(outer))
    blocks = map(shown) do i
        place = "[" * join(Tuple(i), ", ") * ", :, :] =\n"
        place * rows(no_grad(() -> view(x, i, :, :)))
    end
    length(outer) > 8 && insert!(blocks, 5, "⋮")
    return "\n" * join(blocks, "\n\n")
end
strip_brackets(line) = rstrip(replace(replace(whole(line), r"[\[\]]" => " "), "," => " "))

"`1.` is `1.0` in Julia; where digits follow elsewhere in the column there is a blank for the zero."
whole(line) = replace(replace(replace(line, r"(?<=\d)\. ?(?=[ ,\]]|$)" => ".0"), "True" => "true"), "False" => "false")

"`[1.0 2.0; 3.0 4.0]`"
literal(x::Tensor{T,1}) where {T} = string("[", join(split(strip_brackets(replace(to_string(x), "\n" => " "))), ", "), "]")
literal(x::Tensor{T,2}) where {T} =
    string("[", join((join(split(strip_brackets(line)), " ") for line in split(to_string(x), '\n')), "; "), "]")

# Pictures are SVG, which the engine draws.
Base.show(io::IO, ::MIME"image/svg+xml", figure::Figure) = print(io, figure.svg)
Base.write(io::IO, figure::Figure) = write(io, figure.svg)
Base.show(io::IO, ::MIME"image/svg+xml", history::History) = print(io, curves(history).svg)
