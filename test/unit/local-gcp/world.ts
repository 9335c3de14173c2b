import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { GcpCloud, GcpFacts, GcpProvider, latency, noEffects } from "../../../src/local/cloud/gcp/index.ts";
import { type AppendHandle, ResourceStore } from "../../../src/local/cloud/store/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";

const facts = new GcpFacts();

/** A simulated cloud in this process, with a store that does not wait for the disk, and a configured provider on it. */
export async function openWorld(
  config: PropertyMap = { project: "p", region: "europe-west3", zone: "europe-west3-a" },
) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "groundwork-gcp-"));
  const store = await ResourceStore.open(folder, { handle: withoutSync });
  /** Time that has passed besides that of the system, in milliseconds. */
  let passed = 0;
  const clock = { now: () => new Date(Date.now() + passed) };
  const cloud = new GcpCloud({ store, facts, latency: latency("none"), effects: noEffects, clock });
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
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  const letPass = (milliseconds: number) => {
    passed += milliseconds;
  };
  return { facts, store, cloud, provider, program, folder, letPass, close };
}

export type TestWorld = Awaited<ReturnType<typeof openWorld>>;

export function subjectOf(type: string, name: string) {
  return { urn: `urn:pulumi:dev::test::${type}::${name}`, type, name, signal: new AbortController().signal };
}

function withoutSync(handle: AppendHandle): AppendHandle {
  return {
    write: handle.write.bind(handle),
    datasync: async () => undefined,
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
