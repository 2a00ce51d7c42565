/** Where tensors are. */

/** A device: the CPU is the only one yet. */
export type Device = "cpu" | (string & {});
