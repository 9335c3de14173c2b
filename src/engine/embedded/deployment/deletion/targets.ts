import { isProviderType, qualifiedTypeOfUrn, stackType, typeOfUrn } from "../../../../pulumi/index.ts";
import type { OperationOptions } from "../../../engine.ts";
import type { ResourceState } from "../../stack/index.ts";
import { urnsNeededBy } from "./dependencies.ts";

/** Which resources an operation is about. Patterns may hold `*` (anything but `:`… up to a separator) and `**` (anything). */
export class Targets {
  readonly #targets: readonly RegExp[];
  readonly #excludes: readonly RegExp[];
  readonly #replaces: readonly RegExp[];
  /** Resources that became targets because of what they depend on. */
  readonly #implied = new Set<string>();
  /** Resources that were left out, which what depends on them may follow. */
  readonly #leftOut = new Set<string>();

  constructor(private readonly options: OperationOptions) {
    this.#targets = (options.targets ?? []).map(patternOf);
    this.#excludes = (options.excludes ?? []).map(patternOf);
    this.#replaces = (options.replace ?? []).map(patternOf);
  }

  get constrained(): boolean {
    return this.#targets.length > 0 || this.#excludes.length > 0;
  }

  get constrainsToTargets(): boolean {
    return this.#targets.length > 0;
  }

  /** Literal names that were asked for, to be checked for existence. */
  get literals(): readonly string[] {
    const { targets = [], replace = [] } = this.options;
    return [...targets, ...replace].filter((text) => !text.includes("*"));
  }

  /** As {@link literals} with what was excluded, for operations on what is in the state alone. */
  get literalsOfState(): readonly string[] {
    const { excludes = [] } = this.options;
    return [...this.literals, ...excludes.filter((text) => !text.includes("*"))];
  }

  replaces(urn: string): boolean {
    return this.#replaces.some((pattern) => pattern.test(urn));
  }

  /** True when the name itself was given, or nothing was. */
  namesTarget(urn: string): boolean {
    return this.#targets.length === 0 || this.#targets.some((pattern) => pattern.test(urn));
  }

  namesExclude(urn: string): boolean {
    return this.#excludes.some((pattern) => pattern.test(urn));
  }

  /** Whether a resource takes part. Providers and the stack itself always do. */
  includes(state: ResourceState): boolean {
    if (isProviderType(typeOfUrn(state.urn)) || qualifiedTypeOfUrn(state.urn) === stackType) return true;
    return this.selects(state);
  }

  /** As {@link includes}, without the exception for providers and the stack. */
  selects(state: ResourceState): boolean {
    if (this.#targets.length > 0) {
      if (this.namesTarget(state.urn)) return this.#imply(state.urn);
      return (
        this.options.targetDependents === true &&
        [...urnsNeededBy(state)].some((urn) => this.#implied.has(urn)) &&
        this.#imply(state.urn)
      );
    }
    if (this.namesExclude(state.urn)) return false;
    return this.options.excludeDependents !== true || !this.#needs(state, this.#leftOut);
  }

  /** To be told of each resource that does not take part, before what depends on it is asked for. */
  leaveOut(urn: string): void {
    this.#leftOut.add(urn);
  }

  /** Those of `all`, which stand in dependency order, that a refresh reads. */
  refreshed<Each extends { readonly state: ResourceState }>(all: readonly Each[]): readonly Each[] {
    if (this.constrainsToTargets || this.options.excludeDependents !== true)
      return all.filter(({ state }) => this.selects(state));
    const leftOut = new Set<string>();
    return all.filter(({ state: { provider: _provider, ...state } }) => {
      if (this.namesExclude(state.urn)) return false;
      if (!this.#needs(state, leftOut)) return true;
      leftOut.add(state.urn);
      return false;
    });
  }

  #imply(urn: string): true {
    this.#implied.add(urn);
    return true;
  }

  /** Whether a resource depends on one that was left out by name, or is in `leftOut`. */
  #needs(state: ResourceState, leftOut: ReadonlySet<string>): boolean {
    return [...urnsNeededBy(state)].some((urn) => this.namesExclude(urn) || leftOut.has(urn));
  }
}

function patternOf(text: string): RegExp {
  const source = text
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^:]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`);
}
