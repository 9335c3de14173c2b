/**
 * URNs, Pulumi's names of resources: `urn:pulumi:<stack>::<project>::<qualified type>::<name>`.
 *
 * The qualified type is the types of a resource's ancestors and its own, joined by `$`; the stack resource is not among the
 * ancestors. A name may contain `::`, so only the first three separate.
 *
 * Source: `sdk/go/common/resource/urn` of pulumi/pulumi.
 */
const prefix = "urn:pulumi:";

/** Type of the resource that every stack's program starts with. */
export const stackType = "pulumi:pulumi:Stack";

/** The parts of a URN. Those that a text lacks, because it is no URN, are empty. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** `my:app:App$gcp:compute/network:Network` */
  readonly qualifiedType: string;
  readonly name: string;
}

export function isUrn(text: string): boolean {
  return text.startsWith(prefix);
}

/** @param parent the parent's URN; none, or an empty one, for a resource at the top. */
export function urnOf(
  at: { readonly stack: string; readonly project: string },
  parent: string | undefined,
  type: string,
  name: string,
): string {
  const ancestors = parent === undefined || parent === "" ? "" : qualifiedTypeOfUrn(parent);
  const qualified = ancestors === "" || ancestors === stackType ? type : `${ancestors}$${type}`;
  return `${prefix}${at.stack}::${at.project}::${qualified}::${name}`;
}

export function partsOfUrn(urn: string): UrnParts {
  const [stack = "", project = "", qualifiedType = "", ...name] = urn.split("::");
  return { stack: isUrn(stack) ? stack.slice(prefix.length) : "", project, qualifiedType, name: name.join("::") };
}

export function stackOfUrn(urn: string): string {
  return partsOfUrn(urn).stack;
}

/** The types of the resource's ancestors and its own: `my:app:App$gcp:compute/network:Network`. */
export function qualifiedTypeOfUrn(urn: string): string {
  return partsOfUrn(urn).qualifiedType;
}

export function typeOfUrn(urn: string): string {
  const { qualifiedType } = partsOfUrn(urn);
  return qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1);
}

export function nameOfUrn(urn: string): string {
  return partsOfUrn(urn).name;
}
