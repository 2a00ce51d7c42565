/** Networks: layers, the base of networks of one's own, losses. */
package io.mixgrad.nn;
