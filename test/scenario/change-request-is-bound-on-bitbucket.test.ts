import { changeRequestStories } from "./forge-harness/change-request-stories.ts";
import { storyBitbuckets } from "./forge-harness/story-forges.ts";

const { cloud, dataCenter } = storyBitbuckets();

changeRequestStories("Bitbucket Cloud", cloud, { lacks: ["mergeByGit", "reopen", "openFromFork"] });
changeRequestStories("Bitbucket Data Center", dataCenter, { lacks: ["mergeByGit"] });
