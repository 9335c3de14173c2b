import { isProviderType, parseReference } from "../../../../pulumi/index.ts";
import type { Snapshot } from "../../stack/index.ts";
import { ResourceHandle } from "./resource-handle.ts";

/** The resources that a stack had when the deployment started, in dependency order. */
export class OldState {
  #all: readonly ResourceHandle[];
  #byUrn: ReadonlyMap<string, ResourceHandle> = new Map();
  #byFormerUrn: ReadonlyMap<string, ResourceHandle> = new Map();

  constructor(snapshot: Snapshot) {
    this.#all = snapshot.resources.map((state) => new ResourceHandle(state));
    this.#index();
  }

  get all(): readonly ResourceHandle[] {
    return this.#all;
  }

  /** The living resource of that name; old halves of replacements are only in {@link all}. */
  get(urn: string): ResourceHandle | undefined {
    return this.#byUrn.get(urn);
  }

  /** The living resource that an alias means: the one of that name, or else the one that had it before its parent moved. */
  getByAlias(urn: string): ResourceHandle | undefined {
    return this.#byUrn.get(urn) ?? this.#byFormerUrn.get(urn);
  }

  hasAny(urn: string): boolean {
    return this.#byUrn.has(urn) || this.#all.some((handle) => handle.urn === urn);
  }

  /** The provider resource that a reference of the old state means. */
  provider(reference: string): ResourceHandle | undefined {
    const { urn, id } = parseReference(reference);
    return this.#all.find(({ state }) => state.urn === urn && state.id === id && isProviderType(state.type));
  }

  /** After a refresh. */
  replace(all: readonly ResourceHandle[]): void {
    this.#all = all;
    this.#index();
  }

  #index(): void {
    const living = this.#all.filter(({ state }) => !state.delete);
    this.#byUrn = new Map(living.map((handle) => [handle.urn, handle]));
    this.#byFormerUrn = new Map(
      living.flatMap((handle) => (handle.state.formerUrns ?? []).map((urn) => [urn, handle] as const)),
    );
  }
}
