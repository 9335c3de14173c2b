import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { checkFleet } from "../../../src/desired/index.ts";
import { folderTree, projectRoot } from "../../../src/lib/index.ts";

const tree = folderTree(projectRoot());
const check = await checkFleet(tree);

async function manifestsOf(folder: string): Promise<readonly { file: string; kind: string; namespace?: string }[]> {
  const files = (await readdir(path.join(projectRoot(), folder))).toSorted();
  const documents = await Promise.all(
    files.map(async (file) => {
      const text = Buffer.from((await tree.read(`${folder}/${file}`)) ?? "").toString("utf8");
      return parseAllDocuments(text).map((document) => {
        expect(document.errors).toEqual([]);
        const { kind, metadata } = document.toJS() as { kind: string; metadata: { namespace?: string } };
        return { file, kind, ...metadata };
      });
    }),
  );
  return documents.flat();
}

describe("the example environments", () => {
  it("have no issue, not even a warning, and nothing unrecorded", () => {
    expect(check.issues).toEqual([]);
    expect(check.fixes).toEqual([]);
    expect([...check.states.keys()]).toEqual(check.names);
  });

  it("are four, of which production waits for staging", () => {
    expect(check.names).toEqual(["dev", "globex", "production", "staging"]);
    expect(check.states.get("production")?.cloud).toMatchObject({ kind: "gcp", project: "acme-production" });
  });

  it("have one that is nothing but a file of five lines", async () => {
    const { length } = Buffer.from((await tree.read("environments/globex/environment.yaml")) ?? "")
      .toString("utf8")
      .trim()
      .split("\n");
    expect(length).toBe(5);
    expect((await tree.list("environments/globex")).map(({ name }) => name)).toEqual(["environment.yaml"]);
    expect(check.states.get("globex")?.sync?.path).toBe("./environments/_profiles/customer/apps");
  });

  it.each(["dev", "staging", "production", "_profiles/customer", "_profiles/small", "_profiles/large"])(
    "hold manifests in %s that any agent can apply without kustomize",
    async (folder) => {
      const manifests = await manifestsOf(`environments/${folder}/apps`);
      expect(manifests.map(({ file }) => file)).not.toContain("kustomization.yaml");
      const kinds = new Set(manifests.map(({ kind }) => kind));
      expect([...kinds]).toEqual(
        expect.arrayContaining(["Namespace", "ConfigMap", "Deployment", "Service", "Ingress"]),
      );
      expect(manifests.filter(({ kind, namespace }) => kind !== "Namespace" && namespace !== "shop")).toEqual([]);
    },
  );

  it("show a front end, an API, a worker and a database with what surrounds them", async () => {
    const kinds = (await manifestsOf("environments/dev/apps")).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "StatefulSet",
        "HorizontalPodAutoscaler",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "ServiceAccount",
      ]),
    );
  });
});
