import type { InstanceIds, ManifestFiles, Outcome, PlannedLayer } from "../../../src/change/index.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import type { Engine } from "../../../src/engine/index.ts";
import type { LayerTarget } from "../../../src/layer/index.ts";
import { machinesLayer } from "../../../src/layer/machines/index.ts";
import { AnsibleUnavailable } from "../../../src/playbook/errors.ts";
import { planOf, step } from "../../fakes/driver/fake-engine.ts";
import { MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import { MemoryPlaybookRuns } from "../../fakes/memory-playbook-runs.ts";
import type { LayerScene } from "./layer-contract.ts";
import { desired, onRecord, steppingClock, targetOf } from "./target.ts";

const machine = (key: string) => ({
  key,
  group: key.replace(/-\d+$/u, ""),
  args: { name: `dev-${key}`, zone: "europe-west1-b", labels: {} },
});
export const onGoogle = (keys: readonly string[]): DesiredState => ({
  ...desired,
  cloud: { kind: "gcp", project: "acme-dev", region: "europe-west1" },
  machines: keys.map(machine) as unknown as DesiredState["machines"],
});
const outputs = { machines: { value: { "web-1": { name: "dev-web-1", internalIp: "10.0.0.2" } }, secret: false } };
export const folder = "environments/dev/machines";
export const urnOf = (key: string) => `urn:pulumi:dev::groundwork::gcp:compute/instance:Instance::${key}`;
/** What a refresh found of the machines that are gone. */
export const refreshed = (gone: readonly string[], result: Outcome["result"] = "succeeded"): Outcome => ({
  ...planOf(gone.map((key) => ({ ...step("dev", key, "delete", {}, undefined), urn: urnOf(key) }))),
  steps: gone.map((key) => ({
    ...step("dev", key, "delete", {}, undefined),
    urn: urnOf(key),
    status: "done",
    milliseconds: 1,
  })),
  result,
});
const stateOf = (ids: InstanceIds) => ({
  version: 3,
  deployment: {
    resources: Object.entries(ids).map(([key, instanceId]) => ({
      urn: urnOf(key),
      outputs: { instanceId },
    })),
  },
});

export function sceneOf({ isForOutside = false } = {}) {
  const git = new MemoryRepository();
  const runs = new MemoryPlaybookRuns();
  let keys = ["web-1", "web-2"];
  let standing: ManifestFiles | undefined;
  let applied: InstanceIds | undefined;
  let instances: InstanceIds = { "web-1": "11", "web-2": "12" };
  let last: PlannedLayer | undefined;
  /** What the cloud says of instances that it is asked for. */
  const cloud: Pick<Engine, "refresh"> = { refresh: async () => refreshed([]) };
  const interrupt = new AbortController();
  const write = (files: Readonly<Record<string, string | undefined>>) => git.make(files);
  write({ [`${folder}/site.yml`]: "- hosts: all\n" });
  const adapter = machinesLayer({
    git,
    engines: {
      engineFor: () => ({
        outputs: async () => outputs,
        exportState: async () => stateOf(instances),
        refresh: (work, options) => cloud.refresh(work, options),
      }),
      project: "groundwork",
      local: false,
    },
    ...(!isForOutside && { playbookRuns: runs }),
    clock: steppingClock(),
    signal: interrupt.signal,
    onProgress: () => {},
  });
  const target = (parts: Partial<LayerTarget> = {}): LayerTarget =>
    targetOf({
      commit: git.checkout.head ?? "",
      desired: async () => onGoogle(keys),
      standingPlaybookFiles: async () => standing,
      appliedInstances: async () => applied,
      standingInstances: async () => ({ ids: instances, declared: keys }),
      ...parts,
    });
  const scene: LayerScene = {
    adapter: {
      ...adapter,
      async compare(of) {
        const preview = await adapter.compare(of);
        if (preview.kind === "planned") last = preview;
        return preview;
      },
    },
    target: () => target(),
    known: () => ({ ...onRecord, desired: onGoogle(keys), declared: ["infrastructure", "cluster", "machines"] }),
    declareMore: () => write({ [`${folder}/site.yml`]: "- hosts: web\n" }),
    hideTheWorld: () => {
      runs.missing = new AnsibleUnavailable({ tool: "ansible-playbook", remedy: "Install ansible-core" });
    },
    breakTheWorld: () => runs.outcomes.set("web-1", "failed"),
    remember: (run) => {
      standing = last?.playbookFiles;
      applied = "instances" in run ? run.instances : undefined;
    },
    changes: () => runs.changes,
  };
  const plan = async (parts: Partial<LayerTarget> = {}): Promise<PlannedLayer> => {
    const preview = await scene.adapter.compare(target(parts));
    if (preview.kind !== "planned" && preview.kind !== "unchanged") throw new Error(`It is ${preview.kind}.`);
    return preview;
  };
  const apply = async () => {
    const run = await scene.adapter.apply?.(target(), await plan(), {});
    if (!run) throw new Error("It applies nothing.");
    return run;
  };
  const declare = (names: string[]) => {
    keys = names;
  };
  const stand = (ids: InstanceIds) => {
    instances = ids;
  };
  return { scene, git, runs, cloud, write, target, plan, apply, declare, stand, interrupt };
}
