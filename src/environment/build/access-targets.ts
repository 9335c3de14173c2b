import type { AccessKind } from "../access.ts";
import type { RawSpec } from "../schema/index.ts";

interface TargetKind {
  /** Names of what there is of the kind. */
  readonly names: (spec: RawSpec) => readonly string[];
  /** Why everybody on the internet cannot have a role there; absent: `public: true` allows it. */
  readonly neverPublic?: string;
}

/** Kinds of resources that `access` gives roles on. One entry here, and one in `stacks/components/access.ts`, is all that a kind needs. */
export const targetKinds: Readonly<Record<AccessKind, TargetKind>> = {
  subnets: {
    names: ({ network }) => namesOf(network.subnets),
    neverPublic: "who may use a subnet has a name",
  },
  buckets: { names: ({ buckets }) => namesOf(buckets) },
  secrets: { names: ({ secrets }) => namesOf(secrets), neverPublic: "secrets are for members with a name" },
  topics: { names: ({ topics }) => namesOf(topics) },
  serviceAccounts: {
    names: ({ serviceAccounts }) => namesOf(serviceAccounts),
    neverPublic: "who may act as a service account has a name",
  },
  runServices: {
    names: ({ runServices }) => namesOf(runServices),
    neverPublic: "a service of Cloud Run is opened by public: true at the service itself",
  },
  artifactRepositories: { names: ({ artifactRepositories }) => namesOf(artifactRepositories) },
  runJobs: { names: ({ runJobs }) => namesOf(runJobs), neverPublic: "who may run a job has a name" },
  keyRings: { names: ({ keyRings }) => namesOf(keyRings), neverPublic: "keys are for members with a name" },
  keys: {
    names: ({ keyRings }) => keyRings.flatMap(({ name, keys }) => keys.map((key) => `${name}/${key.name}`)),
    neverPublic: "keys are for members with a name",
  },
};

function namesOf(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map(({ name }) => name);
}
