import type { ResourceState } from "../state/snapshot.ts";

/** One resource while a deployment runs: its identity stays, what is known about it changes. */
export class Tracked {
  constructor(public state: ResourceState) {}

  get urn(): string {
    return this.state.urn;
  }

  /** Replaces some of the state's fields. A field given as `undefined` is removed. */
  change(fields: { readonly [Key in keyof ResourceState]?: ResourceState[Key] | undefined }): void {
    const next: Record<string, unknown> = { ...this.state, ...fields };
    for (const [key, value] of Object.entries(fields)) if (value === undefined) delete next[key];
    this.state = next as unknown as ResourceState;
  }
}
