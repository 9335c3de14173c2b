import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { cleaningUp } from "../../lib/index.ts";
import type { EngineEvent } from "../engine.ts";

/** A person sees no delay in it, and a step's duration is told with it as error. */
const pollMilliseconds = 25;

/**
 * Tells the events that the CLI appends to the file of its `--event-log`, one JSON document a line, as they come.
 *
 * Resolves when the CLI has ended and its last event has been told. An end of the file without a line break is not told:
 * it was being written when the CLI was killed.
 */
export async function followEvents(
  file: string,
  ended: Promise<unknown>,
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  let position = 0;
  let rest = Buffer.alloc(0);
  const readOn = async (): Promise<void> => {
    const added = await readFrom(file, position);
    position += added.length;
    rest = Buffer.concat([rest, added]);
    const complete = rest.lastIndexOf("\n") + 1;
    for (const line of rest.toString("utf8", 0, complete).split("\n"))
      if (line !== "") onEvent(JSON.parse(line) as EngineEvent);
    rest = rest.subarray(complete);
  };
  const end = ended.then(
    () => "ended",
    () => "ended",
  );
  while ((await Promise.race([end, pause(pollMilliseconds)])) !== "ended") await readOn();
  await readOn();
}

/** Nothing before the CLI has made the file. */
async function readFrom(file: string, position: number): Promise<Buffer> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (!handle) return Buffer.alloc(0);
  return await cleaningUp(
    async () => {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, size - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    },
    () => handle.close(),
  );
}
