import { giteaWorld } from "../../contract/forge/gitea-world.ts";
import { commandStories } from "../../scenario/forge-harness/command-stories.ts";
import { flowsStory } from "../../scenario/forge-harness/flows-story.ts";
import { followUpStories } from "../../scenario/forge-harness/follow-up-stories.ts";
import { rollbackStories } from "../../scenario/forge-harness/rollback-stories.ts";
import { stageStories } from "../../scenario/forge-harness/stage-stories.ts";
import { describeWithGitea } from "./index.ts";

describeWithGitea("what follows a merge", (gitea) => {
  const make = async () => {
    const { url, administrator } = gitea();
    const world = await giteaWorld({ url, administrator, settle: () => gitea().settle() });
    return await flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
  };
  const name = "Gitea 1.26.0";
  commandStories(name, make);
  followUpStories(name, make);
  rollbackStories(name, make);
  stageStories(name, make);
});
