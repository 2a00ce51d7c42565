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

/** Every run for one language; `next` is the language that goes on where it stopped. */
export function runs(language: string, next: string, root: string): Run[] {
  const run = (
    variant: string,
    args: Readonly<Record<string, string>>,
    same: Run["same"],
    environment: Readonly<Record<string, string>> = {},
  ): Run => ({ name: `${language}/${variant}`, language, arguments: args, environment, same });
  const small = { small: ALL };
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
    run(
      "stopped",
      { ...SMALL, mode: "trainer", stop_after: "45" },
      { stopped: ["initial.bin", "losses.bin", "checkpoint.safetensors"] },
    ),
    run(
      "resumed",
      { ...SMALL, mode: "trainer", resume: `${root}/${language}/stopped/checkpoint.safetensors` },
      { small: ["initial.bin", "model.safetensors", "predictions.bin"], resumed: ["losses.bin"] },
    ),
    {
      ...run(
        `resumed_by_${next}`,
        { ...SMALL, mode: "trainer", resume: `${root}/${language}/stopped/checkpoint.safetensors` },
        { small: ["initial.bin", "model.safetensors", "predictions.bin"], resumed: ["losses.bin"] },
      ),
      language: next,
    },
  ];
}
