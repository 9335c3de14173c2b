import { expect, it } from "vitest";
import { ciFiles } from "../../../src/project/ci/index.ts";
import { giteaWorld } from "../../contract/forge/gitea-world.ts";
import { settingsFor } from "../../unit/project/ci-world.ts";
import { describeWithGitea } from "./index.ts";

/** Nothing runs them: no runner is registered, since the module of Gitea's own is served by no public proxy of Go modules. */
describeWithGitea("the workflows that ci init writes", (gitea) => {
  it("are read by Gitea, which queues a job of each for a change request and for its merge", async () => {
    const { url, administrator } = gitea();
    const world = await giteaWorld({ url, administrator, settle: () => gitea().settle() });
    const workflowsOf = async (commit: string) => {
      const statuses = (await world.forge.statuses?.statusesOf(commit)) ?? [];
      return statuses.map(({ context, state }) => `${context}: ${state}`).toSorted();
    };
    await world.commit({ branch: "main", files: ciFiles(settingsFor("gitea")) });
    const head = await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    await expect.poll(() => workflowsOf(head)).toContain("groundwork-preview / preview (pull_request): pending");
    await world.merge(number, "merge");
    const merged = await world.headOf("main");
    await expect.poll(() => workflowsOf(merged)).toEqual(["groundwork-up / up (push): pending"]);
    await world.end();
  });
});
