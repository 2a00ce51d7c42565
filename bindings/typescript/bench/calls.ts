/** Times of single calls, whole and with release, in nanoseconds: the best of several runs, one JSON line each. */
import * as mg from "mixgrad";

const RUNS = 60;

function best(bench: string, n: number, f: (n: number) => void): void {
  let least = Infinity;
  for (let run = 0; run < RUNS; ++run) {
    const start = process.hrtime.bigint();
    f(n);
    least = Math.min(least, Number(process.hrtime.bigint() - start) / n);
  }
  console.log(JSON.stringify({ bench, metric: "time", unit: "ns", value: Math.round(least) }));
}

const x = mg.ones([1]);
const y = mg.ones([1]);
const weight = mg.parameter([1]);
const repeat = (f: () => void) => (n: number) => {
  for (let i = 0; i < n; ++i) f();
};

best(
  "node_add_one_element",
  10_000,
  repeat(() => mg.add(x, y).dispose()),
);
best(
  "node_add_number",
  10_000,
  repeat(() => x.add(1).dispose()),
);
best(
  "node_add_one_element_recorded",
  10_000,
  repeat(() => mg.add(weight, y).dispose()),
);
best("node_add_one_element_collected", 5_000, (n) => mg.scope(() => repeat(() => mg.add(x, y))(n)));
best(
  "node_forward_backward_ten_adds",
  500,
  repeat(() =>
    mg.scope(() => {
      let z = weight;
      for (let k = 0; k < 10; ++k) z = z.add(y);
      z.backward();
    }),
  ),
);
best(
  "node_shape",
  10_000,
  repeat(() => {
    const z = x.add(y);
    if (z.shape.length !== 1) throw new Error("a shape is wrong");
    z.dispose();
  }),
);
