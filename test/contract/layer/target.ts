import type { ManifestFiles } from "../../../src/change/index.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import type { LayerTarget, OnRecord } from "../../../src/layer/index.ts";

export const commit = "c".repeat(40);

/** Just enough of a desired state: adapters look at its cloud and at what its cluster follows. */
export const desired = {
  environment: "dev",
  cloud: { kind: "local", project: "acme", region: "europe-west1" },
  sync: { follows: { kind: "branch", value: "main" }, path: "./environments/dev/apps" },
} as unknown as DesiredState;

export const manifestsOf = (files: ManifestFiles["files"]): ManifestFiles => ({
  folder: "environments/dev/apps",
  files,
  settings: "settings",
});

export function targetOf(parts: Partial<LayerTarget> = {}): LayerTarget {
  return {
    environment: "dev",
    commit,
    folder: "/workspace",
    config: {},
    refresh: false,
    desired: async () => desired,
    programInputs: async () => undefined,
    manifests: async () => manifestsOf({}),
    standingManifests: async () => undefined,
    refusedManifests: async () => undefined,
    ...parts,
  };
}

export const onRecord: OnRecord = {
  environment: "dev",
  commit,
  desired,
  declared: ["infrastructure", "cluster"],
  lost: [],
};

/** A clock that goes on by a millisecond with every look. */
export function steppingClock() {
  let now = Date.UTC(2026, 0, 1);
  return { now: () => new Date(now++) };
}
