import { isProviderType, parseReference } from "../../../pulumi/index.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { Tracked } from "./tracked.ts";

/** The resources that a stack had when the deployment started, in dependency order. */
export class OldState {
  #all: readonly Tracked[];
  #byUrn: ReadonlyMap<string, Tracked> = new Map();

  constructor(snapshot: Snapshot) {
    this.#all = snapshot.resources.map((state) => new Tracked(state));
    this.#index();
  }

  get all(): readonly Tracked[] {
    return this.#all;
  }

  /** The living resource of that name; old halves of replacements are only in {@link all}. */
  get(urn: string): Tracked | undefined {
    return this.#byUrn.get(urn);
  }

  hasAny(urn: string): boolean {
    return this.#byUrn.has(urn) || this.#all.some((tracked) => tracked.urn === urn);
  }

  /** The provider resource that a reference of the old state means. */
  provider(reference: string): Tracked | undefined {
    const { urn, id } = parseReference(reference);
    return this.#all.find(({ state }) => state.urn === urn && state.id === id && isProviderType(state.type));
  }

  /** After a refresh. */
  replace(all: readonly Tracked[]): void {
    this.#all = all;
    this.#index();
  }

  #index(): void {
    const living = this.#all.filter(({ state }) => !state.delete);
    this.#byUrn = new Map(living.map((tracked) => [tracked.urn, tracked]));
  }
}
