/** Figures in notebooks. */
import { display } from "./tensor.ts";
import { EngineObject } from "./wrappers.ts";

/** The hand-written part of {@link plot.Figure}. */
export abstract class FigureBase extends EngineObject {
  /** How notebooks show it. */
  [display](): Record<string, string> {
    return { "image/svg+xml": (this as unknown as { svg: string }).svg };
  }
}
