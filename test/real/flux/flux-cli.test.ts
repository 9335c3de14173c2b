import { execFile } from "node:child_process";
import fs from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import * as git from "isomorphic-git";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type GitServer, gitServer } from "../../../src/local/git-host/index.ts";
import { TestRepository } from "../../scenario/agent-harness/test-repository.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { configMap } from "./cases/manifests.ts";
import { installDefinitions, Side, settleMilliseconds, startOurs, syncNamespace } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController", "flux");
const files = (value: string) => ({
  "cases/shop/a.yaml": configMap("a", { k: value }),
  "cases/shop/b.yaml": configMap("b", {}),
});

describeWith("the flux CLI", "it reads and steers our agent", found, (executables) => {
  let side: Side;
  let server: GitServer;
  let repository: TestRepository;
  let agent: ReturnType<typeof startOurs>;
  const commit = () => git.resolveRef({ fs, gitdir: repository.gitdir, ref: "refs/heads/main" });
  const revision = async () => `main@sha1:${await commit()}`;
  const settle = async () => await side.settle(["shop"], await revision(), () => agent.logs());

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(inject("runFolder"), "flux-cli-"));
    await mkdir(path.join(folder, "git"));
    [side, server] = await Promise.all([
      Side.start(executables(), folder),
      gitServer({ folder: path.join(folder, "git") }),
    ]);
    await installDefinitions(side.server, executables());
    repository = await TestRepository.create(path.join(folder, "git", "cases.git"), `${server.url}/cases.git`);
    await repository.commit(files("1"));
    await side.namespace("shop");
    await side.follow(repository.url);
    await side.kustomize("shop", { path: "./cases/shop", targetNamespace: "shop" });
    agent = startOurs(side);
    await settle();
  }, 2 * settleMilliseconds);
  afterAll(async () => {
    await Promise.all([agent.stop(), server.stop()]);
    await side.stop();
  });

  /** What the command prints, and the code that it ends with. */
  async function flux(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    const all = [`--namespace=${syncNamespace}`, `--kubeconfig=${side.kubeconfig}`, ...args];
    const env = { PATH: process.env["PATH"] ?? "", HOME: side.folder };
    return await promisify(execFile)(executables().flux, all, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (failed: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
        code: failed.code,
        output: failed.stdout + failed.stderr,
      }),
    );
  }

  it("shows sources and kustomizations with revision and state", async () => {
    const shown = `main@sha1:${(await commit()).slice(0, 8)}`;
    const { output } = await flux("get", "kustomizations");
    expect(output.split("\n")[1]?.split(/\s+/u).slice(0, 4)).toEqual(["shop", shown, "False", "True"]);
    expect((await flux("get", "sources", "git")).output).toContain(shown);
  });

  it("shows the tree of what a kustomization holds", async () => {
    const { output } = await flux("tree", "kustomization", "shop");
    expect(output).toContain("ConfigMap/shop/a");
    expect(output).toContain("ConfigMap/shop/b");
  });

  it("traces an object back to its commit", async () => {
    const { output } = await flux("trace", "a", "--kind=configmap", "--api-version=v1", "--namespace=shop");
    expect(output).toContain(await revision());
    expect(output).toMatch(/Status:\s+Managed by Flux/u);
  });

  it("shows the events of a kustomization", async () => {
    const { code, output } = await flux("events", "--for=Kustomization/shop");
    expect(code).toBe(0);
    expect(output).toContain((await commit()).slice(0, 8));
  });

  it("counts what there is", async () => {
    const { code, output } = await flux("stats");
    expect(code).toBe(0);
    expect(output).toMatch(/Kustomization\s+1\s+0/u);
  });

  it("compares a folder with what the cluster holds", async () => {
    const folder = await mkdtemp(path.join(side.folder, "checkout-"));
    await mkdir(path.join(folder, "shop"));
    await writeFile(path.join(folder, "shop", "a.yaml"), configMap("a", { k: "1" }));
    await writeFile(path.join(folder, "shop", "b.yaml"), configMap("b", {}));
    const same = await flux("diff", "kustomization", "shop", `--path=${path.join(folder, "shop")}`);
    expect(same).toMatchObject({ code: 0 });
    await writeFile(path.join(folder, "shop", "a.yaml"), configMap("a", { k: "2" }));
    const other = await flux("diff", "kustomization", "shop", `--path=${path.join(folder, "shop")}`);
    expect(other).toMatchObject({ code: 1 });
    expect(other.output).toContain("ConfigMap/shop/a drifted");
  });

  it("has a kustomization fetch and apply a commit at once", async () => {
    await repository.commit(files("2"));
    const { code, output } = await flux("reconcile", "kustomization", "shop", "--with-source", "--timeout=60s");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain(`applied revision ${await revision()}`);
  });

  it("suspends a kustomization, which then applies nothing, and resumes it", async () => {
    expect(await flux("suspend", "kustomization", "shop")).toMatchObject({ code: 0 });
    expect((await flux("get", "kustomizations")).output.split("\n")[1]?.split(/\s+/u)[2]).toBe("True");
    await repository.commit(files("3"));
    expect(await flux("reconcile", "source", "git", "cases", "--timeout=60s")).toMatchObject({ code: 0 });
    expect(await flux("resume", "kustomization", "shop", "--timeout=60s")).toMatchObject({ code: 0 });
    await settle();
  });
});
