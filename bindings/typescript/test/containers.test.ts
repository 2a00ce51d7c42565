/** Modules that hold modules are sequences and maps, as JavaScript's own are. */
import { inspect } from "node:util";
import * as mg from "mixgrad";
import { nn } from "mixgrad";
import { errorFrom } from "mixgrad-test-support";
import { describe, expect, test } from "vitest";

const three = (): nn.Module[] => [new nn.Linear(3, 4), new nn.ReLU(), new nn.Linear(4, 2)];

describe.each([
  ["Sequential", nn.Sequential],
  ["ModuleList", nn.ModuleList],
])("%s", (_, Kind) => {
  test("is indexed, counted and walked", () => {
    const layers = three();
    const made = new Kind(...layers);
    expect(made.length).toBe(3);
    expect([...made].every((layer, i) => layer === layers[i])).toBe(true);
    expect(Array.from(made)).toHaveLength(3);
    expect(made.at(0)).toBe(layers[0]);
    expect(made.at(-1)).toBe(layers[2]);
    errorFrom(mg.IndexError, () => made.at(3));
    errorFrom(mg.IndexError, () => made.at(-4));
  });

  test("takes a list in place of several", () => {
    const layers = three();
    const given = [...layers];
    const made = new Kind(given);
    given.length = 0;
    expect(made.length).toBe(3);
    expect(made.at(1)).toBe(layers[1]);
    expect(new Kind([]).length).toBe(0);
    expect([...new Kind()]).toEqual([]);
    expect(new Kind(new nn.Sequential(layers)).length).toBe(1);
    errorFrom(mg.MgTypeError, () => new Kind([1] as never));
  });

  test("shows a walk what is added", () => {
    const made = new Kind(new nn.ReLU());
    const walk = made[Symbol.iterator]();
    walk.next();
    made.append(new nn.Tanh());
    expect(walk.next().value).toBeInstanceOf(nn.Tanh);
    expect(walk.next().done).toBe(true);
  });
});

test("a list keeps modules of the user", () => {
  class Twice extends nn.Module {
    override forward(x: mg.Tensor): mg.Tensor {
      return x.multiply(2);
    }
  }
  const net = new nn.Sequential([new Twice(), new Twice()]);
  expect(net.call(mg.ones([1])).toArraySync()).toEqual([4]);
  expect(net.at(0)).toBeInstanceOf(Twice);
});

test("a list of cells", () => {
  expect(new nn.SequentialRNNCell([new nn.RNNCell(2, 2), new nn.RNNCell(2, 2)]).length).toBe(2);
});

test("printing", () => {
  const heads = new nn.ModuleDict({ small: new nn.Linear(4, 1) });
  expect(inspect(new nn.ModuleList(heads))).toBe("ModuleList(\n  0: ModuleDict(\n    small: Linear()\n  )\n)");
  expect(inspect(new nn.Sequential())).toBe("Sequential()");
  class Endless extends nn.Module {
    *[Symbol.iterator](): IterableIterator<number> {
      for (;;) yield 1;
    }
  }
  expect(inspect(new Endless())).toBe("Endless()");
});

test("modules by names", () => {
  const heads = new nn.ModuleDict({ small: new nn.Linear(4, 1), large: new nn.Linear(4, 3) });
  expect([...heads].map(([name]) => name)).toEqual(["small", "large"]);
  expect(new Map(heads).get("large")).toBe(heads.get("large"));
  expect(Object.keys(Object.fromEntries(heads))).toEqual(["small", "large"]);
});
