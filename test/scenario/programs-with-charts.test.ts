import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryPoint } from "../../src/lib/index.ts";
import { FakeHelm } from "../fakes/helm/index.ts";
import { type Finished, StackProject } from "./stack-harness/stack-project.ts";

let project: StackProject;
let helm: FakeHelm;

beforeEach(async () => {
  project = await StackProject.of("charts");
  helm = await FakeHelm.inFolder();
});
afterEach(async () => {
  const { command, args } = entryPoint("main");
  await promisify(execFile)(command, [...args, "local", "down"], { cwd: project.folder });
  await project.remove();
  await helm.remove();
});

const run = (verb: string, ...more: readonly string[]): Promise<Finished> =>
  project.run([verb, "--stack", "dev", "--non-interactive", ...more], {
    PATH: [path.join(helm.folder, "bin"), process.env["PATH"]].join(path.delimiter),
  });
const up = (...more: readonly string[]): Promise<Finished> => run("up", "--yes", "--skip-preview", ...more);

describe("a program with charts of Helm and bundles of YAML on a cluster of its own", () => {
  it("is previewed before the cluster exists, brought up, found unchanged, upgraded and taken down", async () => {
    const first = await run("preview");
    expect(first).toMatchObject({ code: 0 });
    const made = await up();
    expect(made).toMatchObject({ code: 0 });
    expect(made.out).toMatch(/status: "deployed"/u);
    expect(made.out).toMatch(/rendered: 2/u);
    expect(made.out).toMatch(/grouped: 2/u);
    const installed = (await helm.calls()).find(({ args }) => args[0] === "install");
    expect(installed).toMatchObject({
      folder: project.folder,
      server: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/u),
    });
    expect(await run("preview", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await run("refresh", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });

    const greeted = await up("-c", "greeting=good morning");
    expect(greeted).toMatchObject({ code: 0 });
    expect(greeted.out).toMatch(/revision: 2/u);
    const destroyed = await run("destroy", "--yes", "--skip-preview");
    expect(destroyed).toMatchObject({ code: 0 });
    expect(destroyed.out).toMatch(/deleted/u);
    expect((await helm.calls()).filter(({ args }) => args[0] === "uninstall")).toHaveLength(1);
  });
});
