import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Limit, Limits } from "../sandbox.ts";
import { useOfTree } from "./process-tree.ts";

/** How often memory and processes are looked at. */
const sampleMilliseconds = 100;

/** `setpriv` and `unshare` on the way to the program, and `unshare` beside it. */
const processesOnTheWay = 1;

/** Watches a program from outside and ends it at the first limit that it exceeds. */
export function supervise(child: ChildProcess, limits: Limits): { readonly exceeded: Limit | undefined } {
  const found: { exceeded: Limit | undefined } = { exceeded: undefined };
  const end = (limit: Limit) => {
    if (found.exceeded !== undefined || child.exitCode !== null) return;
    found.exceeded = limit;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(() => end("seconds"), limits.seconds * 1000);
  const sampler = setInterval(() => {
    if (child.pid === undefined) return;
    const { processes, bytes } = useOfTree(child.pid, limits.processes + processesOnTheWay);
    if (processes - processesOnTheWay > limits.processes) end("processes");
    else if (bytes > limits.memoryBytes) end("memoryBytes");
  }, sampleMilliseconds);
  const count = (streams: readonly Readable[], most: number, limit: Limit) => {
    let bytes = 0;
    for (const stream of streams)
      stream.on("data", (chunk: Buffer | string) => {
        bytes += chunk.length;
        if (bytes > most) end(limit);
      });
  };
  const [, stdout, stderr, ...pipes] = child.stdio as readonly (Readable | null)[];
  count([stdout, stderr].filter(isPresent), limits.outputBytes, "outputBytes");
  count(pipes.filter(isPresent), limits.messageBytes, "messageBytes");
  child.once("exit", () => {
    clearTimeout(timer);
    clearInterval(sampler);
  });
  return found;
}

function isPresent(stream: Readable | null | undefined): stream is Readable {
  return stream !== null && stream !== undefined;
}
