import type { SpecReader } from "./spec-reader.ts";

/** Values for `${name}` in manifests: those given in place win over those that are read. */
export interface Substitution {
  readonly given: Readonly<Record<string, string>>;
  readonly from: readonly SubstitutionSource[];
}

export interface SubstitutionSource {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly optional: boolean;
}

/** What `spec.postBuild` says. */
export function substitutionOf(postBuild: SpecReader, unsupported: string[]): Substitution {
  unsupported.push(...postBuild.unknown(["substitute", "substituteFrom"]));
  return {
    given: postBuild.texts("substitute"),
    from: postBuild.many("substituteFrom").map((item) => {
      const kind = item.requiredText("kind");
      if (kind !== "ConfigMap" && kind !== "Secret") unsupported.push(`spec.postBuild.substituteFrom kind ${kind}`);
      return {
        kind: kind === "Secret" ? "Secret" : "ConfigMap",
        name: item.requiredText("name"),
        optional: item.flag("optional"),
      };
    }),
  };
}
