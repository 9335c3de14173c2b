import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Kubediff, KubediffMode } from "../../../src/change/index.ts";
import { comparableClusters } from "../../../src/cluster/kubernetes/index.ts";
import { kubediff } from "../../../src/flows/index.ts";
import { type Connection, type Resource, RestApi, RestClient } from "../../../src/kubernetes/client/index.ts";
import { credentialPlugins, nowhere } from "../../../src/kubernetes/kubeconfig/index.ts";
import { jsonText, listAt, memoryTree, objectAt, systemClock, textAt } from "../../../src/lib/index.ts";
import { admittedAnnotation } from "./admission.ts";
import { type Expected, type KubediffCase, kubediffCases, type Manifest, type Write } from "./cases.ts";
import { definitionCases } from "./definitions.ts";
import { permissionCases } from "./permissions.ts";

export interface KubediffSubject {
  readonly connection: Connection;
  /** Content of a kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** Puts what only the running server knows into the text of a manifest. */
  readonly filled?: (text: string) => string;
  stop(): Promise<void>;
}

/** Gets each case once it was compared, with its manifests as one text. */
export type SecondOpinion = (one: KubediffCase, manifests: string, subject: KubediffSubject) => Promise<void>;

interface ContractOptions {
  /** Cases that not every server can hold. */
  readonly more?: readonly KubediffCase[];
  readonly secondOpinion?: SecondOpinion;
}

/** What a comparison says of the cases that comparisons are known to get wrong, in both modes. */
export function kubediffContract(
  name: string,
  start: () => Promise<KubediffSubject>,
  { more = [], secondOpinion = async () => {} }: ContractOptions = {},
): void {
  describe(`kubediff on ${name}`, () => {
    let subject: KubediffSubject;
    let client: RestClient;
    beforeAll(async () => {
      subject = await start();
      client = new RestClient(subject.connection);
    });
    afterAll(async () => {
      client.close();
      await subject.stop();
    });

    it.for([...kubediffCases, ...definitionCases, ...permissionCases, ...more])("$title", async (one) => {
      const namespace = `kubediff-${randomBytes(4).toString("hex")}`;
      const filled = (content: unknown) => subject.filled?.(textFor(content, namespace)) ?? textFor(content, namespace);
      const within = <T>(content: T): T => JSON.parse(filled(content)) as T;
      await write({ by: "test", as: "update", object: namespaceNamed(namespace) }, client);
      for (const each of one.writes ?? []) await write(placed(within(each), namespace), client);
      const git = within(one.git).map((object) => placedObject(object, namespace));
      const text = git.map((object) => textOf(object)).join("\n---\n");
      const kubeconfig = one.as === undefined ? subject.kubeconfig : actingAs(within(one.as), subject.kubeconfig);
      const cluster = await clusters.open({ kubeconfig });

      const compare = async (mode: KubediffMode) =>
        await kubediff(
          { tree: memoryTree({ "apps/all.yaml": text }), folder: "apps", shownFolder: "apps", mode },
          { cluster, clock: systemClock, signal: AbortSignal.timeout(60_000) },
        );
      expect(seen(await compare("exact"), one.exact), "exact").toEqual(one.exact);
      const readOnly = one.readOnly ?? one.exact;
      expect(seen(await compare("read-only"), readOnly), "read-only").toEqual(readOnly);
      await secondOpinion(one, text, { ...subject, kubeconfig });
    });
  });
}

const clusters = comparableClusters({ plugins: credentialPlugins({ environment: {} }), ambient: nowhere });

const textFor = (content: unknown, namespace: string): string => JSON.stringify(content).replaceAll("$NS", namespace);

/** An integer that is no JavaScript number is written as a text with a mark. */
const textOf = (object: Manifest): string => JSON.stringify(object).replaceAll(/"\$INT(-?\d+)\$"/g, "$1");

function actingAs(user: string, kubeconfig: string): string {
  const config = JSON.parse(kubeconfig) as {
    readonly users: readonly { readonly name: string; readonly user: object }[];
  };
  return JSON.stringify({
    ...config,
    users: config.users.map((each) => ({ ...each, user: { ...each.user, as: user } })),
  });
}

const namespaceNamed = (name: string): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const clusterScoped = new Set([
  "Namespace",
  "ClusterRole",
  "ValidatingWebhookConfiguration",
  "CustomResourceDefinition",
  "MutatingWebhookConfiguration",
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
  await put({ by, as, object }, api, resource);
  if (object.kind === "CustomResourceDefinition") await untilServed(object, client);
  if (object.kind === "MutatingWebhookConfiguration") await untilAsked(object, api);
}

async function put({ as, object }: Write, api: RestApi, resource: Resource): Promise<void> {
  const { name, namespace } = object.metadata as { readonly name: string; readonly namespace?: string };
  const at = { resource, name, ...(namespace !== undefined && { namespace }) };
  if (as === "apply") await api.apply(at, textOf(object), { force: true });
  else if ((await api.get(at)) === undefined) await api.create(resource, object);
  else await api.mergePatch(at, object);
}

/** A server serves a kind, and publishes its schema, a moment after its definition was written. */
async function untilServed({ spec }: Manifest, client: RestClient): Promise<void> {
  const group = textAt(spec, "group") ?? "";
  const names = listAt(spec, "versions").map((version) => `apis/${group}/${textAt(version, "name")}`);
  const isServed = async () => {
    const index = await client.request({ method: "GET", path: "/openapi/v3" });
    const groups = await client.request({ method: "GET", path: "/apis" });
    const served = listAt(groups, "groups").find((each) => textAt(each, "name") === group);
    const published = Object.keys(objectAt(index, "paths")).filter((path) => path.startsWith(`apis/${group}/`));
    return names.every((name) => published.includes(name)) && listAt(served, "versions").length === names.length;
  };
  await expect.poll(isServed, { timeout: 20_000, interval: 50 }).toBe(true);
}

/** A server asks a webhook a moment after its configuration was written. */
async function untilAsked({ metadata: { name } }: Manifest, api: RestApi): Promise<void> {
  const configMaps = await api.resourceOf("v1", "ConfigMap");
  const probe = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "probe", namespace: name } };
  const isAsked = async () =>
    await api.create(configMaps, probe, { dryRun: true }).then(
      ({ metadata }) => metadata.annotations?.[admittedAnnotation] !== undefined,
      () => true,
    );
  await expect.poll(isAsked, { timeout: 20_000, interval: 50 }).toBe(true);
}

/** What is expected of the last object, as it is. */
function seen({ objects }: Kubediff, expected: Expected): Expected {
  const last = objects.find(({ note, problem }) => expected.says?.test(note ?? problem ?? "")) ?? objects.at(-1);
  if (last === undefined) throw new Error("No object was compared.");
  const said = last.problem ?? last.note;
  // A secret's value is never shown.
  expect(jsonText(objects)).not.toMatch(/hunter22|aHVudGVyMjI/);
  return {
    verdict: last.verdict,
    ...(expected.paths && { paths: last.fields.map(({ path }) => path) }),
    ...(expected.says && { says: expected.says.test(said ?? "") ? expected.says : (said as never) }),
    ...(last.missing && { missing: true }),
    ...(expected.others && { others: last.others.map(({ manager }) => manager) }),
  };
}
