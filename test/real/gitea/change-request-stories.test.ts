import { giteaWorld } from "../../contract/forge/gitea-world.ts";
import { changeRequestStories } from "../../scenario/forge-harness/change-request-stories.ts";
import { commandStory } from "./command-story.ts";
import { describeWithGitea } from "./index.ts";

describeWithGitea("the built command", (gitea) => {
  const atOnce = true;
  const make = async () => {
    const { url, administrator } = gitea();
    return await commandStory(await giteaWorld({ url, administrator, settle: () => gitea().settle() }));
  };
  changeRequestStories("Gitea 1.26.0", make, { atOnce });
});
