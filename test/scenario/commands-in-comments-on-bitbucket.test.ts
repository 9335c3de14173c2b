import { commandStories } from "./forge-harness/command-stories.ts";
import { storyBitbuckets } from "./forge-harness/story-forges.ts";

const { cloud, dataCenter } = storyBitbuckets();

commandStories("Bitbucket Cloud", cloud);
commandStories("Bitbucket Data Center", dataCenter);
