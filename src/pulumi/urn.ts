/** Type of the resource that every stack's program starts with. */
export const stackType = "pulumi:pulumi:Stack";

/**
 * Pulumi's name of a resource: `urn:pulumi:<stack>::<project>::<types of its ancestors and its own, joined by $>::<name>`.
 * The stack resource is not counted among the ancestors.
 */
export function urnOf(
  at: { readonly stack: string; readonly project: string },
  parent: string | undefined,
  type: string,
  name: string,
): string {
  const ancestors = parent === undefined || parent === "" ? "" : qualifiedTypeOfUrn(parent);
  const qualified = ancestors === "" || ancestors === stackType ? type : `${ancestors}$${type}`;
  return `urn:pulumi:${at.stack}::${at.project}::${qualified}::${name}`;
}

/** Its own type and those of its ancestors: `my:app:App$gcp:compute/network:Network`. */
export function qualifiedTypeOfUrn(urn: string): string {
  return partsOf(urn)[2];
}

export function typeOfUrn(urn: string): string {
  const qualified = qualifiedTypeOfUrn(urn);
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

export function nameOfUrn(urn: string): string {
  return partsOf(urn)[3];
}

/** A name may hold `::` itself: only the first three separate. */
function partsOf(urn: string): readonly [string, string, string, string] {
  const [stack = "", project = "", type = "", ...name] = urn.split("::");
  return [stack, project, type, name.join("::")];
}
