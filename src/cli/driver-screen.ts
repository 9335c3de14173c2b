import { holdUpLines, resourceNameOf } from "../change/index.ts";
import type { ProgressEvent } from "../flows/index.ts";
import { type Block, colorPaint, type Paint, plainPaint, terminalLines } from "../report/index.ts";
import { asInvoked } from "./as-invoked.ts";
import { isLive, type Terminal } from "./terminal.ts";

type ShownEvent = Exclude<ProgressEvent, { readonly kind: ForPrograms }>;
/** What a program reads is no line of a log. */
type ForPrograms = "previewed" | "ran" | "converged" | "diverged";
const forPrograms: ReadonlySet<string> = new Set<ForPrograms>(["previewed", "ran", "converged", "diverged"]);

const redrawMilliseconds = 120;
const liveRows = 16;
/** Objects that are shown of those that an environment waits for. */
const mostHoldUps = 5;

/** Shows what the driver does while it does it: rows that change in place on a terminal, one line per event elsewhere. */
export class DriverScreen {
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  /** What is shown of each environment, and lines below it. */
  readonly #rows = new Map<string, readonly [text: string, ...below: string[]]>();
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
    if (this.#silent || !isShown(event)) return;
    const text = textOf(event, this.#paint);
    const below = linesBelow(event).map(this.#paint.quiet);
    if (!isLive(this.#terminal)) {
      if (this.#isWorthALine(event))
        for (const line of [text, ...below.map((each) => `  ${each}`)])
          this.#terminal.err(`${event.environment}  ${line}`);
      return;
    }
    this.#rows.set(event.environment, [text, ...below]);
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
    const lines = [...this.#rows].flatMap(([name, [text, ...below]]) => [
      `${name.padEnd(width)}  ${text}`,
      ...below.map((line) => `${" ".repeat(width)}    ${line}`),
    ]);
    const hidden = lines.length - liveRows;
    this.#terminal.redraw(hidden > 0 ? [...lines.slice(-liveRows), this.#paint.quiet(`and ${hidden} more`)] : lines);
  }
}

function isShown(event: ProgressEvent): event is ShownEvent {
  return !forPrograms.has(event.kind);
}

/** Which objects an environment waits for. */
function linesBelow(event: ShownEvent): readonly string[] {
  return event.kind === "waiting" ? holdUpLines(event.heldUpBy, mostHoldUps) : [];
}

const gerunds = {
  preview: "previewing",
  up: "bringing up",
  refresh: "refreshing",
  destroy: "destroying",
  converge: "waiting for the cluster",
  correct: "correcting",
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
