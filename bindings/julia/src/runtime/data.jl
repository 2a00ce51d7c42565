# Datasets are indexed and counted as Julia's collections; an item or a batch is a tuple of tensors.

"""
    d[i]
    d[1:8]
    d[[3, 1]]

An item of a dataset, or with a range or a vector of numbers a batch of items along a new first dimension: a tuple of
tensors. Class numbers count from 1.
"""
Base.getindex(d::AbstractDataset, i::Integer) = Tuple(invoke(_fn_Dataset_get, d, i))
Base.getindex(d::AbstractDataset, i::AbstractVector{<:Integer}) = Tuple(get_batch(d, i))
Base.getindex(d::AbstractDataset, ::Colon) = d[1:length(d)]
Base.length(d::AbstractDataset) = Int(invoke(_fn_Dataset_length, d))
Base.firstindex(d::AbstractDataset) = 1
Base.lastindex(d::AbstractDataset) = length(d)
Base.iterate(d::AbstractDataset, i = 1) = i > length(d) ? nothing : (d[i], i + 1)
Base.eltype(::Type{<:AbstractDataset}) = Any

"""
    numobs(d)

How many observations a dataset has, by the name of MLUtils.
"""
numobs(d::AbstractDataset) = length(d)

"""
    getobs(d, i)

An observation of a dataset, or a batch of several, by the name of MLUtils.
"""
getobs(d::AbstractDataset, i) = d[i]
