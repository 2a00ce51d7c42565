# Tensors of bits in row-major order, by Julia's own arrays.

const TYPES = Dict("bool" => Bool, "float16" => Float16, "bfloat16" => BFloat16, "float32" => Float32, "float64" => Float64,
                   "int8" => Int8, "int16" => Int16, "int32" => Int32, "int64" => Int64, "uint8" => UInt8,
                   "uint16" => UInt16, "uint32" => UInt32, "uint64" => UInt64)
const NAMES = Dict(type => name for (name, type) in TYPES)

"The elements with the last dimension first, as they lie in memory."
function rows_of(record)
    elements = reinterpret(TYPES[record["dtype"]], hex2bytes(record["bits"]))
    return reshape(collect(elements), reverse(Tuple(Int.(record["shape"]))))
end
array_of(record) = (A = rows_of(record); ndims(A) < 2 ? A : permutedims(A, ndims(A):-1:1))
tensor_of(record) = (A = rows_of(record); ndims(A) < 2 ? Tensor(A) : reversed(A))

"The elements' bits as numbers of their size."
bits_of(A::AbstractArray{T}) where {T} = reinterpret(Dict(1 => UInt8, 2 => UInt16, 4 => UInt32, 8 => UInt64)[sizeof(T)], collect(A))
