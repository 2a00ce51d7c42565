/** A process that measures when it is told to: the others stand still meanwhile. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a worker says when it is warm. */
interface Greeting {
  readonly version: string;
  /** Of a worker that measures several operations: a figure of each one's result, by its name. */
  readonly amounts?: Readonly<Record<string, number>>;
}

/** In place of an operation: the mean of all series in place of the least disturbed one. */
export const MEAN = "mean";

export class Worker {
  readonly version: string;
  readonly amounts: Readonly<Record<string, number>>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, greeting: Greeting) {
    this.#process = process;
    this.#lines = lines;
    this.version = greeting.version;
    this.amounts = greeting.amounts ?? {};
  }

  /** Starts it and waits until it is warm. */
  static async start(command: Command): Promise<Worker> {
    const child = spawn(command.program, command.arguments, { env: { ...process.env, ...command.environment } });
    let complaints = "";
    child.stderr.on("data", (data: Buffer) => (complaints += data.toString()));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done === true) {
      if (child.exitCode === null) await once(child, "exit");
      throw new Error(`${[command.program, ...command.arguments].join(" ")} did not start:\n${complaints}`);
    }
    return new Worker(child, lines, JSON.parse(first.value) as Greeting);
  }

  /** Seconds of one operation, measured for so many seconds: the least disturbed of many short series, or their mean. */
  async measure(seconds: number, operation = ""): Promise<number> {
    this.#process.stdin.write(`${String(seconds)} ${operation}\n`);
    const answer = await this.#lines.next();
    if (answer.done === true) throw new Error("a worker ended while it measured");
    return (JSON.parse(answer.value) as { seconds: number }).seconds;
  }

  async stop(): Promise<void> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, "exit");
  }
}
