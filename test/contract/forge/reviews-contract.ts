import { beforeEach, describe, expect, it } from "vitest";
import type { ChangeRequests } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** How reviews of change requests are told. */
export function reviewsContract(world: () => ForgeWorld): void {
  describe("reviews of its change requests", () => {
    let requests: ChangeRequests;
    let head: string;
    let number: number;

    beforeEach(async () => {
      const { forge } = world();
      if (!forge.changeRequests) throw new Error("this forge has no change requests");
      requests = forge.changeRequests;
      head = await world().commit({ branch: "topic" });
      number = await world().open({ head: "topic" });
    });

    const told = async () =>
      (await requests.reviewsOf(number))
        .map(({ reviewer, verdict, commit, isOfficial }) => ({ by: reviewer.id, verdict, commit, isOfficial }))
        .toSorted(byReviewer);

    it("name the commit that was looked at, also after another push", async () => {
      const person = await world().user("write");
      await world().review(number, person, "approved");
      await world().commit({ branch: "topic" });
      expect(await told()).toEqual([{ by: person.id, verdict: "approved", commit: head, isOfficial: true }]);
    });

    it("are the last opinion of each reviewer, and comments are none", async () => {
      const [one, other] = [await world().user("write"), await world().user("write")];
      await world().review(number, one, "changes-requested");
      await world().review(number, other, "approved");
      await world().review(number, one, "approved");
      const second = await world().commit({ branch: "topic" });
      await world().review(number, other, "changes-requested");
      await world().review(number, one, "comment");
      const expected = [
        { by: one.id, verdict: "approved", commit: head, isOfficial: true },
        { by: other.id, verdict: "changes-requested", commit: second, isOfficial: true },
      ];
      expect(await told()).toEqual(expected.toSorted(byReviewer));
    });

    it("are not official without the right to write", async () => {
      const stranger = await world().user("read");
      await world().review(number, stranger, "approved");
      expect(await told()).toEqual([{ by: stranger.id, verdict: "approved", commit: head, isOfficial: false }]);
    });

    it("are not official when they were dismissed", async () => {
      const person = await world().user("write");
      await world().review(number, person, "approved");
      expect((await told()).map(({ isOfficial }) => isOfficial)).toEqual([true]);
      await world().dismiss(number, person);
      expect((await told()).filter(({ isOfficial }) => isOfficial)).toEqual([]);
    });

    it("are none for a change request that was only commented on", async () => {
      await world().review(number, await world().user("write"), "comment");
      expect(await told()).toEqual([]);
    });
  });
}

/** Some forges number their users, and others name them by UUIDs. */
function byReviewer(one: { readonly by: string }, other: { readonly by: string }): number {
  return one.by.localeCompare(other.by);
}
