import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  type ClusterEffects,
  FaultPlan,
  GcpCloud,
  GcpFacts,
  GcpProvider,
  latency,
  noEffects,
  QuotaLimits,
} from "../../../src/local/cloud/gcp/index.ts";
import { type AppendHandle, ResourceStore } from "../../../src/local/cloud/store/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";

const facts = new GcpFacts();

/** A simulated cloud in this process, whose operations take `takes` milliseconds, with a store that does not wait for the disk, and a configured provider on it. */
export async function openWorld(
  config: PropertyMap = { project: "p", region: "europe-west3", zone: "europe-west3-a" },
  { takes = 0, effects = noEffects }: { readonly takes?: number; readonly effects?: ClusterEffects } = {},
) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "groundwork-gcp-"));
  const store = await ResourceStore.open(folder, { handle: withoutSync });
  /** Time that has passed besides that of the system, in milliseconds. */
  let passed = 0;
  const clock = { now: () => new Date(Date.now() + passed) };
  const faults = await FaultPlan.open(folder, () => [...facts.tokens(), ...facts.functions()]);
  const quotas = await QuotaLimits.open(folder);
  const none = latency("none");
  const cloud = new GcpCloud({
    store,
    facts,
    latency: (operation, type) => takes + none(operation, type),
    effects,
    faults,
    quotas,
    clock,
  });
  const provider = new GcpProvider(cloud);
  await provider.configure(config);
  const program = {
    /** Checks and creates as an engine does. @throws what the provider throws, or an error that lists the check's failures */
    async create(type: string, name: string, inputs: PropertyMap) {
      const subject = subjectOf(type, name);
      const checked = await provider.check(subject, { oldInputs: undefined, news: inputs });
      if (checked.failures.length > 0)
        throw new Error(checked.failures.map((one) => `${one.property} ${one.reason}`).join("; "));
      const created = await provider.create(subject, { inputs: checked.inputs, preview: false });
      return { ...created, type, inputs: checked.inputs, subject: { ...subject, id: created.id } };
    },
    async failures(type: string, inputs: PropertyMap) {
      return (await provider.check(subjectOf(type, "it"), { oldInputs: undefined, news: inputs })).failures;
    },
  };
  const close = async () => {
    await cloud.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  const letPass = (milliseconds: number) => {
    passed += milliseconds;
  };
  return { facts, store, faults, quotas, cloud, provider, program, folder, letPass, close };
}

export type TestWorld = Awaited<ReturnType<typeof openWorld>>;

export function subjectOf(type: string, name: string, signal = new AbortController().signal) {
  return { urn: `urn:pulumi:dev::test::${type}::${name}`, type, name, signal };
}

function withoutSync(handle: AppendHandle): AppendHandle {
  return {
    write: handle.write.bind(handle),
    datasync: async () => undefined,
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
