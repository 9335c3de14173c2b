import { partsOfUrn, stackOfUrn, typeOfUrn } from "../pulumi/index.ts";

/** What people call a resource: the parts of its URN without stack, project and ancestors. */
export interface ResourceName {
  /** Short type, for example `gcp:compute:Network`. */
  readonly type: string;
  readonly name: string;
}

/** The name of the resource with this URN. A text that is no URN is a name without a type. */
export function resourceNameOf(urn: string): ResourceName {
  const { name } = partsOfUrn(urn);
  return name === "" ? { type: "", name: urn } : { type: shortType(typeOfUrn(urn)), name };
}

export function belongsToStack(urn: string, stack: string): boolean {
  return stackOfUrn(urn) === stack;
}

/** `gcp:compute/network:Network` as people write it: `gcp:compute:Network`. */
function shortType(type: string): string {
  const [pkg = "", module = "", member = ""] = type.split(":");
  return member === "" ? type : `${pkg}:${module.split("/")[0] ?? module}:${member}`;
}
