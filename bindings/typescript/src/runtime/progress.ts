/** Shows how a job goes: lines made by the engine, one that is overwritten on a terminal, else one for each epoch. */

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Progress {
  readonly #stream: ProgressStream;
  readonly #terminal: boolean;
  #open = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
    this.#terminal = stream.isTTY === true;
  }

  show(isProgress: boolean, text: unknown): void {
    if (typeof text !== "string" || text === "") return;
    if (this.#terminal) {
      this.#stream.write(`\r${text}\u001B[K`);
      this.#open = true;
      if (!isProgress) this.close();
    } else if (!isProgress) {
      this.#stream.write(`${text}\n`);
    }
  }

  /** Ends the line that was overwritten. */
  close(): void {
    if (this.#open) this.#stream.write("\n");
    this.#open = false;
  }
}
