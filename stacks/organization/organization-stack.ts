import { Provider as Gcp } from "@pulumi/gcp/provider.js";
import type { DesiredOrganization } from "../../src/desired/organization/index.ts";
import { Hierarchy } from "./hierarchy.ts";
import { JobIdentities } from "./job-identities.ts";
import { StateBucket } from "./state-bucket.ts";

/** What environments stand on: projects first, then the place of the state, then who may use both. */
export class OrganizationStack {
  readonly outputs: Record<string, unknown>;

  constructor(desired: DesiredOrganization) {
    const { cloud } = desired;
    const provider = new Gcp("cloud", { region: cloud.region });
    const hierarchy = new Hierarchy("organization", desired, { provider });
    const state = new StateBucket(
      "organization",
      { ...desired, seed: hierarchy.seed },
      { provider, dependsOn: hierarchy },
    );
    const identities = new JobIdentities("organization", { ...desired, hierarchy, state }, { provider });
    this.outputs = {
      project: hierarchy.seed.projectId,
      projects: hierarchy.projectIds,
      folders: hierarchy.folderIds,
      state: { url: state.bucket.url, key: state.key.id },
      accounts: identities.emails,
      ...(identities.provider && { identityProvider: identities.provider.name }),
    };
  }
}
