import { rollbackStories } from "./forge-harness/rollback-stories.ts";
import { storyBitbuckets, storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local } = storyForges();
const { cloud } = storyBitbuckets();

rollbackStories("Gitea", gitea);
rollbackStories("the local forge", local);
rollbackStories("GitLab", gitlab);
rollbackStories("Bitbucket Cloud", cloud);
