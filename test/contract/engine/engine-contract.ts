import { afterEach, beforeEach, describe } from "vitest";
import { makeEmbedded } from "./embedded.ts";
import { type MakeEngine, Scene } from "./scene.ts";

/** Every adapter of the engine port. What holds for one has to hold for all. */
const adapters: readonly (readonly [name: string, make: MakeEngine])[] = [["embedded", makeEmbedded]];

/** Runs one behaviour's cases on every adapter; each case has a stack, a program and a cloud of its own. */
export function engineContract(
  behaviour: string,
  cases: (scene: () => Scene) => void,
  options: { readonly realProcess?: boolean } = {},
): void {
  describe.each(adapters)(`%s engine: ${behaviour}`, (_name, makeEngine) => {
    let current: Scene | undefined;
    beforeEach(async () => {
      current = await Scene.open(makeEngine, options);
    });
    afterEach(async () => {
      await current?.close();
      current = undefined;
    });
    cases(() => {
      if (!current) throw new Error("There is no scene outside of a case.");
      return current;
    });
  });
}
