/** What modules can do in JavaScript beside what the schemas say. Their fields are found by scan.ts. */
import { inspect } from "node:util";
import type { Tensor } from "../generated/tensor.ts";
import type { DType } from "../generated/types.ts";
import type { Device } from "./device.ts";
import { call, callInBackground, operator } from "./call.ts";
import { elementsOf } from "./containers.ts";
import { noGrad } from "./contexts.ts";
import { fail } from "./errors.ts";
import { getProperty } from "./object.ts";
import { named } from "./tensor.ts";
import { EngineObject, isOverridden } from "./wrappers.ts";

const CALL = operator("Module.call", 1);
const COPY_ = operator("copy_", 1);
const LOAD = operator("Module.load", 1);
const LOAD_BYTES = operator("Module.load_bytes", 1);
const STATE = operator("Module.state", 1);
const TO = operator("Module.to", 1);

/** Where a module goes, and what its elements become. */
export interface ToOptions {
  device?: Device | null | undefined;
  dtype?: DType | null | undefined;
}

/** The hand-written part of {@link nn.Module}. */
export abstract class ModuleBase extends EngineObject {
  /**
   * Runs forward. Errors inside name the path of layers.
   *
   * @param x - the input.
   * @returns what forward returns.
   */
  call(x: Tensor): Tensor {
    if (!isOverridden(this, "forward")) return call<Tensor>(CALL, [this, x]);
    return named(getProperty<string>(this, "name"), () =>
      (this as unknown as { forward(x: Tensor): Tensor }).forward(x),
    );
  }

  /**
   * Fills parameters and buffers from a safetensors file.
   *
   * @param path - the file, as `save` writes it in any language.
   * @returns the module itself.
   * @throws {@link IOError} if the file can't be read.
   * @throws {@link FormatError} if it is no safetensors file, or damaged.
   * @throws {@link NotFoundError} if it lacks a name that the module has.
   * @throws {@link ShapeError} if a tensor in it has another shape.
   */
  async load(path: string): Promise<this> {
    await callInBackground(LOAD, [this, path]);
    return this;
  }

  /**
   * Fills parameters and buffers from the bytes of a safetensors file.
   *
   * @param data - what `saveBytes` gave in any language, or a file's contents.
   * @returns the module itself.
   * @throws {@link FormatError} if the data is damaged.
   * @throws {@link NotFoundError} if it lacks a name that the module has.
   * @throws {@link ShapeError} if a tensor in it has another shape.
   */
  async loadBytes(data: Uint8Array): Promise<this> {
    await callInBackground(LOAD_BYTES, [this, data]);
    return this;
  }

  /**
   * Overwrites parameters and buffers with those of another module's `state()`.
   *
   * @param state - a tensor of the same shape for each name, no more and no less.
   * @throws {@link NotFoundError} if a name is missing or unknown.
   * @throws {@link ShapeError} if a tensor has another shape.
   */
  loadState(state: Readonly<Record<string, Tensor>>): void {
    const own = call<Record<string, Tensor>>(STATE, [this]);
    const absent = Object.keys(own).filter((name) => !(name in state));
    const unknown = Object.keys(state).filter((name) => !(name in own));
    if (absent.length > 0 || unknown.length > 0) {
      const names = `missing [${absent.join(", ")}], unknown [${unknown.join(", ")}]`;
      fail("not_found", `loadState: the names differ: ${names}`, { op: "loadState", argument: "state", given: names });
    }
    for (const [name, tensor] of Object.entries(own)) {
      const given = (state[name] as Tensor).shape.join(", ");
      const accepted = tensor.shape.join(", ");
      if (given === accepted) continue;
      fail("shape", `loadState: ${name} has the shape [${given}], not [${accepted}]`, {
        op: "loadState",
        argument: "state",
        given,
        accepted,
      });
    }
    noGrad(() => {
      for (const [name, tensor] of Object.entries(own)) call(COPY_, [tensor, state[name]]);
    });
  }

  /**
   * Moves parameters and buffers to a device, or changes their dtype: in the module's own tensors. Integer buffers keep
   * their dtype; gradients are dropped. Make optimizers after it.
   *
   * @param device - where to; where they are if it is null or left out.
   * @param options - `dtype`: a floating type; by default the one that they have.
   * @returns the module itself.
   * @throws {@link DeviceError} if the device is not there.
   * @throws {@link DTypeError} if the dtype is not floating.
   * @throws {@link BusyError} if the module is being trained.
   */
  to(device?: Device | null | ToOptions, options: ToOptions = {}): this {
    if (typeof device === "object" && device !== null) return this.to(device.device, device);
    call(TO, [this, device, options.dtype]);
    return this;
  }

  /** The same as `console.log` prints. */
  override toString(): string {
    return this[inspect.custom]();
  }

  /** As printed by `console.log`: of a container its elements, else the layers among its fields. */
  [inspect.custom](): string {
    const inside = elementsOf(this) ?? Object.entries(this).filter(([, value]) => value instanceof ModuleBase);
    const lines = inside.map(([name, value]) => `  ${name}: ${inspect(value)}`.replaceAll("\n", "\n  "));
    const { name } = this.constructor;
    return lines.length === 0 ? `${name}()` : `${name}(\n${lines.join("\n")}\n)`;
  }
}
