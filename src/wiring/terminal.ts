import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { NotAnswered, type Terminal } from "../cli/index.ts";
import { printableLines } from "../lib/index.ts";

/** The terminal of a process, honouring `NO_COLOR` (no-color.org), `FORCE_COLOR` and `CI`. */
export function processTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  const interactive = stderr.isTTY && !env["CI"];
  let live = 0;
  const clearLive = () => {
    if (live > 0) stderr.write(`\u001b[${live}A\u001b[0J`);
    live = 0;
  };
  return {
    interactive,
    color: env["NO_COLOR"] ? false : Boolean(env["FORCE_COLOR"]) || (stdout.isTTY && env["TERM"] !== "dumb"),
    columns: stderr.columns || 100,
    rows: stderr.rows || 24,
    out(line) {
      clearLive();
      // A pipe gets results byte for byte; on a terminal they could move what stands there.
      stdout.write(`${stdout.isTTY ? printableLines(line) : line}\n`);
    },
    err(line) {
      clearLive();
      stderr.write(`${printableLines(line)}\n`);
    },
    redraw(lines) {
      if (!interactive) return;
      clearLive();
      stderr.write(lines.map((line) => `${printableLines(line)}\n`).join(""));
      live = lines.length;
    },
    async ask(question) {
      if (!stdin.isTTY) throw new Error("There is no terminal to ask on. Pass --yes.");
      clearLive();
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        // Ctrl-C rejects, the end of the input only closes: then no answer would ever come.
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
