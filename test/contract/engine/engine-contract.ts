import { afterEach, beforeEach, describe, expect } from "vitest";
import { makeEmbedded } from "./embedded.ts";
import { type MakeEngine, Scene } from "./scene.ts";
import type { TranscriptEntry } from "./transcript.ts";

/** Every adapter of the engine port, the one that the others are compared with first. */
const adapters: readonly (readonly [name: string, make: MakeEngine])[] = [["embedded", makeEmbedded]];

/**
 * Runs one behaviour's cases on every adapter; each case has a stack, a program and a cloud of its own.
 *
 * With more than one adapter a case holds only when it holds for each *and* each of its operations came to the same:
 * steps, diffs, outputs, severities, checkpoint.
 */
export function engineContract(
  behaviour: string,
  cases: (scene: () => Scene) => void,
  options: { readonly realProcess?: boolean } = {},
): void {
  const transcripts = new Map<string, readonly TranscriptEntry[]>();
  describe.each(adapters)(`%s engine: ${behaviour}`, (_name, makeEngine) => {
    let current: Scene | undefined;
    beforeEach(async () => {
      current = await Scene.open(makeEngine, options);
    });
    afterEach(async ({ task }) => {
      const transcript = current?.transcript ?? [];
      await current?.close();
      current = undefined;
      const other = transcripts.get(task.name);
      if (other) expect(transcript, "what the operations came to").toEqual(other);
      else transcripts.set(task.name, transcript);
    });
    cases(() => {
      if (!current) throw new Error("There is no scene outside of a case.");
      return current;
    });
  });
}
