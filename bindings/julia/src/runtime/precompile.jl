# What a first program needs, compiled with the package.
for T in (Float32, Float64, Int64, Bool), N in 0:4
    precompile(Tensor{T,N}, (Ptr{Cvoid},))
    precompile(size, (Tensor{T,N},))
    precompile(wrap_memory, (Array{T,N}, Ptr{Cvoid}, Int64))
    precompile(Array, (Tensor{T,N},))
end
precompile(invoke, (EngineFunction, Packing, Vector{ABI.Value}))
precompile(take_value, (Base.RefArray{ABI.Value,Vector{ABI.Value},Nothing},))
precompile(wrap_object, (Ptr{Cvoid},))
precompile(answer, (Ptr{Cvoid},))
precompile(handle_host, (Ptr{Cvoid}, Ptr{Cvoid}))
