import { changeRequestStories } from "./forge-harness/change-request-stories.ts";
import { storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local, githubActions } = storyForges();

changeRequestStories("Gitea", gitea);
changeRequestStories("GitLab", gitlab);
changeRequestStories("the local forge", local, {
  lacks: ["mergeByGit", "retarget", "reopen", "setDraft", "openFromFork"],
});
changeRequestStories("GitHub, as a job of Actions", githubActions, { lacks: ["mergeByGit"] });
