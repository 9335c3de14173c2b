import { it } from "vitest";
import type { FlowsStory } from "./flows-story.ts";

/** Tells a story of a new repository. */
export type TellFlows = (title: string, act: (story: FlowsStory) => Promise<void>) => void;

/** @param make a new repository for each story */
export function tellFlows(make: () => Promise<FlowsStory>): TellFlows {
  const test = it;
  return (title, act) => {
    test(title, async () => {
      const story = await make();
      try {
        await act(story);
      } finally {
        await story.end();
      }
    });
  };
}
