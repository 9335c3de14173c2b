import { appendFileSync } from "node:fs";
import type { Outcome, Plan } from "../change/index.ts";
import type { EngineEvent } from "../engine/index.ts";
import {
  colorPaint,
  diagnosticLines,
  diffLines,
  OperationTracker,
  outputLines,
  type Paint,
  plainLines,
  plainPaint,
  summaryLines,
  treeLines,
  type Verb,
} from "../report/operation/index.ts";
import type { Terminal } from "./terminal.ts";

const redrawMilliseconds = 120;
const mostLiveRows = 18;

/** What of an operation is shown, and how. */
export interface ScreenOptions {
  readonly verb: Verb;
  readonly diff: boolean;
  readonly showSame: boolean;
  readonly showReads: boolean;
  readonly suppressOutputs: boolean;
  readonly suppressProgress: boolean;
  /** Only events are written; the caller prints JSON. */
  readonly silent: boolean;
  readonly interactive: boolean;
  readonly color: boolean;
  readonly eventLog?: string;
}

/** Shows one run of the engine: live while it runs, its result at the end. */
export class OperationScreen {
  readonly #terminal: Terminal;
  readonly #options: ScreenOptions;
  readonly #paint: Paint;
  #tracker = new OperationTracker();
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, options: ScreenOptions) {
    this.#terminal = terminal;
    this.#options = options;
    this.#paint = options.color ? colorPaint : plainPaint;
  }

  /** Names of the steps that run now, for the message at the second Ctrl-C. */
  get running(): readonly string[] {
    return treeLines(this.#tracker.running, { ...this.#treeOptions(), showSame: true }).map((line) => line.trim());
  }

  /** Begins to show a run; the listener is for the engine. */
  start(): (event: EngineEvent) => void {
    this.#tracker = new OperationTracker();
    if (this.#isLive) this.#timer = setInterval(() => this.#redraw(), redrawMilliseconds);
    return (event) => this.#take(event);
  }

  /** Ends what {@link start} began, and shows how the run ended. `planned` says that it only showed what would happen. */
  finish(result: Plan | Outcome, planned: boolean): void {
    this.stop();
    if (this.#options.silent) return;
    const { diff, showSame, showReads, suppressOutputs } = this.#options;
    const options = { ...this.#treeOptions(), showSame, showReads };
    const rows = this.#tracker.rows;
    for (const line of diff ? diffLines(rows, this.#paint) : treeLines(rows, options)) this.#terminal.out(line);
    if (this.#isLive || this.#options.suppressProgress)
      for (const diagnostic of result.diagnostics) this.#print(diagnosticLines(diagnostic, this.#paint));
    if (!suppressOutputs) for (const line of outputLines(result.outputs, this.#paint)) this.#terminal.out(line);
    for (const line of summaryLines(this.#options.verb, result, planned, this.#paint)) this.#terminal.out(line);
  }

  /** Details of the last run, for the answer `details` to the confirmation. */
  details(): readonly string[] {
    return diffLines(this.#tracker.rows, this.#paint);
  }

  /** Stops drawing; what was drawn is cleared. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#isLive) this.#terminal.redraw([]);
  }

  get #isLive(): boolean {
    return this.#options.interactive && !this.#options.silent && !this.#options.suppressProgress;
  }

  #take(event: EngineEvent): void {
    this.#tracker.add(event, Date.now());
    if (this.#options.eventLog !== undefined) appendFileSync(this.#options.eventLog, `${JSON.stringify(event)}\n`);
    if (this.#options.silent || this.#options.suppressProgress || this.#isLive) return;
    this.#print(plainLines(event, this.#tracker, this.#paint));
  }

  #redraw(): void {
    // One line is kept free for the count of hidden lines, and one for the cursor.
    const maxLines = Math.max(Math.min(mostLiveRows, (this.#terminal.rows ?? mostLiveRows) - 2), 1);
    const lines = treeLines(this.#tracker.rows, { ...this.#treeOptions(), showSame: false, maxLines });
    this.#terminal.redraw(
      lines.length > 0 ? lines : [this.#paint.quiet(`${this.#options.verb}: the program is running …`)],
    );
  }

  #treeOptions() {
    return { paint: this.#paint, columns: this.#terminal.columns, now: Date.now(), showSame: false };
  }

  #print(lines: readonly string[]): void {
    for (const line of lines) this.#terminal.err(line);
  }
}
