/** Data sets and loaders. */
package io.mixgrad.data;
