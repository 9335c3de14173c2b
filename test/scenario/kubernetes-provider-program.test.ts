import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entryPoint } from "../../src/lib/index.ts";
import { type Finished, StackProject } from "./stack-harness/stack-project.ts";

let project: StackProject;

beforeAll(async () => {
  project = await StackProject.of("k8s-app");
});
afterAll(async () => {
  const { command, args } = entryPoint("main");
  await promisify(execFile)(command, [...args, "local", "down"], { cwd: project.folder });
  await project.remove();
});

const up = (...more: readonly string[]): Promise<Finished> =>
  project.run(["up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive", ...more]);

describe("a program with a cluster and what runs in it", () => {
  it("is brought up with everything ready, rolls out a new version, replacing what cannot change, and is taken down", async () => {
    const first = await up();
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/ready: 2/);
    expect(first.out).toMatch(/address: "198\.18\./);
    const again = await up("--expect-no-changes");
    expect(again).toMatchObject({ code: 0 });

    const changed = await up("-c", "image=nginx:1.28", "-c", "replicas=3");
    expect(changed).toMatchObject({ code: 0 });
    expect(changed.out).toMatch(/2 updated, 2 replaced/);
    const destroyed = await project.run(["destroy", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive"]);
    expect(destroyed).toMatchObject({ code: 0 });
    expect(destroyed.out).toMatch(/17 deleted/);
  });
});
