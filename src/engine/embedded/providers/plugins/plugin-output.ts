import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { ProviderLine } from "../../../provider-source.ts";
import type { PluginLog } from "./engine-host.ts";

const keptCharacters = 4_000;

/** How long to wait for the rest of what a process wrote when something that it started holds the pipe open. */
const drainMilliseconds = 500;

/** What a plugin prints beside its port. */
export interface Output {
  add(line: string, severity?: ProviderLine["severity"]): void;
  /** The end of it, as long as an error message may carry. */
  tail(): string;
  /** Resolves when nothing more comes. */
  complete(): Promise<void>;
}

/** Keeps the end of what is printed, and tells each line to `log` when there is one. */
export function outputOf(errorOutput: Readable, log: PluginLog | undefined): Output {
  let kept = "";
  const add: Output["add"] = (line, severity) => {
    kept = `${kept}${line}\n`.slice(-keptCharacters);
    if (severity && log && line.trim() !== "") log({ severity, message: line, urn: "" });
  };
  const lines = createInterface({ input: errorOutput }).on("line", (line) => add(line, "info#err"));
  const closed = once(lines, "close");
  return {
    add,
    tail: () => kept.trim(),
    async complete() {
      const timeout = new AbortController();
      const late = delay(drainMilliseconds, undefined, { signal: timeout.signal }).catch(() => undefined);
      await Promise.race([closed, late]);
      timeout.abort();
    },
  };
}
