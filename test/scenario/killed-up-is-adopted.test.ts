import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { localCloud } from "../../src/local/index.ts";
import { StackProject, until } from "./stack-harness/stack-project.ts";

const opened: StackProject[] = [];
afterEach(async () => {
  for (const project of opened.splice(0)) {
    await project.stopLocalCloud();
    await project.remove();
  }
});

/** How many resources `many-at-once` makes in the cloud. */
const all = 11;

class Interrupted {
  constructor(private readonly project: StackProject) {}

  async latest() {
    const { out } = await this.project.run(["export", "--stack", "dev"]);
    return JSON.parse(out).deployment as {
      readonly resources?: readonly { readonly id?: string; readonly custom?: boolean; readonly type: string }[];
      readonly pending_operations?: readonly { readonly type: string }[];
    };
  }

  /** Ends an `up` without a warning as soon as the state says that several creations are under way. */
  async killedUp(): Promise<void> {
    const { child, finished } = this.project.start(["up", "--stack", "dev", "--yes", "--skip-preview"]);
    const file = path.join(".groundwork", "state", ".pulumi", "stacks", "many-at-once", "dev.json");
    await until("creations that are pending", async () => {
      const text = await this.project.file(file).catch(() => "");
      return (text.match(/"type":\s*"creating"/gu) ?? []).length >= 3;
    });
    child.kill("SIGKILL");
    await finished;
  }

  /** Ids in the cloud, and those that the state knows. */
  async ids(): Promise<{ readonly cloud: readonly string[]; readonly state: readonly string[] }> {
    const cloud = await localCloud({ home: path.join(this.project.folder, ".groundwork", "cloud") }).list();
    const { resources = [] } = await this.latest();
    const managed = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    return {
      cloud: cloud.map(({ id }) => id).toSorted(),
      state: managed.map(({ id = "" }) => id).toSorted(),
    };
  }
}

describe("an up that is killed while the cloud makes what it asked for", () => {
  it("is gone on with after a refresh that adopts, and a destroy leaves nothing of it behind", async () => {
    const project = await StackProject.of("many-at-once");
    opened.push(project);
    const interrupted = new Interrupted(project);
    const stack = ["--stack", "dev"];
    const yes = [...stack, "--yes", "--skip-preview"];

    await interrupted.killedUp();
    const preview = await project.run(["preview", ...stack]);
    expect(preview.err).toMatch(/interrupted while creating; (it exists as|there is nothing called)/u);
    const adopting = await project.run(["refresh", ...yes, "--adopt"]);
    expect(adopting).toMatchObject({ code: 0 });
    expect((await interrupted.latest()).pending_operations ?? []).toEqual([]);
    expect(await project.run(["up", ...yes])).toMatchObject({ code: 0 });
    const { cloud, state } = await interrupted.ids();
    expect(cloud).toHaveLength(all);
    expect(state).toEqual(cloud);

    expect(await project.run(["destroy", ...yes])).toMatchObject({ code: 0 });
    await interrupted.killedUp();
    expect(await project.run(["destroy", ...yes])).toMatchObject({ code: 0 });
    expect(await interrupted.ids()).toEqual({ cloud: [], state: [] });
    expect((await interrupted.latest()).pending_operations ?? []).toEqual([]);
  });
});
