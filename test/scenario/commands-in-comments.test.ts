import { commandStories } from "./forge-harness/command-stories.ts";
import { storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local, githubActions } = storyForges();

commandStories("Gitea", gitea);
commandStories("GitLab", gitlab);
commandStories("the local forge", local);
commandStories("GitHub, as a job of Actions", githubActions);
