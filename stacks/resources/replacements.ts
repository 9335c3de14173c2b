import type { Input } from "@pulumi/pulumi";
import type { DesiredBucket, DesiredDatabaseInstance, DesiredSecret, DesiredState } from "../../src/desired/index.ts";
import { memberOf } from "../../src/lib/index.ts";
import { ReplacementIncomplete } from "./errors.ts";
import type { ResourcesEnvironment } from "./resources-environment.ts";

/** A database server as it is declared, with the databases on it. */
export type DeclaredDatabase = DesiredDatabaseInstance & { readonly databases: readonly string[] };

/**
 * Creates the declared things of one kind, in place of Groundwork's own component.
 *
 * @param declared what the environment declares, planned: names, sizes, labels, protection
 * @returns by declared name what other environments, manifests and the stack's outputs refer to
 */
export type Replacement<Declared, Described> = (
  declared: readonly Declared[],
  environment: ResourcesEnvironment,
) => Readonly<Record<string, Described>> | Promise<Readonly<Record<string, Described>>>;

/** Parts of an environment that a `resources.ts` can create in place of Groundwork. Other parts of the environment cannot refer to their resources then. */
export interface Replacements {
  readonly buckets?: Replacement<DesiredBucket, { readonly name: Input<string>; readonly url: Input<string> }>;
  readonly databases?: Replacement<
    DeclaredDatabase,
    { readonly name: Input<string>; readonly connectionName: Input<string> }
  >;
  readonly secrets?: Replacement<DesiredSecret, { readonly id: Input<string> }>;
}

export type ReplaceableKind = keyof Replacements;

/** What each kind has to say of what was created. */
const fieldsOf = {
  buckets: ["name", "url"],
  databases: ["name", "connectionName"],
  secrets: ["id"],
} as const satisfies Readonly<Record<ReplaceableKind, readonly string[]>>;

export const replaceableKinds = Object.keys(fieldsOf) as readonly ReplaceableKind[];

/** What was created in place of components, by kind and declared name. */
export type Replaced = {
  readonly [Kind in ReplaceableKind]?: Awaited<ReturnType<NonNullable<Replacements[Kind]>>>;
};

/** The desired state without what others create. */
export function withoutReplaced(desired: DesiredState, kinds: ReadonlySet<ReplaceableKind>): DesiredState {
  return {
    ...desired,
    ...(kinds.has("buckets") && { buckets: [] }),
    ...(kinds.has("databases") && { databaseInstances: [], databases: [] }),
    ...(kinds.has("secrets") && { secrets: [] }),
  };
}

/** Calls a replacement with what is declared of its kind. */
export async function replaced(
  kind: ReplaceableKind,
  { replaces, file }: { readonly replaces: Replacements; readonly file: string },
  { desired, environment }: { readonly desired: DesiredState; readonly environment: ResourcesEnvironment },
): Promise<NonNullable<Replaced[ReplaceableKind]>> {
  const declared = declaredOf(kind, desired);
  // Each kind has its own type of what is declared, and `declaredOf` gives the one that belongs to it.
  const create = replaces[kind] as Replacement<unknown, Readonly<Record<string, Input<string>>>> | undefined;
  const made: unknown = await create?.(declared, environment);
  const fields = fieldsOf[kind];
  const members = typeof made === "object" && made !== null ? (made as Record<string, unknown>) : {};
  const lacks = (key: string) => {
    const one = memberOf(members, key);
    return (
      typeof one !== "object" ||
      one === null ||
      fields.some((field) => memberOf(one as Record<string, unknown>, field) === undefined)
    );
  };
  const missing = declared.map(({ key }) => key).filter(lacks);
  if (missing.length > 0) throw new ReplacementIncomplete({ file, kind, missing, fields });
  return members as NonNullable<Replaced[ReplaceableKind]>;
}

function declaredOf(kind: ReplaceableKind, desired: DesiredState): readonly { readonly key: string }[] {
  if (kind !== "databases") return desired[kind];
  return desired.databaseInstances.map(
    (instance): DeclaredDatabase => ({
      ...instance,
      databases: desired.databases.filter((each) => each.instance === instance.key).map(({ args }) => args.name),
    }),
  );
}
