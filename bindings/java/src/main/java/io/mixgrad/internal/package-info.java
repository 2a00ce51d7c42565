/**
 * What stands between the package and the engine: the packed call and its memory, wrappers,
 * contexts, requests, jobs. Not for users; the Scala package stands on it.
 */
package io.mixgrad.internal;
