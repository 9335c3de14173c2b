import { stageStories } from "./forge-harness/stage-stories.ts";
import { storyForges } from "./forge-harness/story-forges.ts";

const { gitea } = storyForges();

stageStories("Gitea", gitea);
