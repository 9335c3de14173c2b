import { expect } from "vitest";
import type { Tell } from "./change-request-stories.ts";

const promotion = (refs: string) => `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n${refs}`;

/** Of the branches and tags that the promotion file gives environments to. */
export function reachStories(tell: Tell): void {
  tell("reaches the environments of its branch, and others by a change request of the next branch", async (story) => {
    const { forge, edit, reviewer } = story;
    const refs =
      "  refs:\n    - { environments: [dev], branches: [develop] }\n    - { environments: [staging], branches: [main] }\n";
    await forge.commit({
      branch: "main",
      files: { "environments/promotion.yaml": promotion(refs) },
      message: "Branches",
    });
    await forge.commit({ branch: "develop" });
    await forge.commit({ branch: "topic", from: "develop" });
    await edit("topic", "dev", "b");
    await edit("topic", "staging", "b");
    const merged = async (head: string, base: string) => {
      const number = await forge.open({ head, base });
      const { environments } = await story.preview(number);
      await forge.review(number, reviewer, "approved");
      await forge.merge(number, "merge");
      return { previewed: environments, applied: (await story.up({ branch: base })).applied };
    };
    expect(await merged("topic", "develop")).toEqual({ previewed: ["dev"], applied: ["dev"] });
    expect(await merged("develop", "main")).toEqual({ previewed: ["staging"], applied: ["staging"] });
  });

  tell(
    "waits for a tag in the environments that tags reach, and is brought up there with what came before it",
    async (story) => {
      const { forge, edit, reviewer } = story;
      const refs =
        "  refs:\n    - { environments: [dev], branches: [main] }\n    - { environments: [staging], tags: [v*] }\n";
      await forge.commit({
        branch: "main",
        files: { "environments/promotion.yaml": promotion(refs) },
        message: "Tags",
      });
      const since = await forge.headOf("main");
      for (const value of ["b", "c"]) {
        const topic = `topic-${value}`;
        await edit(topic, "dev", value);
        await edit(topic, "staging", value);
        const number = await forge.open({ head: topic });
        expect((await story.preview(number)).environments).toEqual(["dev", "staging"]);
        await forge.review(number, reviewer, "approved");
        await forge.merge(number, "merge");
      }
      expect((await story.queue(since)).applied).toEqual([["dev"]]);
      expect((await story.tag("v1.4.0")).applied).toEqual([["staging"]]);
      expect((await story.tag("v1.4.1")).applied).toEqual([]);
      const head = await forge.headOf("main");
      expect((await story.statuses(head)).map(({ context }) => context).toSorted()).toEqual([
        "groundwork/up",
        "groundwork/up-by-tag",
      ]);
    },
  );
}
