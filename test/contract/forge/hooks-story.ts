import type { HookEvent } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** Does what a forge announces: pushes, a change request, reviews, a comment, a merge. @returns the events but the merge's push */
export async function announcedStory(world: ForgeWorld): Promise<readonly HookEvent[]> {
  const person = await world.user("write");
  const first = await world.commit({ branch: "topic" });
  const number = await world.open({ head: "topic" });
  const second = await world.commit({ branch: "topic" });
  await world.review(number, person, "approved");
  await world.review(number, person, "changes-requested");
  await world.comment(number, person, "/groundwork preview");
  await world.merge(number, "squash");
  const by = { id: person.id, name: person.name };
  return [
    { kind: "push", branch: "topic", after: first },
    { kind: "change-request", number, action: "opened" },
    { kind: "push", branch: "topic", before: first, after: second },
    { kind: "change-request", number, action: "pushed" },
    { kind: "review", number, by },
    { kind: "review", number, by },
    { kind: "comment", number, by, body: "/groundwork preview" },
    { kind: "change-request", number, action: "closed" },
  ];
}
