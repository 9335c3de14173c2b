import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Kubediff, KubediffMode } from "../../../src/change/index.ts";
import type { ComparableCluster } from "../../../src/cluster/index.ts";
import { comparableClusters } from "../../../src/cluster/kubernetes/index.ts";
import { kubediff } from "../../../src/flows/index.ts";
import { type Connection, RestApi, RestClient } from "../../../src/kubernetes/client/index.ts";
import { credentialPlugins, nowhere } from "../../../src/kubernetes/kubeconfig/index.ts";
import { memoryTree, systemClock } from "../../../src/lib/index.ts";
import { type Expected, type KubediffCase, kubediffCases, type Manifest, type Write } from "./cases.ts";

export interface KubediffSubject {
  readonly connection: Connection;
  /** Content of a kubeconfig of an administrator. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** Gets each case once it was compared, with its manifests as one text. */
export type SecondOpinion = (one: KubediffCase, manifests: string, subject: KubediffSubject) => Promise<void>;

/** What a comparison says of the cases that comparisons are known to get wrong, in both modes. */
export function kubediffContract(
  name: string,
  start: () => Promise<KubediffSubject>,
  secondOpinion: SecondOpinion = async () => {},
): void {
  describe(`kubediff on ${name}`, () => {
    let subject: KubediffSubject;
    let client: RestClient;
    let cluster: ComparableCluster;
    beforeAll(async () => {
      subject = await start();
      client = new RestClient(subject.connection);
      const clusters = comparableClusters({ plugins: credentialPlugins({ environment: {} }), ambient: nowhere });
      cluster = await clusters.open({ kubeconfig: subject.kubeconfig });
    });
    afterAll(async () => {
      client.close();
      await subject.stop();
    });

    it.for(kubediffCases)("$title", async (one) => {
      const namespace = `kubediff-${randomBytes(4).toString("hex")}`;
      const within = <T>(content: T): T => JSON.parse(JSON.stringify(content).replaceAll("$NS", namespace)) as T;
      await write({ by: "test", as: "update", object: namespaceNamed(namespace) }, client);
      for (const each of one.writes ?? []) await write(placed(within(each), namespace), client);
      const git = within(one.git).map((object) => placedObject(object, namespace));
      const text = git.map((object) => JSON.stringify(object)).join("\n---\n");

      const compare = async (mode: KubediffMode) =>
        await kubediff(
          { tree: memoryTree({ "apps/all.yaml": text }), folder: "apps", shownFolder: "apps", mode },
          { cluster, clock: systemClock, signal: AbortSignal.timeout(60_000) },
        );
      expect(seen(await compare("exact"), one.exact), "exact").toEqual(one.exact);
      const readOnly = one.readOnly ?? one.exact;
      expect(seen(await compare("read-only"), readOnly), "read-only").toEqual(readOnly);
      await secondOpinion(one, text, subject);
    });
  });
}

const namespaceNamed = (name: string): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const clusterScoped = new Set([
  "Namespace",
  "ClusterRole",
  "ValidatingWebhookConfiguration",
  "CustomResourceDefinition",
]);

function placedObject(object: Manifest, namespace: string): Manifest {
  return clusterScoped.has(object.kind) ? object : { ...object, metadata: { namespace, ...object.metadata } };
}

const placed = (write: Write, namespace: string): Write => ({
  ...write,
  object: placedObject(write.object, namespace),
});

async function write({ by, as, object }: Write, client: RestClient): Promise<void> {
  const api = new RestApi(client, { fieldManager: by });
  const resource = await api.resourceOf(object.apiVersion, object.kind);
  const { name, namespace } = object.metadata as { readonly name: string; readonly namespace?: string };
  const at = { resource, name, ...(namespace !== undefined && { namespace }) };
  if (as === "apply") await api.apply(at, object, { force: true });
  else if ((await api.get(at)) === undefined) await api.create(resource, object);
  else await api.mergePatch(at, object);
}

/** What is expected of the last object, as it is. */
function seen({ objects }: Kubediff, expected: Expected): Expected {
  const last = objects.find(({ note, problem }) => expected.says?.test(note ?? problem ?? "")) ?? objects.at(-1);
  if (last === undefined) throw new Error("No object was compared.");
  const said = last.problem ?? last.note;
  // A secret's value is never shown.
  expect(JSON.stringify(objects)).not.toMatch(/hunter22|aHVudGVyMjI/);
  return {
    verdict: last.verdict,
    ...(expected.paths && { paths: last.fields.map(({ path }) => path) }),
    ...(expected.says && { says: expected.says.test(said ?? "") ? expected.says : (said as never) }),
    ...(last.missing && { missing: true }),
    ...(expected.others && { others: last.others.map(({ manager }) => manager) }),
  };
}
