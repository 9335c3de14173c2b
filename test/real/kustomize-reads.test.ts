import { execFile } from "node:child_process";
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, inject, it } from "vitest";
import { ManifestReader } from "../../src/kubernetes/manifests/index.ts";
import { folderTree } from "../../src/lib/index.ts";
import { kustomizeBuilder } from "../../src/manifests/kustomize/index.ts";
import { type KustomizeLayout, kustomizeLayouts } from "../fixtures/kustomize-layouts.ts";
import { describeWith, realExecutables } from "./executables.ts";

/** What kustomize's own code opened for a layout. */
interface Reads {
  readonly folder: string;
  readonly opened: readonly string[];
  readonly error: string;
}

async function written({ files, links = {} }: KustomizeLayout): Promise<string> {
  const folder = await mkdtemp(path.join(inject("runFolder"), "layout-"));
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
  for (const [link, target] of Object.entries(links)) {
    await mkdir(path.dirname(path.join(folder, link)), { recursive: true });
    await symlink(target, path.join(folder, link));
  }
  return folder;
}

describeWith("kustomize", "the files that it opens", realExecutables("kustomizeReads"), (parts) => {
  const reads = new Map<string, Reads>();
  beforeAll(async () => {
    const folders = await Promise.all(kustomizeLayouts.map(written));
    const { stdout } = await promisify(execFile)(parts().kustomizeReads, folders);
    const lines = stdout.trimEnd().split("\n");
    for (const [index, { name }] of kustomizeLayouts.entries())
      reads.set(name, { folder: folders[index] ?? "", ...(JSON.parse(lines[index] ?? "") as Omit<Reads, "folder">) });
  });

  it.each(kustomizeLayouts)(
    "are all known for $name, and no others but those that it refuses to open",
    async ({ name, cautious = [] }) => {
      const { folder, opened, error } = reads.get(name) ?? { folder: "", opened: [], error: "not built" };
      const { files } = await new ManifestReader(folderTree(folder)).sourcesOf("apps");
      expect(opened).not.toEqual([]);
      expect(opened.filter((file) => !files.has(file))).toEqual([]);
      const known = [...files.keys()].filter((file) => !cautious.includes(file));
      expect({ error, more: known.filter((file) => !opened.includes(file)) }).toEqual({ error, more: [] });
    },
  );
});

describeWith("kustomize", "a change's manifests", realExecutables("kustomizeReads"), (parts) => {
  const build = async (files: Readonly<Record<string, string>>) => {
    const folder = await mkdtemp(path.join(inject("runFolder"), "kustomize-"));
    await symlink(parts().kustomizeReads, path.join(folder, "kustomize"));
    const content = new Map(Object.entries(files).map(([file, text]) => [file, Buffer.from(text)]));
    const environment = { PATH: folder };
    return await kustomizeBuilder({ environment }).build(
      content,
      "environments/dev/apps",
      new AbortController().signal,
    );
  };
  const base = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ClusterIP }\n",
  };
  const overlay = (more: string) => ({
    ...base,
    "environments/dev/apps/kustomization.yaml": `resources: [../../../base]\nnamePrefix: dev-\n${more}`,
  });

  it("are built from a base beside the environment, with its patches", async () => {
    const patch =
      "patches:\n- patch: |-\n    - { op: replace, path: /spec/type, value: NodePort }\n  target: { kind: Service }\n";
    expect(await build(overlay(patch))).toEqual({
      kind: "built",
      text: "apiVersion: v1\nkind: Service\nmetadata:\n  name: dev-web\nspec:\n  type: NodePort\n",
    });
  });

  it("are not built where a file is missing, with kustomize's own reason", async () => {
    expect(await build(overlay("configMapGenerator: [{ name: c, files: [gone.txt] }]\n"))).toEqual({
      kind: "not-built",
      because: expect.stringContaining("gone.txt"),
    });
  });
});
