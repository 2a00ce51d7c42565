/**
 * What is promised: the floors (times in nanoseconds, or how many times a peer's speed), and what a minimal wrapper took on the machine where the floors of single calls were set.
 * A floor in nanoseconds is scaled by what such a wrapper takes in the same run here.
 */
export const FLOORS = {
  addFromC: 120,
  addWithGradientFromC: 250,
  addFromPython: 350,
  addFromNode: 600,
  chainFromPython: 1200,
  twoThreads: 1.6,
  betweenLanguages: 0.95,
  besideABusyProcess: 0.5,
  products: 0.9,
  transcendental: 2.5,
  near: 1.2,
  freshOutput: 1 / 1.2,
  importMilliseconds: 100,
  residentMegabytes: 80,
  installedMegabytes: 90,
} as const;

/** Nanoseconds. */
export const WRAPPER_THEN = { python: 26, node: 72 } as const;
