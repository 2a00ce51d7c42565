/** Training: the trainer, optimisers, schedules, metrics, callbacks. */
package io.mixgrad.train;
