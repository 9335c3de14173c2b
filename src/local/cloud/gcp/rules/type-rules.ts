import type { CheckFailure, PropertyMap } from "../../../../provider/index.ts";
import type { StoredResource } from "../../store/index.ts";
import type { TypeFacts } from "../facts/index.ts";

/** The provider's configuration: the place of resources that name none, and the labels of all resources. */
export interface Settings {
  readonly project?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A resource on its way into the cloud: inputs over defaults, placed in a project and a place. */
export interface Draft {
  readonly facts: TypeFacts;
  readonly id: string;
  readonly properties: PropertyMap;
  /** What it was before an update. */
  readonly previous: StoredResource | undefined;
  readonly settings: Settings;
  /** RFC 3339 */
  readonly now: string;
}

/** What rules may read: the rest of the cloud. */
export interface World {
  find(type: string, id: string): StoredResource | undefined;
  ofType(type: string): readonly StoredResource[];
  /** The resource of `type` that a property's value names: a link, an id, or a name in the draft's own place. */
  resolve(value: string, type: string, from: Pick<Draft, "properties" | "settings">): StoredResource | undefined;
}

/** How a property names another resource. The name must exist when the resource is made. */
export interface Reference {
  /** Types that the value may name; the first that has it counts. */
  readonly types: readonly string[];
  /** Whether the named resource may be deleted while this one exists: `refuse`, `cascade` to this one, or `allow`. */
  readonly onDelete: "refuse" | "cascade" | "allow";
  /** Keep the value as the target's full link, as Compute Engine answers. */
  readonly asLink: boolean;
}

/** What is known by hand of one type, on top of the generated facts. Every member is optional. */
export interface TypeRules {
  readonly idFormat?: string;
  /** Property paths that force a replacement, without list indexes: `nodeConfig.machineType`. `*` for every property. */
  readonly replaceOn?: readonly string[];
  /** Properties that force a replacement only for some changes, such as a disk that shrinks. */
  readonly replaceWhen?: Readonly<Record<string, (before: unknown, after: unknown) => boolean>>;
  /** Top-level properties that do not force a replacement, although the generated facts say so. */
  readonly updateInPlace?: readonly string[];
  readonly name?: NameRule;
  /** The property that gets a name when the program gives none, where it is not `name`. */
  readonly autoname?: { readonly property: string; readonly longest: number };
  /** By property path; `[]` stands for every element: `networkInterfaces[].network`. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Defaults that the declarations do not state. */
  readonly defaults?: PropertyMap;
  /** Inputs as the cloud writes them, so that its answer is no difference. Values may be unknown. */
  normalize?(inputs: PropertyMap): PropertyMap;
  /** What is wrong with inputs alone. What is unknown inside them is left out; a wholly unknown property is `null`. */
  check?(inputs: PropertyMap): readonly CheckFailure[];
  /** The id, where no format says it. `undefined` falls back to the format. */
  idOf?(draft: Omit<Draft, "id">, world: World): string | undefined;
  /** Id of the resource that a value names, where it is not a link or a bare name. */
  idFromReference?(value: string, from: Pick<Draft, "properties" | "settings">): string | undefined;
  /** What happens when a resource is created whose id exists. Absent: {@link isTakenOver} decides. */
  readonly existsAlready?: "is-refused" | "is-taken-over";
  /** Deleting it leaves it in the cloud, as Google does with what a project has for good. */
  readonly outlivesDeletion?: boolean;
  /** Throws an error where the cloud would refuse the draft. */
  admit?(draft: Draft, world: World): void;
  /** What the cloud fills in; called on create and on update. */
  complete?(draft: Draft, world: World): PropertyMap;
  /** Throws an error when a program may not delete the resource. Deletions by a console are not checked. */
  guardDelete?(resource: StoredResource, world: World): void;
}

export interface NameRule {
  readonly property: string;
  readonly pattern: RegExp;
  /** The end of the message when the pattern does not match, after the property's name. */
  readonly says: string;
}

/** Names of Compute Engine and most other services. */
export const RFC1035: NameRule = {
  property: "name",
  pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
  says: "must be 1-63 lower-case letters, digits and dashes, start with a letter and not end with a dash (RFC 1035)",
};

/** A property that names one of `types`, which then cannot be deleted. It becomes the full link, as Compute Engine does. */
export function uses(...types: readonly string[]): Reference {
  return { types: types.map(token), onDelete: "refuse", asLink: true };
}

/** Names a `type` that must exist now and may go later. */
export function mentions(type: string): Reference {
  return { types: [token(type)], onDelete: "allow", asLink: false };
}

function token(type: string): string {
  return `gcp:${type}`;
}
