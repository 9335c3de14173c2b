import { nameOfUrn, qualifiedTypeOfUrn, stackType, typeOfUrn, urnOf } from "../../../../pulumi/index.ts";
import type { Alias, Goal } from "./goal.ts";

interface Place {
  readonly stack: string;
  readonly project: string;
}

/**
 * URNs under which the goal's resource may stand in the old state: by its own aliases, and by those of its parent.
 *
 * @param renamedTo for each resource that was found under an older URN, that URN.
 */
export function aliasUrns(
  goal: Pick<Goal, "name" | "type" | "parent" | "aliases">,
  at: Place,
  renamedTo: ReadonlyMap<string, string>,
): readonly string[] {
  const own = goal.aliases.map((alias) => collapsed(alias, goal, at, renamedTo));
  const result = new Set(own);
  const parentAlias = goal.parent === undefined ? undefined : renamedTo.get(goal.parent);
  if (goal.parent !== undefined && parentAlias !== undefined) {
    const parentName = nameOfUrn(goal.parent);
    result.add(inherited(goal.type, goal.name, parentName, parentAlias, at));
    for (const urn of own) result.add(inherited(typeOfUrn(urn), nameOfUrn(urn), parentName, parentAlias, at));
  }
  return [...result];
}

/**
 * The name that a goal's resource has in this deployment.
 *
 * A parent that moves and is left out stays where it is, under its old name. So does a child that is named after it: under
 * its new name it would be created, and what it was before deleted.
 */
export function nameBelowParent(
  goal: Pick<Goal, "name" | "type" | "parent">,
  context: {
    readonly stack: Place;
    readonly old: { get(urn: string): unknown };
    readonly decisions: { readonly renamedFrom: ReadonlyMap<string, string> };
  },
): string {
  const { stack, old, decisions } = context;
  const { parent } = goal;
  const wantedParent = parent === undefined ? undefined : decisions.renamedFrom.get(parent);
  if (parent === undefined || wantedParent === undefined) return goal.name;
  const stayed = inherited(goal.type, goal.name, nameOfUrn(wantedParent), parent, stack);
  const here = urnOf(stack, parent, goal.type, goal.name);
  return old.get(here) === undefined && old.get(stayed) !== undefined ? nameOfUrn(stayed) : goal.name;
}

function collapsed(
  alias: Alias,
  goal: Pick<Goal, "name" | "type" | "parent">,
  at: Place,
  renamedTo: ReadonlyMap<string, string>,
): string {
  if ("urn" in alias) return alias.urn;
  // An explicit parent means its old name, if it was itself found under one.
  const parent =
    alias.parent === null
      ? undefined
      : alias.parent === undefined
        ? goal.parent
        : (renamedTo.get(alias.parent) ?? alias.parent);
  const isRoot = parent === undefined || qualifiedTypeOfUrn(parent) === stackType;
  return urnOf(
    { stack: alias.stack ?? at.stack, project: alias.project ?? at.project },
    isRoot ? undefined : parent,
    alias.type ?? goal.type,
    alias.name ?? goal.name,
  );
}

/** A child named after its parent is taken to have been named after the parent's old name. */
function inherited(type: string, name: string, parentName: string, parentAlias: string, at: Place): string {
  const oldName = name.startsWith(parentName) ? nameOfUrn(parentAlias) + name.slice(parentName.length) : name;
  return urnOf(at, parentAlias, type, oldName);
}
