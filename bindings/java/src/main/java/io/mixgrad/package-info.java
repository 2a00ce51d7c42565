/** Tensors, automatic differentiation and what every program needs of the library. */
package io.mixgrad;
