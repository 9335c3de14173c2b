import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Kubediff } from "../../src/change/index.ts";
import { comparableClusters } from "../../src/cluster/kubernetes/index.ts";
import { bringUp, type FlowPorts, kubediffOfEnvironment, previewChange, readStatus } from "../../src/flows/index.ts";
import { credentialPlugins, nowhere } from "../../src/kubernetes/kubeconfig/index.ts";
import {
  kubediffReport,
  plainPaint,
  previewComment,
  previewJson,
  previewReport,
  statusReport,
  terminalLines,
} from "../../src/report/index.ts";
import { kubeconfigOf } from "../contract/kubediff/kubeconfig-of.ts";
import { DriverWorld, healthy, profileWithCluster } from "../fakes/driver/driver-world.ts";
import { configMap, type Space, World } from "./agent-harness/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const kept = { annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } };
const login = (password: string) =>
  JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, stringData: { password } });

describe("a cluster that an agent keeps, against Git", () => {
  let world: World;
  let space: Space;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "kubediff-"));
    world = await World.create();
    space = await world.space();
    await space.source();
    await space.kustomization({
      commonMetadata: { labels: { team: "shop" } },
      postBuild: { substitute: { color: "blue" } },
    });
    space.agent();
    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", { color: "${color}" }),
        "apps/b.yaml": configMap("two", { a: "1" }),
        "apps/c.yaml": configMap("kept", { a: "1" }, kept),
        "apps/d.yaml": login("hunter22"),
      }),
    );
  });
  afterAll(async () => {
    await world.end();
    await rm(folder, { recursive: true });
  });

  /** An environment of these manifests, whose cluster is the agent's. */
  const driverOf = (apps: Readonly<Record<string, string>>, kubeconfig = world.cluster.kubeconfig) => {
    const driver = new DriverWorld(["dev"]);
    const files = Object.entries(apps).map(([name, text]) => [`environments/dev/apps/${name}`, text] as const);
    driver.git.make({ "environments/_profiles/small.yaml": profileWithCluster, ...Object.fromEntries(files) });
    const access = { name: "main", kubeconfig, sync: { namespace: space.name, name: "app" } };
    const clusters = comparableClusters({ plugins: credentialPlugins({ environment: {} }), ambient: nowhere });
    const comparison = { accesses: { of: async () => await Promise.resolve([access]) }, clusters };
    return { driver, ports: (): FlowPorts => ({ ...driver.ports, comparison }) };
  };
  const ofEnvironment = async (apps: Readonly<Record<string, string>>): Promise<Kubediff> =>
    await kubediffOfEnvironment({ environment: "dev", mode: "exact" }, driverOf(apps).ports());
  const statusOf = async ({ driver, ports }: ReturnType<typeof driverOf>, refresh: boolean) => {
    const head = await driver.git.resolve("HEAD");
    driver.agent = [healthy(head)];
    const converge = { timeoutMilliseconds: 1_000 };
    const up = { environments: ["dev"], refresh: false, requirePreview: false, confirm: async () => true, converge };
    await bringUp(up, ports());
    const status = await readStatus({ environments: [], refresh }, ports());
    const layers = status.environments.flatMap((each) => each.layers);
    return { text: textOf(statusReport(status)), cluster: layers.find(({ layer }) => layer === "cluster") };
  };
  const textOf = (blocks: ReturnType<typeof statusReport>) => terminalLines(blocks, plainPaint).join("\n");
  const verdicts = ({ objects }: Kubediff) =>
    Object.fromEntries(objects.map(({ object, verdict }) => [object, verdict]));

  it("is in sync where its Kustomization would apply what stands, and lists what would be pruned", async () => {
    const diff = await ofEnvironment({
      "web.yaml": configMap("one", { color: "${color}" }),
      "login.yaml": login("hunter22"),
    });
    expect(verdicts(diff)).toEqual({
      [`ConfigMap/${space.name}/one`]: "in-sync",
      [`Secret/${space.name}/login`]: "in-sync",
    });
    expect(diff.left).toMatchObject({ kind: "read", of: [`${space.name}/app`] });
    expect(diff.left.kind === "read" ? diff.left.objects : []).toEqual([
      { object: `ConfigMap/${space.name}/kept`, pruned: false, because: "it is annotated to be kept" },
      { object: `ConfigMap/${space.name}/two`, pruned: true },
    ]);
  });

  it("differs where Git says another value, and shows none of a Secret", async () => {
    const diff = await ofEnvironment({
      "web.yaml": configMap("one", { color: "red" }),
      "login.yaml": login("correct horse"),
    });
    expect(diff.objects.map(({ fields }) => fields)).toEqual([
      [{ path: ".data.password", hidden: true }],
      [{ path: ".data.color", cluster: "blue", git: "red" }],
    ]);
  });

  it("is the layer of a status that asks it, in the words of kubediff, and of no other status", async () => {
    const apps = { "web.yaml": configMap("one", { color: "red" }), "login.yaml": login("hunter22") };
    const asked = await statusOf(driverOf(apps), true);
    expect(asked.cluster).toMatchObject({
      verdict: "diverged",
      detail: "1 of 2 objects in sync, 1 changed, 1 to be deleted",
      kubediffs: [{ mode: "exact" }],
    });
    const report = textOf((asked.cluster?.kubediffs ?? []).flatMap(kubediffReport));
    expect(report).toContain('~ .data.color: "blue" -> "red"');
    expect(asked.text).toContain(report);
    expect(await statusOf(driverOf(apps), false)).toMatchObject({ cluster: { verdict: "in-sync" } });
  });

  it("is part of a preview that asks it, and stays unknown with its reason where it cannot be reached", async () => {
    const apps = { "web.yaml": configMap("one", { color: "red" }) };
    const previewOf = async (kubeconfig?: string) =>
      await previewChange({ environments: ["dev"], refresh: true }, driverOf(apps, kubeconfig).ports());
    const preview = await previewOf();
    const difference = '.data.color: "blue" -> "red"';
    expect(textOf(previewReport(preview))).toContain(difference);
    expect(previewComment(preview, { commentBytes: 60_000, dialect: "github", asInvoked: (said) => said })).toContain(
      difference,
    );
    expect(JSON.parse(JSON.stringify(previewJson(preview)))).toMatchObject({
      environments: [{ layers: [{}, { clusters: { kind: "compared", diffs: [{ verdict: "diverged" }] } }] }],
    });
    const unreachable = kubeconfigOf({ server: "https://127.0.0.1:9", token: "of nothing" });
    const text = textOf(previewReport(await previewOf(unreachable)));
    expect(text).toContain("dev: what stands in its cluster is unknown. Its manifests are compared with those");
    expect(text).toContain("127.0.0.1:9");
    const { cluster } = await statusOf(driverOf(apps, unreachable), true);
    expect(cluster).toMatchObject({ verdict: "unknown", detail: expect.stringContaining("127.0.0.1:9") });
  });

  it("is told by the command with exit codes, for a folder on disk and the labels of the live objects", async () => {
    const platform = await PlatformRepository.empty();
    const at = { namespace: space.name, labels: { team: "shop" } };
    const run = async (text: string, ...flags: readonly string[]) => {
      await writeFile(path.join(folder, "all.yaml"), text);
      const args = ["--path", folder, "--kubeconfig", world.cluster.kubeconfig, "--exit-code", ...flags];
      return await platform.groundwork("kubediff", ...args);
    };
    const diverged = await run(configMap("one", { color: "blue" }, at), "--json");
    expect([diverged.code, JSON.parse(diverged.out)]).toMatchObject([
      3,
      { kind: "kubediff", verdict: "diverged", objects: [{ verdict: "in-sync" }], left: { kind: "read" } },
    ]);
    const unknown = await run(
      '{"apiVersion":"example.com/v1","kind":"Nothing","metadata":{"name":"x"}}',
      "--read-only",
    );
    await platform.remove();
    expect(unknown.code).toBe(5);
    expect(unknown.out).toContain('no matches for kind "Nothing"');
  });
});
