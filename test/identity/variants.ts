/** The runs that must agree, and what of theirs is compared. */

export interface Run {
  /** Unique; the folder of its output. */
  readonly name: string;
  readonly language: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs with the same key agree in the files named, byte by byte. */
  readonly same: Readonly<Record<string, readonly string[]>>;
  /** What the processor must have for the run to show anything. */
  readonly needs?: "avx2" | "avx512";
}

const ALL = ["initial.bin", "losses.bin", "model.safetensors", "predictions.bin"] as const;
const SMALL = { images: "4096", epochs: "3", network: "convolutional" };
const SAME_SMALL = { small: ALL };
const SAME_STOPPED = { stopped: ["initial.bin", "losses.bin", "checkpoint.safetensors"] };
const SAME_RESUMED = { small: ["initial.bin", "model.safetensors", "predictions.bin"], resumed: ["losses.bin"] };

/**
 * The program over the C ABI, which knows the simulated device too: what is trained there, on both of its devices, or
 * goes from one device to another in the middle leaves what the languages leave.
 */
export const DEVICES = "c";
export function runsOnDevices(root: string): Run[] {
  const run = (variant: string, args: Readonly<Record<string, string>>, same: Run["same"]): Run => ({
    name: `${DEVICES}/${variant}`,
    language: DEVICES,
    arguments: { ...SMALL, mode: "trainer", ...args },
    same,
  });
  const sim = { device: "sim:0" };
  const stops = { stop_after: "45" };
  const resumes = (variant: string): Record<string, string> => ({
    resume: `${root}/${DEVICES}/${variant}/checkpoint.safetensors`,
  });
  const loop = { ...SAME_SMALL, order: ["order.bin"] };
  const one = run("sim_one_thread", sim, SAME_SMALL);
  return [
    run("small", {}, SAME_SMALL),
    run("loop", { mode: "loop" }, loop),
    run("sim", sim, SAME_SMALL),
    run("sim_eager", { ...sim, capture: "false" }, SAME_SMALL),
    { ...one, environment: { MIXGRAD_THREADS: "1" } },
    run("sim_loop", { ...sim, mode: "loop" }, loop),
    run("sim_moves", { ...sim, mode: "loop", move_to: "sim:1", move_after: "45" }, loop),
    run("sim_leaves", { ...sim, mode: "loop", move_to: "cpu", move_after: "45" }, loop),
    run("perceptron", { network: "perceptron" }, { perceptron: ALL }),
    run("sim_perceptron", { ...sim, network: "perceptron" }, { perceptron: ALL }),
    run("stopped", stops, SAME_STOPPED),
    run("resumed_on_sim", { ...sim, ...resumes("stopped") }, SAME_RESUMED),
    run("sim_stopped", { ...sim, ...stops }, SAME_STOPPED),
    run("resumed_on_cpu", resumes("sim_stopped"), SAME_RESUMED),
    run("resumed_on_another", { device: "sim:1", ...resumes("sim_stopped") }, SAME_RESUMED),
  ];
}

/** Every run for one language; `next` is the language that goes on where it stopped. */
export function runs(language: string, next: string, root: string): Run[] {
  const run = (
    variant: string,
    args: Readonly<Record<string, string>>,
    same: Run["same"],
    environment: Readonly<Record<string, string>> = {},
  ): Run => ({ name: `${language}/${variant}`, language, arguments: args, environment, same });
  const small = SAME_SMALL;
  const plain = { MIXGRAD_KERNELS: "plain" };
  return [
    run("full", { images: "60000", epochs: "3", mode: "trainer" }, { full: ALL }),
    run("small", { ...SMALL, mode: "trainer" }, small),
    run("loop", { ...SMALL, mode: "loop" }, { ...small, order: ["order.bin"] }),
    run("eager", { ...SMALL, mode: "trainer", capture: "false" }, small),
    run("one_thread", { ...SMALL, mode: "trainer" }, small, { MIXGRAD_THREADS: "1" }),
    run("two_threads", { ...SMALL, mode: "trainer" }, small, { MIXGRAD_THREADS: "2" }),
    // Products of this size have the same bytes on both, and with OpenBLAS left out.
    { ...run("avx2", { ...SMALL, mode: "trainer" }, small, { ...plain, MIXGRAD_SIMD: "avx2" }), needs: "avx2" },
    { ...run("avx512", { ...SMALL, mode: "trainer" }, small, { ...plain, MIXGRAD_SIMD: "avx512" }), needs: "avx512" },
    run("stopped", { ...SMALL, mode: "trainer", stop_after: "45" }, SAME_STOPPED),
    run(
      "resumed",
      { ...SMALL, mode: "trainer", resume: `${root}/${language}/stopped/checkpoint.safetensors` },
      SAME_RESUMED,
    ),
    {
      ...run(
        `resumed_by_${next}`,
        { ...SMALL, mode: "trainer", resume: `${root}/${language}/stopped/checkpoint.safetensors` },
        SAME_RESUMED,
      ),
      language: next,
    },
  ];
}
