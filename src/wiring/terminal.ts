import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { asInvoked, NotAnswered, type Terminal } from "../cli/index.ts";
import { printableLines, withoutLineCommands } from "../lib/index.ts";
import { fitted, rowsOf } from "./live-lines.ts";
import { type LostOutput, outputStream } from "./output-stream.ts";

/** What a terminal needs besides the process. */
export interface TerminalSettings {
  /** How this command is run again; see `invocationOf`. */
  readonly invocation: string;
  /** Called once when standard output cannot be written to any more. */
  readonly onOutputLost?: (lost: LostOutput) => void;
}

/** The terminal of a process, honouring `NO_COLOR` (no-color.org), `FORCE_COLOR`, `TERM` and `CI`. */
export function processTerminal(process: NodeJS.Process, settings: TerminalSettings): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const { invocation, onOutputLost = () => {} } = settings;
  const isDumb = env["TERM"] === "dumb";
  const interactive = stderr.isTTY && !env["CI"];
  const canRedraw = interactive && !isDumb;
  const toOut = outputStream(stdout, onOutputLost);
  // Losing the progress output is no reason to stop, and there is no other place to report it.
  const toErr = outputStream(stderr, () => {});
  const columns = () => stderr.columns || 100;
  let live: readonly string[] = [];
  const clearLive = () => {
    if (live.length > 0) toErr(`\u001b[${rowsOf(live, columns())}A\u001b[0J`);
    live = [];
  };
  return {
    interactive,
    canRedraw,
    invocation,
    color: env["NO_COLOR"] ? false : Boolean(env["FORCE_COLOR"]) || (stdout.isTTY && !isDumb),
    get columns() {
      return columns();
    },
    get rows() {
      return stderr.rows || 24;
    },
    out(line) {
      clearLive();
      // A pipe gets results byte for byte. On a terminal, control characters could move what is on the screen, so they
      // are escaped.
      toOut(`${stdout.isTTY ? printableLines(line) : line}\n`);
    },
    err(line) {
      clearLive();
      toErr(`${asInvoked(withoutLineCommands(printableLines(line)), invocation)}\n`);
    },
    redraw(lines) {
      if (!canRedraw) return;
      clearLive();
      live = lines.flatMap((line) => printableLines(line).split("\n")).map((line) => fitted(line, columns()));
      toErr(live.map((line) => `${line}\n`).join(""));
    },
    async ask(question) {
      if (!stdin.isTTY) throw new Error("There is no terminal to ask on. Pass --yes.");
      clearLive();
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        // Ctrl-C rejects the question; the end of the input only emits `close`, and the question would never settle.
        return await Promise.race([prompt.question(question).catch(refuse), once(prompt, "close").then(refuse)]);
      } finally {
        prompt.close();
      }
    },
  };
}

function refuse(cause: unknown): never {
  throw new NotAnswered({ cause });
}
