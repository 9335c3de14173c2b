import { lastPart, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import type { TypeRules } from "../type-rules.ts";

export const repository: TypeRules = {
  name: {
    property: "repositoryId",
    pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
    says: "must be 1-63 lower-case letters, digits and dashes, start with a letter and not end with a dash",
  },
  replaceOn: ["format", "mode", "kmsKeyName"],
  references: {
    "virtualRepositoryConfig.upstreamPolicies[].repository": {
      types: ["gcp:artifactregistry/repository:Repository"],
      onDelete: "refuse",
      asLink: false,
    },
  },
  admit: ({ id, properties }) => {
    const mode = textOf(properties["mode"]) ?? "STANDARD_REPOSITORY";
    for (const [property, of] of [
      ["remoteRepositoryConfig", "REMOTE_REPOSITORY"],
      ["virtualRepositoryConfig", "VIRTUAL_REPOSITORY"],
    ] as const) {
      const given = Object.keys(properties[property] ?? {}).length > 0;
      if (given === (mode === of)) continue;
      const reason = given ? `is of a ${of}; this is a ${mode}` : `is required for a ${of}`;
      throw new InvalidRequest({ id, property, reason, status: "INVALID_ARGUMENT" });
    }
  },
  complete: ({ id, properties }) => ({
    name: lastPart(id),
    registryUri: `${[properties["location"], textOf(properties["format"])?.toLowerCase()].join("-")}.pkg.dev/${String(properties["project"])}/${lastPart(id)}`,
  }),
};
