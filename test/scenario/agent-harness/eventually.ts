import { setTimeout as delay } from "node:timers/promises";

/** Waits until `look` answers `wanted`. Fails with what it answered last and with `explain`. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  wanted: T,
  explain: () => Promise<string> = async () => Promise.resolve(""),
  patience = 60_000,
): Promise<void> {
  const deadline = performance.now() + patience;
  let last: T | undefined;
  do {
    last = await look();
    if (last === wanted) return;
    await delay(40);
  } while (performance.now() < deadline);
  throw new Error(`waited for ${String(wanted)}, last saw ${String(last)}\n${await explain()}`);
}
