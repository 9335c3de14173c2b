import type { PlanReads } from "../../../change/index.ts";

/** What one deployment takes from beside its program, its configuration and its state. */
export class Reads {
  #cloud = false;
  readonly #stacks = new Set<string>();
  readonly #previewed = new Set<string>();

  /** A provider was asked for something that is in no state. */
  readonly ofCloud = (): void => {
    this.#cloud = true;
  };

  ofStack(name: string, from: "state" | "preview"): void {
    this.#stacks.add(name);
    if (from === "preview") this.#previewed.add(name);
  }

  toObject(): PlanReads {
    return { cloud: this.#cloud, stacks: [...this.#stacks].toSorted(), previewed: [...this.#previewed].toSorted() };
  }
}
