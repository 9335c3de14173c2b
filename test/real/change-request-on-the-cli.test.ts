import { mkdtemp, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { entryPoint, projectRoot } from "../../src/lib/index.ts";
import type { PreviewJson, RunJson } from "../../src/report/index.ts";
import { type LocalWorld, localWorld } from "../contract/forge/local-world.ts";
import { environmentFiles } from "../fakes/driver/driver-world.ts";
import { git } from "../fakes/forge-host/bare-git.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Finished, startCommand } from "./run-command.ts";

const password = "hunter2-of-a-test";

/** Wants the resources that a variable names, as one that reads the clock or the cloud may want others at each run. */
const program = `const { secret } = require("@pulumi/pulumi");
const { RandomId } = require("@pulumi/random");
for (const name of process.env.STORY_NAMES.split(" "))
  new RandomId(name, { byteLength: 4, keepers: { password: secret("${password}") } });
`;

const profile = `apiVersion: groundwork.dev/v1
kind: Profile
spec:
  cloud: { kind: gcp, project: acme-dev, region: europe-west1 }
`;

describeWithPulumi("a change request of an environment whose engine is the CLI", (pulumi) => {
  let world: LocalWorld;
  let folder: string;
  let repository: string;
  const clone = () => path.join(folder, "clone");
  beforeEach(async () => {
    world = await localWorld();
    repository = path.join(path.dirname(world.folder), "platform.git");
    folder = await mkdtemp(path.join(inject("runFolder"), "bound-"));
    const files = {
      "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: stacks/index.js\n",
      "package.json": '{ "dependencies": { "@pulumi/pulumi": "*", "@pulumi/random": "*" } }\n',
      ".gitignore": ".groundwork\nnode_modules\n",
      "stacks/index.js": program,
      "environments/_profiles/small.yaml": profile,
    };
    await world.commit({ branch: "main", files });
    await git(folder, ["clone", "--quiet", repository, clone()]);
    await symlink(path.join(projectRoot(), "node_modules"), path.join(clone(), "node_modules"), "junction");
  });
  afterEach(async () => {
    await world.end();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** As a job of a CI runs it, on what the forge has now. @param names of the resources that the program wants */
  const groundwork = async (names: string, ...args: readonly string[]): Promise<Finished> => {
    await git(clone(), ["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"]);
    await git(clone(), ["checkout", "--quiet", "--detach", "origin/main"]);
    const { environment } = pulumi();
    const env = {
      ...environment,
      PATH: [path.join(projectRoot(), "bin", "plugins"), environment["PATH"]].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "of-a-test",
      GROUNDWORK_LOCAL_HOME: path.join(folder, "cloud"),
      GROUNDWORK_FORGE: "local",
      GROUNDWORK_FORGE_URL: world.folder,
      GROUNDWORK_FORGE_REPOSITORY: repository,
      STORY_NAMES: names,
    };
    const { command, args: entry } = entryPoint("main");
    const finished = await startCommand(command, [...entry, ...args, "--json"], { cwd: clone(), env }).finished;
    expect(finished.out + finished.err).not.toContain(password);
    return finished;
  };
  /** A change that is previewed, approved by another person, and merged. */
  const merged = async (branch: string, names: string) => {
    await world.commit({ branch, files: environmentFiles("dev", `spec: { values: { change: ${branch} } }\n`) });
    const number = await world.open({ head: branch });
    const { code, out, err } = await groundwork(names, "preview", "--change-request", String(number));
    expect([code, err]).toEqual([0, expect.any(String)]);
    await world.review(number, await world.user("write"), "approved");
    await world.merge(number, "merge");
    const [comment] = await world.comments(number);
    return { preview: JSON.parse(out) as PreviewJson, comment: comment?.body ?? "" };
  };
  const up = async (names: string) => {
    const { code, out, err } = await groundwork(names, "up", "--yes", "--head", "origin/main", "--no-wait");
    if (!out.startsWith("{")) throw new Error(`up ended with ${code}: ${out}${err}`);
    return { code, run: JSON.parse(out) as RunJson };
  };

  it("is brought up with no more than what was shown, and its secrets stay hidden", async () => {
    const { preview, comment } = await merged("first", "one two");
    expect(preview.environments).toMatchObject([
      { name: "dev", kind: "planned", layers: [{ counts: { create: 3 } }, {}] },
    ]);
    expect(comment).toMatch(/\[secret\]/);
    expect(comment).not.toContain(password);
    expect(await up("one")).toMatchObject({ code: 0, run: { environments: [{ name: "dev", kind: "applied" }] } });

    await merged("second", "one three");
    const refused = await up("one three four five");
    expect(refused).toMatchObject({
      code: 4,
      run: { refusal: { kind: "not-what-was-shown", unshown: [{ environment: "dev" }] }, environments: [] },
    });
    const steps = JSON.stringify(refused.run.refusal);
    expect([steps.includes("four"), steps.includes("five"), steps.includes("three")]).toEqual([true, true, false]);
    expect(await up("one three")).toMatchObject({ code: 0, run: { environments: [{ name: "dev", kind: "applied" }] } });
  });
});
