import { resourceNameOf } from "../change/index.ts";
import type { ProgressEvent } from "../flows/index.ts";
import { type Block, colorPaint, type Paint, plainPaint, terminalLines } from "../report/index.ts";
import { asInvoked } from "./as-invoked.ts";
import { isLive, type Terminal } from "./terminal.ts";

type ShownEvent = Exclude<ProgressEvent, { readonly kind: "previewed" | "ran" }>;

const redrawMilliseconds = 120;
const liveRows = 16;

/** Shows what the driver does while it does it: rows that change in place on a terminal, one line per event elsewhere. */
export class DriverScreen {
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  readonly #rows = new Map<string, string>();
  /** What is done with each environment now. */
  readonly #activities = new Map<string, string>();
  readonly #silent: boolean;
  #timer: NodeJS.Timeout | undefined;

  /** `silent`: nothing but the result goes out. */
  constructor(terminal: Terminal, { silent }: { readonly silent: boolean }) {
    this.#terminal = terminal;
    this.#silent = silent;
    this.#paint = terminal.color ? colorPaint : plainPaint;
  }

  readonly take = (event: ProgressEvent): void => {
    // What a program reads is no line of a log.
    if (this.#silent || event.kind === "previewed" || event.kind === "ran") return;
    const text = textOf(event, this.#paint);
    if (!isLive(this.#terminal)) {
      if (this.#isWorthALine(event)) this.#terminal.err(`${event.environment}  ${text}`);
      return;
    }
    this.#rows.set(event.environment, text);
    this.#timer ??= setInterval(() => this.#redraw(), redrawMilliseconds);
  };

  readonly notice = (line: string): void => {
    this.#terminal.err(line);
  };

  /** Stops drawing and clears what was drawn. Repeatable. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#rows.clear();
    if (isLive(this.#terminal)) this.#terminal.redraw([]);
  }

  /** A log gets one line per resource, when its step has ended. Planned steps are listed in the report. */
  #isWorthALine(event: ShownEvent): boolean {
    if (event.kind === "started") this.#activities.set(event.environment, event.activity);
    if (event.kind !== "resource") return true;
    return event.state !== "running" && this.#activities.get(event.environment) !== "preview";
  }

  print(blocks: readonly Block[]): void {
    this.stop();
    for (const line of terminalLines(blocks, this.#paint))
      this.#terminal.out(asInvoked(line, this.#terminal.invocation));
  }

  #redraw(): void {
    const width = Math.max(...[...this.#rows.keys()].map((name) => name.length));
    const lines = [...this.#rows].map(([name, text]) => `${name.padEnd(width)}  ${text}`);
    const hidden = lines.length - liveRows;
    this.#terminal.redraw(hidden > 0 ? [...lines.slice(-liveRows), this.#paint.quiet(`and ${hidden} more`)] : lines);
  }
}

const gerunds = {
  preview: "previewing",
  up: "bringing up",
  refresh: "refreshing",
  destroy: "destroying",
  converge: "waiting for the cluster",
} as const;

function textOf(event: ShownEvent, paint: Paint): string {
  switch (event.kind) {
    case "started":
      return paint.quiet(`${gerunds[event.activity]} …`);
    case "resource": {
      const { type, name } = resourceNameOf(event.urn);
      const text = `${event.op} ${type} ${name}`;
      if (event.state === "failed") return paint.failed(`${text} failed`);
      return event.state === "done" ? text : paint.quiet(`${text} …`);
    }
    case "waiting":
      return paint.quiet(event.message);
    default:
      return event.good ? `${event.activity}: ${event.message}` : paint.failed(`${event.activity}: ${event.message}`);
  }
}
