import { failureStories, followUpStories } from "./forge-harness/follow-up-stories.ts";
import { storyBitbuckets, storyForges } from "./forge-harness/story-forges.ts";

const { gitea, gitlab, local, githubActions } = storyForges();
const { cloud, dataCenter } = storyBitbuckets();

followUpStories("Gitea", gitea);
followUpStories("GitLab", gitlab);
followUpStories("the local forge", local);
followUpStories("GitHub, as a job of Actions", githubActions);

failureStories("Bitbucket Cloud", cloud);
failureStories("Bitbucket Data Center", dataCenter);
