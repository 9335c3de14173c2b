import type { Values } from "./values.ts";

interface CleanupPolicyArgs {
  id: string;
  action: "DELETE" | "KEEP";
  mostRecentVersions?: { keepCount: number; packageNamePrefixes?: string[] };
  condition?: {
    olderThan?: string;
    newerThan?: string;
    tagState?: "ANY" | "TAGGED" | "UNTAGGED";
    tagPrefixes?: string[];
    packageNamePrefixes?: string[];
  };
}

/** One of the members is given: that of the repository's format. */
interface RemoteArgs {
  description: string;
  dockerRepository?: UpstreamArgs;
  npmRepository?: UpstreamArgs;
  mavenRepository?: UpstreamArgs;
  pythonRepository?: UpstreamArgs;
}

export interface UpstreamArgs {
  publicRepository?: string;
  customRepository?: { uri: string };
}

/** For `gcp.artifactregistry.Repository`. */
export type DesiredArtifactRepository = Values<{
  repositoryId: string;
  location: string;
  format: string;
  mode: "STANDARD_REPOSITORY" | "REMOTE_REPOSITORY" | "VIRTUAL_REPOSITORY";
  description: string;
  dockerConfig?: { immutableTags: boolean };
  remoteRepositoryConfig?: RemoteArgs;
  cleanupPolicies?: CleanupPolicyArgs[];
  cleanupPolicyDryRun: boolean;
  labels: Record<string, string>;
}> & {
  /** Of a virtual repository: keys of those whose ids are its `upstreamPolicies`. */
  readonly upstreams?: readonly { readonly repository: string; readonly priority: number }[];
};
