import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

const cluster = "clusters: [{ name: main, mode: autopilot }]";
const written = (sync: string) => ({ dev: `spec:\n  ${cluster}\n  sync: ${sync}\n` });
const issuesOf = async (sync: string) =>
  (await issuesIn(written(sync))).map((issue) => issue.replaceAll("dev/environment.yaml:", ""));
const syncOf = async (sync: string) => (await environmentIn(written(sync), "dev")).sync;
const digest = `sha256:${"a".repeat(64)}`;

describe("how Flux comes into a cluster", () => {
  it("is read where the agent is Flux, and keeps teams apart unless that is taken off", async () => {
    const flux = "flux: { manifests: ./flux//install.yaml }";
    expect((await syncOf(`{ agent: flux, ${flux} }`))?.flux).toEqual({
      multitenant: true,
      upgradedBy: "pulumi",
      manifests: { in: "repository", path: "flux/install.yaml" },
    });
    expect(await syncOf(`{ agent: groundwork, ${flux} }`)).not.toHaveProperty("flux");
    expect((await syncOf("{ agent: flux, flux: { preinstalled: true, multitenant: false } }"))?.flux).toEqual({
      multitenant: false,
      upgradedBy: "pulumi",
    });
    const address = `{ manifests: "https://example.com/install.yaml", digest: "${digest}", upgradedBy: git }`;
    expect((await syncOf(`{ agent: flux, flux: ${address} }`))?.flux).toEqual({
      multitenant: true,
      upgradedBy: "git",
      manifests: { in: "address", url: "https://example.com/install.yaml", digest },
    });
  });

  it("has to be said: no release is chosen for anybody", async () => {
    const [issue] = await issuesOf("{ agent: flux }");
    expect(issue).toMatch(
      /^5:18 spec\.sync\.agent: needs spec\.sync\.flux\.manifests, the manifests that install Flux/,
    );
    const [other] = await issuesOf("{ agent: flux, flux: { multitenant: false } }");
    expect(other).toMatch(/^5:30 spec\.sync\.flux: needs spec\.sync\.flux\.manifests/);
  });

  it.each([
    [
      "{ manifests: https://example.com/install.yaml }",
      /is an address without spec\.sync\.flux\.digest; .*curl -fsSL https:\/\/example\.com\/install\.yaml \| sha256sum$/,
    ],
    [
      `{ manifests: http://example.com/a.yaml, digest: "${digest}" }`,
      /is no https:\/\/ address of a file of manifests$/,
    ],
    [`{ manifests: oci://example.com/flux, digest: "${digest}" }`, /is no https:\/\/ address of a file of manifests$/],
    [
      `{ manifests: "https://ada:s3cret@example.com/a.yaml", digest: "${digest}" }`,
      /holds credentials, which would stand in Git/,
    ],
    ["{ manifests: ../flux }", /is "\.\.\/flux"; write a file or a folder of the repository, from its root$/],
    ["{ manifests: /flux }", /is "\/flux"; write a file or a folder of the repository, from its root$/],
    [
      "{ manifests: flux, preinstalled: true }",
      /stands beside preinstalled: true, which says that nothing is installed/,
    ],
    ["{ manifests: flux, digest: abc }", /is "abc"; write sha256: and 64 hexadecimal digits$/],
  ])("is refused as %s, with what would be right", async (flux, problem) => {
    const issues = await issuesOf(`{ agent: flux, flux: ${flux} }`);
    expect(issues).toEqual([expect.stringMatching(problem)]);
    expect(issues.join()).not.toContain("s3cret");
  });
});

describe("a cluster that the environment does not declare", () => {
  it("is named by the key of its kubeconfig", async () => {
    const sync = (await environmentIn({ dev: "spec:\n  sync: { kubeconfig: edge }\n" }, "dev")).sync;
    expect(sync).toMatchObject({ cluster: "edge", kubeconfig: "edge", deletionPolicy: "Orphan" });
    expect(await syncOf("{ kubeconfig: edge }")).toMatchObject({ kubeconfig: "edge" });
  });

  it("is kept in sync alone", async () => {
    expect(await issuesOf("{ kubeconfig: edge, cluster: main }")).toEqual([
      "5:23 spec.sync.kubeconfig: stands beside cluster; an agent keeps one cluster in sync: take one of them out",
    ]);
    expect(await issuesIn({ dev: "spec:\n  sync: { interval: 5m }\n" })).toEqual([
      expect.stringMatching(
        /there is no cluster to keep in sync; declare one in spec\.clusters, or name one by spec\.sync\.kubeconfig$/,
      ),
    ]);
  });
});
