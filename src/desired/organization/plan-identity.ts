import type { ForgeIdentity } from "../../organization/index.ts";
import type { DesiredIdentity } from "./desired-organization.ts";

/** Claims of a forge's identity tokens, as expressions, and how the branch of `up` is written among them. */
interface Claims {
  readonly repository: string;
  readonly ref: string;
  readonly refOf: (branch: string) => string;
}

/**
 * Sources: GitHub, "OpenID Connect reference"; GitLab, "OpenID Connect (OIDC) Authentication Using ID Tokens"; Bitbucket, "Integrate
 * Pipelines with resource servers using OIDC".
 */
const claims: Readonly<Record<ForgeIdentity["kind"], Claims>> = {
  github: { repository: "assertion.repository", ref: "assertion.ref", refOf: (branch) => `refs/heads/${branch}` },
  gitlab: {
    repository: "assertion.project_path",
    // A tag may have the name of the branch.
    ref: "assertion.ref_type + '/' + assertion.ref",
    refOf: (branch) => `branch/${branch}`,
  },
  bitbucket: {
    repository: "assertion.repositoryUuid",
    ref: "'branchName' in assertion ? assertion.branchName : ''",
    refOf: (branch) => branch,
  },
};

/**
 * All jobs of the repository may preview; those for a commit of the branch may bring up as well. Tokens of every other repository are
 * refused by the provider, because a forge signs those of all its customers under one address.
 */
export function planIdentity({ kind, issuer, audience, repository, branch }: ForgeIdentity): DesiredIdentity {
  const { repository: ofRepository, ref, refOf } = claims[kind];
  const acts = (account: "preview" | "up", attribute: string, value: string) => ({
    key: account,
    protect: false,
    account,
    attribute,
    value,
    args: { role: "roles/iam.workloadIdentityUser" as const },
  });
  return {
    pool: {
      key: "forge",
      protect: false,
      args: { workloadIdentityPoolId: "groundwork-forge", displayName: "Jobs of the forge" },
    },
    provider: {
      key: "forge",
      protect: false,
      args: {
        workloadIdentityPoolProviderId: kind,
        displayName: `Jobs at ${kind}`,
        attributeMapping: {
          "google.subject": "assertion.sub",
          "attribute.repository": ofRepository,
          "attribute.ref": ref,
        },
        attributeCondition: `${ofRepository} == '${repository}'`,
        oidc: { issuerUri: issuer, ...(audience !== undefined && { allowedAudiences: [audience] }) },
      },
    },
    actsAs: [acts("preview", "repository", repository), acts("up", "ref", refOf(branch))],
  };
}
