import { type CiContext, type CiForge, type CiSettings, ciSettings } from "../../../src/project/index.ts";

export const everyForge: readonly CiForge[] = ["github", "gitlab", "bitbucket", "gitea", "generic"];

/** Settings as the command has them when nothing but these is said. Gitea's files for a cloud cannot be without a runner for up. */
export function settingsFor(forge: CiForge, more: Partial<CiSettings> = {}): CiSettings {
  return ciSettings({
    secrets: "passphrase",
    branch: "main",
    node: "22",
    approvals: 1,
    cloud: "local",
    forge,
    ...(forge === "gitea" && more.cloud === "gcp" && { upRunner: "production" }),
    ...more,
  });
}

/** A repository with a file of corrections, and one without. */
export const correcting: CiContext = { corrects: true };
export const looking: CiContext = { corrects: false };

/** Each combination that writes other files. */
export const everyChoice: readonly Partial<CiSettings>[] = [
  { cloud: "local" },
  { cloud: "gcp" },
  { cloud: "local", tags: "v*" },
  {
    cloud: "gcp",
    tags: "release/*",
    secrets: "key-service",
    jobs: 8,
    runner: "platform",
    upRunner: "production",
    image: "node:22.14.0",
  },
];

/** Those that GitHub or Gitea runs. */
export function workflowsIn(files: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(files).filter(([name]) => name.includes("/workflows/"));
}
