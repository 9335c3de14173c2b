/** The readable parts of `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`. */
export interface ResourceName {
  /** Short type, for example `gcp:compute:Network`. */
  readonly type: string;
  readonly name: string;
}

/** Takes a URN apart; text that is none stands for itself. */
export function resourceNameOf(urn: string): ResourceName {
  const [, , types = "", ...name] = urn.split("::");
  if (name.length === 0) return { type: "", name: urn };
  return { type: shortType(types.split("$").at(-1) ?? types), name: name.join("::") };
}

/** `gcp:compute/network:Network` as people write it: `gcp:compute:Network`. */
function shortType(type: string): string {
  const [pkg = "", module = "", member = ""] = type.split(":");
  return member === "" ? type : `${pkg}:${module.split("/")[0] ?? module}:${member}`;
}
