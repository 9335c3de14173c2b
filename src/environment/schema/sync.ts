import * as z from "zod";
import { name } from "./words.ts";

/** What an agent follows where nothing else is written. */
export const defaultSyncBranch = "main";
/** Keys of what an agent can follow. An environment declares one of them at most. */
export const followable = ["branch", "tag", "semver"] as const;

const flux = z
  .strictObject({
    manifests: z
      .string()
      .regex(/^\S+$/, { error: "write a file or a folder of this repository, or an https:// address" })
      .optional()
      .describe(
        "What installs Flux: a release's manifests, or those of flux-operator with a FluxInstance, as a file or a folder of this repository, from its root, or an https:// address.",
      ),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, { error: "write sha256: and 64 hexadecimal digits" })
      .optional()
      .describe("Digest of the file of manifests, which is refused with another one. An address needs it."),
    preinstalled: z
      .boolean()
      .default(false)
      .describe("Flux is in the cluster already, and neither installed nor upgraded. Stands in place of manifests."),
    multitenant: z
      .boolean()
      .default(true)
      .describe(
        "Flux acts for each team in the name of a service account of the team's own namespace, reads no sources of other namespaces and no remote bases.",
      ),
    upgradedBy: z
      .enum(["pulumi", "git"])
      .default("pulumi")
      .describe("What changes Flux once it is installed: the program, or Flux itself, from manifests that it follows."),
  })
  .describe("How Flux comes into the cluster. Read where the agent is flux.");

export const sync = z
  .strictObject({
    agent: z
      .enum(["groundwork", "flux"])
      .default("groundwork")
      .describe("Groundwork's own agent, or Flux; both read the same objects."),
    cluster: name.optional().describe("Name of a cluster; absent: the first one."),
    kubeconfig: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, {
        error: "write the key of a secret of the stack's configuration, such as kubeconfig",
      })
      .optional()
      .describe(
        "A cluster that no environment declares, by the key of the stack's configuration that holds its kubeconfig: pulumi config set --secret groundwork:<key>.",
      ),
    repository: z
      .string()
      .regex(/^\S+$/, { error: "write the repository's https:// or ssh:// address" })
      .optional()
      .describe(
        "https:// or ssh:// address. Absent: the program's configuration groundwork:repository, then the checkout's origin.",
      ),
    branch: z
      .string()
      .min(1)
      .optional()
      .describe(`Branch that the agent follows; absent, and without tag and semver: ${defaultSyncBranch}.`),
    tag: z
      .string()
      .regex(/^(?![-/.]|refs\/)[^\s~^:?*[\]\\<>=|,]+$/u, { error: "write the name of one tag, such as v1.4.0" })
      .optional()
      .describe("Tag that the agent follows, in place of a branch."),
    semver: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Range of versions, such as ">=1.0.0 <2.0.0" or 1.x: the agent follows the tag with the highest version in it, in place of a branch.',
      ),
    path: z.string().min(1).optional().describe("Folder in the repository; absent: environments/<name>/apps."),
    interval: z
      .string()
      .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, { error: "write a duration, such as 30s, 5m or 1h" })
      .min(2)
      .default("1m")
      .describe("How often the agent compares, for example 30s or 5m."),
    prune: z.boolean().default(true).describe("Delete from the cluster what left Git."),
    suspend: z.boolean().default(false).describe("The agent leaves the cluster as it is."),
    deletionPolicy: z
      .enum(["Orphan", "MirrorPrune", "Delete", "WaitForTermination"])
      .default("Orphan")
      .describe(
        "What becomes of the workloads when the environment no longer has this cluster, or is destroyed. Orphan: they stay in the cluster. The others delete them first, as Flux says of each.",
      ),
    decryption: z
      .strictObject({
        secret: name.describe(
          "Name of the Secret in the namespace flux-system whose entries that end with .agekey hold identities of age.",
        ),
      })
      .optional()
      .describe(
        "What decrypts manifests that SOPS encrypted for age. An administrator makes the Secret: it comes neither from Git nor from the program.",
      ),
    receiver: z
      .boolean()
      .default(false)
      .describe(
        "Groundwork's agent serves the webhooks of Receiver objects, as the Service webhook-receiver of the namespace flux-system. Flux's own controller does so where its manifests hold it.",
      ),
    flux: flux.optional(),
  })
  .describe("The agent that keeps the cluster as the apps folder says.");
