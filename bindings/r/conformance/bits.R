# Elements as bits: hexadecimal text, bytes in row-major order, and R's numbers.

bytes_of <- function(hex) {
  if (nchar(hex) == 0) return(raw())
  as.raw(strtoi(substring(hex, seq(1, nchar(hex), 2), seq(2, nchar(hex), 2)), 16L))
}

shape_of <- function(spec) as.numeric(unlist(spec$shape))

whole64 <- function(bytes, signed) {
  words <- readBin(bytes, "integer", length(bytes) / 4, 4, endian = "little")
  low <- words[c(TRUE, FALSE)] + ifelse(words[c(TRUE, FALSE)] < 0, 2^32, 0)
  high <- words[c(FALSE, TRUE)] + ifelse(!signed & words[c(FALSE, TRUE)] < 0, 2^32, 0)
  high * 2^32 + low
}

# NA is the smallest integer's other name in R.
whole32 <- function(bytes) {
  v <- as.numeric(readBin(bytes, "integer", length(bytes) / 4, 4, endian = "little"))
  ifelse(is.na(v), -2^31, v)
}

half <- function(bytes) {
  v <- readBin(bytes, "integer", length(bytes) / 2, 2, signed = FALSE, endian = "little")
  exponent <- bitwAnd(bitwShiftR(v, 10), 31)
  fraction <- bitwAnd(v, 1023)
  special <- ifelse(fraction == 0, Inf, NaN)
  normal <- (1 + fraction / 1024) * 2^(exponent - 15)
  size <- ifelse(exponent == 0, fraction * 2^-24, ifelse(exponent == 31, special, normal))
  ifelse(v >= 32768, -size, size)
}

brain_half <- function(bytes) {
  n <- length(bytes) / 2
  wide <- raw(4 * n)
  wide[rep(4 * (seq_len(n) - 1), each = 2) + c(3, 4)] <- bytes
  readBin(wide, "numeric", n, 4, endian = "little")
}

# The elements as doubles, row-major.
numbers_of <- function(bytes, dtype) {
  read <- function(what, size, signed = TRUE) {
    as.numeric(readBin(bytes, what, length(bytes) / size, size, signed = signed, endian = "little"))
  }
  if (length(bytes) == 0) return(numeric())
  switch(dtype,
    bool = as.numeric(bytes), int8 = read("integer", 1), uint8 = read("integer", 1, FALSE), int16 = read("integer", 2),
    uint16 = read("integer", 2, FALSE), int32 = whole32(bytes),
    uint32 = whole32(bytes) + ifelse(whole32(bytes) < 0, 2^32, 0),
    int64 = whole64(bytes, TRUE), uint64 = whole64(bytes, FALSE), float16 = half(bytes), bfloat16 = brain_half(bytes),
    float32 = read("numeric", 4), float64 = read("numeric", 8), stop("unknown dtype ", dtype))
}

# An R array of row-major elements.
array_of <- function(v, shape) {
  if (length(shape) == 1) return(array(v, shape))
  aperm(array(v, rev(shape)), rev(seq_along(shape)))
}

# By mg_tensor from R's own arrays, where R has numbers that hold the elements; else by their bytes.
make_tensor <- function(spec) {
  bytes <- bytes_of(spec$bits)
  shape <- shape_of(spec)
  if (spec$dtype %in% c("int64", "uint64", "float16", "bfloat16")) return(mg_from_bytes(bytes, spec$dtype, shape))
  v <- numbers_of(bytes, spec$dtype)
  if (spec$dtype == "bool") v <- v != 0
  if (length(shape) == 0) mg_scalar(v, spec$dtype) else mg_tensor(array_of(v, shape), spec$dtype)
}
