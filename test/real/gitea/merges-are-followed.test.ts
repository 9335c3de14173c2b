import { commandStories } from "../../scenario/forge-harness/command-stories.ts";
import { followUpStories } from "../../scenario/forge-harness/follow-up-stories.ts";
import { rollbackStories } from "../../scenario/forge-harness/rollback-stories.ts";
import { stageStories } from "../../scenario/forge-harness/stage-stories.ts";
import { giteaStory } from "../../scenario/forge-harness/story-forges.ts";
import { describeWithGitea } from "./index.ts";

describeWithGitea("what follows a merge", (gitea) => {
  const make = async () => {
    const { url, administrator } = gitea();
    return await giteaStory({ url, administrator, settle: () => gitea().settle() });
  };
  const name = "Gitea 1.26.0";
  commandStories(name, make);
  followUpStories(name, make);
  rollbackStories(name, make);
  stageStories(name, make);
});
