import { projectNumber, textOf } from "../../values/index.ts";
import type { TypeRules } from "../type-rules.ts";

/** Google reserves the beginning of the names of pools and providers. */
const name = (property: string) => ({
  property,
  pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/,
  says: "must be 4-32 lower-case letters, digits and dashes, and may not start with gcp-",
});

/** The id names the project as it was given; what members and audiences are made of has the number. */
const complete: NonNullable<TypeRules["complete"]> = ({ id, properties }) => {
  const project = textOf(properties["project"]) ?? "";
  return {
    name: id.replace(`projects/${project}/`, `projects/${projectNumber(project)}/`),
    state: "ACTIVE",
  };
};

export const workloadIdentityPool: TypeRules = { name: name("workloadIdentityPoolId"), complete };

export const workloadIdentityPoolProvider: TypeRules = {
  name: name("workloadIdentityPoolProviderId"),
  references: {
    workloadIdentityPoolId: {
      types: ["gcp:iam/workloadIdentityPool:WorkloadIdentityPool"],
      onDelete: "cascade",
      asLink: false,
    },
  },
  complete,
};
