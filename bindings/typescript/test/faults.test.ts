import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mg from "mixgrad";
import { nn } from "mixgrad";
import { errorFrom, run as runIn } from "mixgrad-test-support";
import { expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mixgrad-"));
const run = (program: string, flags: readonly string[] = [], limit = ""): ReturnType<typeof runIn> =>
  runIn(folder, program, flags, limit);

/** A safetensors file of a header and so many bytes. */
function safetensors(header: string, bytes: number, length = Buffer.byteLength(header)): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([size, Buffer.from(header), Buffer.alloc(bytes)]);
}
const entry = (shape: unknown, offsets: unknown, dtype = "F32"): string =>
  JSON.stringify({ weight: { dtype, shape, data_offsets: offsets } });

const HOSTILE: Record<string, Buffer> = {
  empty: Buffer.alloc(0),
  "a length beyond the file": safetensors("{}", 0, 1000),
  "a length beyond memory": safetensors("{}", 0, 2 ** 50),
  "no JSON": safetensors("{weight", 8),
  "deep JSON": safetensors("[".repeat(100_000), 0),
  "offsets beyond the file": safetensors(entry([2, 1], [0, 8000]), 8),
  "offsets that run backwards": safetensors(entry([2, 1], [8, 0]), 8),
  "offsets that are no numbers": safetensors(entry([2, 1], ["0", "8"]), 8),
  "a shape that overflows": safetensors(entry([2 ** 40, 2 ** 40], [0, 8]), 8),
  "a negative shape": safetensors(entry([-2, -1], [0, 8]), 8),
  "an unknown dtype": safetensors(entry([2, 1], [0, 8], "F31"), 8),
  "a shape that is not the bytes'": safetensors(entry([3, 1], [0, 8]), 8),
};

test.each(Object.entries(HOSTILE))("a hostile file of weights: %s", async (_name, content) => {
  const path = join(folder, "hostile.safetensors");
  writeFileSync(path, content);
  const layer = new nn.Linear(1, 2, { bias: false });
  const before = layer.weight.toArraySync();
  await expect(layer.load(path)).rejects.toBeInstanceOf(mg.FormatError);
  expect(layer.weight.toArraySync()).toEqual(before);
});

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], bytes: number): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt32BE(0x0800 + shape.length);
  shape.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

test("truncated and hostile images", () => {
  const good = join(folder, "labels");
  const bad = join(folder, "images");
  writeFileSync(good, idx([2], 2));
  const open = (content: Buffer): unknown => {
    writeFileSync(bad, content);
    return new mg.datasets.ImageDataset(bad, good, ["a", "b"]);
  };
  expect(open(idx([2, 2, 2], 8))).toHaveLength(2);
  for (const content of [
    idx([2, 2, 2], 7),
    idx([3, 2, 2], 12),
    idx([2 ** 31, 2 ** 31, 2 ** 31], 8),
    idx([2], 2),
    Buffer.alloc(3),
    Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
  ]) {
    errorFrom(mg.FormatError, () => open(content));
  }
  errorFrom(mg.IOError, () => new mg.datasets.ImageDataset(join(folder, "absent"), good, ["a"]));
});

test("a disk that is full: a typed error, and the last good file", () => {
  const { status, output } = run(
    `
    process.on("SIGXFSZ", () => {});
    const small = new mg.nn.Linear(2, 2);
    await small.save("kept.safetensors");
    const error = await new mg.nn.Linear(2000, 200).save("kept.safetensors").catch((e) => e);
    console.log(error.name, error.code);
    const copy = await new mg.nn.Linear(2, 2).load("kept.safetensors");
    console.log(copy.weight.sum().item() === small.weight.sum().item());`,
    [],
    "ulimit -f 64;",
  );
  expect(output).toBe("IOError io\ntrue\n");
  expect(status).toBe(0);
  expect(readFileSync(join(folder, "kept.safetensors")).length).toBeLessThan(1000);
});

test("data that is not there: how to get it", () => {
  const { output } = run(`
    const error = await mg.datasets.fashionMnist({ root: "nowhere" }).catch((e) => e);
    console.log(error.code ?? "found");`);
  expect(["found\n", "not_found\n"]).toContain(output);
});

test("the collector may run at any moment", () => {
  const { status, output } = run(
    `
    class Net extends mg.nn.Module {
      body = [new mg.nn.Linear(4, 4), new mg.nn.ReLU()];
      scale = mg.parameter([1, 2, 3, 4]);
      forward(x) { gc(); return this.body.reduce((y, layer) => y.pipe(layer), x).multiply(this.scale); }
    }
    class Data extends mg.Dataset {
      get length() { return 12; }
      get(i) { gc({ type: "minor" }); return [mg.full([4], i, "float32"), i % 4]; }
    }
    class Watch extends mg.Callback { onBatchEnd() { gc({ type: "minor" }); } }
    const root = (a) => { gc(); return a.sqrt(); };
    for (let round = 0; round < 5; ++round) {
      const net = new Net();
      const optimizer = new mg.optim.SGD(net.parameters(), { lr: 0.01 });
      const trainer = new mg.Trainer(net, { loss: (y, t) => mg.nn.crossEntropy(y, t), optimizer });
      await trainer.fit(new mg.DataLoader(new Data(), { batchSize: 4, shuffle: true }), {
        epochs: 2, callbacks: [new Watch()], progress: false });
      for await (const [x] of new mg.DataLoader(new Data(), { batchSize: 5 })) {
        const loss = mg.custom([net.call(x).square().add(1)], root, (g, a) => [g.divide(root(a)).multiply(0.5)]).sum();
        gc();
        loss.backward();
        mg.grad((v) => net.call(v).sum())(x);
        mg.scope((s) => s.keep(x.add(1)));
      }
      if (net.parameters().some((p) => p.grad === null)) throw new Error("a gradient is missing");
    }
    console.log("done");`,
    ["--expose-gc", "--gc-interval=300"],
  );
  expect(output).toBe("done\n");
  expect(status).toBe(0);
});
