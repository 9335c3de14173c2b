import { sameValue } from "../../providers/index.ts";
import type { ResourceState } from "../../stack/index.ts";
import { withSecretOutputs } from "./secret-outputs.ts";

/**
 * One resource while a deployment runs. The handle stays the same while steps change its {@link ResourceState}; Pulumi's
 * engine changes its `resource.State` in place instead.
 *
 * Outputs that have to be secret are marked whenever the state changes.
 */
export class ResourceHandle {
  #state: ResourceState;

  constructor(state: ResourceState) {
    this.#state = withSecretOutputs(state);
  }

  get state(): ResourceState {
    return this.#state;
  }

  get urn(): string {
    return this.#state.urn;
  }

  /** Replaces some of the state's fields. A field given as `undefined` is removed. */
  change(fields: { readonly [Key in keyof ResourceState]?: ResourceState[Key] | undefined }): void {
    const next: Record<string, unknown> = { ...this.#state, ...fields };
    for (const [key, value] of Object.entries(fields)) if (value === undefined) delete next[key];
    this.#state = withSecretOutputs(next as unknown as ResourceState);
  }

  /** Takes on the very state of `other` where both say the same, so that it is in memory, and encoded, once. */
  share(other: ResourceHandle): void {
    if (sameValue(this.#state, other.state)) this.#state = other.state;
  }
}
