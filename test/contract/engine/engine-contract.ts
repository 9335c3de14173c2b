import { afterEach, beforeEach, describe, expect, inject } from "vitest";
import { describeWithPulumi } from "../../real/pulumi-cli.ts";
import { makeAutomation } from "./automation.ts";
import { encryptionSalt, makeEmbedded } from "./embedded.ts";
import { type MakeEngine, Scene } from "./scene.ts";
import type { TranscriptEntry } from "./transcript.ts";

/**
 * Runs one behaviour's cases on the engine port's adapters; each case has a stack, a program and a cloud of its own.
 *
 * `npm test` runs them on the embedded engine alone. `npm run test:real` runs each on the Pulumi CLI too: there a case holds
 * only when it holds for both *and* every operation came to the same on both: steps, diffs, outputs, severities, checkpoint.
 */
export function engineContract(
  behaviour: string,
  cases: (scene: () => Scene) => void,
  options: { readonly realProcess?: boolean } = {},
): void {
  const transcripts = new Map<string, readonly TranscriptEntry[]>();
  const onAdapter = (
    makeEngine: () => MakeEngine,
    onEnd: (name: string, transcript: readonly TranscriptEntry[]) => void,
  ) => {
    let current: Scene | undefined;
    beforeEach(async () => {
      current = await Scene.open(makeEngine(), options);
      // Without a salt in the stack's file, each operation on the Pulumi CLI starts with an export that reads the state's.
      await current.file("Pulumi.dev.yaml", `encryptionsalt: ${await encryptionSalt}\n`);
    });
    afterEach(async ({ task }) => {
      const transcript = current?.transcript ?? [];
      // A case that hung says on which side it did.
      for (const error of task.result?.errors ?? []) error.message += `\n${current?.seenByCloud ?? ""}`;
      await current?.close();
      current = undefined;
      onEnd(task.name, transcript);
    });
    cases(() => {
      if (!current) throw new Error("There is no scene outside of a case.");
      return current;
    });
  };

  describe(`embedded engine: ${behaviour}`, () => {
    onAdapter(
      () => makeEmbedded,
      (name, transcript) => transcripts.set(name, transcript),
    );
  });
  // Only `npm run test:real` provides executables of the Pulumi CLI.
  if (inject("realParts") === undefined) return;
  describeWithPulumi(behaviour, (pulumi) => {
    onAdapter(
      () => makeAutomation(pulumi().environment),
      (name, transcript) => {
        expect(transcript, "each operation came to the same as on the embedded engine").toEqual(transcripts.get(name));
      },
    );
  });
}
