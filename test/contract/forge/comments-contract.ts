import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type Comments,
  type Forge,
  ForgeRefused,
  NoSuchChangeRequest,
  type Reactions,
} from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** What people write on change requests. */
export function commentsContract(world: () => ForgeWorld): void {
  describe("its comments", () => {
    let comments: Comments;
    let number: number;

    beforeEach(async () => {
      comments = commentsOf(world().forge);
      await world().commit({ branch: "topic" });
      number = await world().open({ head: "topic" });
    });

    it("are those of people, the oldest first, with their authors and without what the forge notes itself", async () => {
      const [one, other] = [await world().user("read"), await world().user("write")];
      await world().comment(number, one, "/groundwork preview");
      await world().commit({ branch: "topic" });
      await world().review(number, other, "approved");
      await world().comment(number, other, "as text\n\n> of several lines");
      const read = (await comments.of(number)).filter(({ by }) => by.id === one.id || by.id === other.id);
      const written = read.filter(({ body }) => body !== "Looked at." && body !== "");
      expect(written.map(({ by, body }) => [by.id, body])).toEqual([
        [one.id, "/groundwork preview"],
        [other.id, "as text\n\n> of several lines"],
      ]);
      for (const { at, isEdited, isByBot } of written) {
        expect(new Date(at).toISOString()).toBe(at);
        expect({ isEdited, isByBot }).toEqual({ isEdited: false, isByBot: false });
      }
    });

    it("are all read, however many there are", async () => {
      const person = await world().user("read");
      for (let count = 0; count < 35; count++) await world().comment(number, person, `remark ${count}`);
      const bodies = (await comments.of(number)).map(({ body }) => body);
      expect(bodies).toEqual(Array.from({ length: 35 }, (_, count) => `remark ${count}`));
    });

    it("say that they were edited, with the text that they have now", async () => {
      const person = await world().user("write");
      await world().comment(number, person, "nothing");
      const [posted] = await world().comments(number);
      // Times of most forges are whole seconds, and an edit within the first one is not told.
      let read = posted && (await comments.of(number))[0];
      for (let attempt = 1; !read?.isEdited && attempt <= 100; attempt++) {
        await pause(attempt === 1 ? 0 : 100);
        await world().editComment(posted?.id ?? "", world().owner, `/groundwork up ${attempt}`);
        [read] = await comments.of(number);
      }
      expect(read).toMatchObject({ isEdited: true, body: expect.stringMatching(/^\/groundwork up \d+$/) });
    });

    it("are gone when they were deleted", async () => {
      await world().comment(number, await world().user("write"), "/groundwork up");
      const [posted] = await world().comments(number);
      await world().deleteComment(posted?.id ?? "");
      expect(await comments.of(number)).toEqual([]);
    });

    it("are those of a change request that there is", async () => {
      await expect(comments.of(4711)).rejects.toBeInstanceOf(NoSuchChangeRequest);
    });
  });
}

/** Signs beside comments, of a forge that has them. */
export function signsContract(world: () => ForgeWorld): void {
  describe("its signs", () => {
    let reactions: Reactions;
    let number: number;

    beforeEach(async () => {
      const { forge } = world();
      if (!forge.reactions) throw new Error("this forge has no signs");
      ({ reactions } = forge);
      await world().commit({ branch: "topic" });
      number = await world().open({ head: "topic" });
      await world().comment(number, await world().user("write"), "/groundwork preview");
    });

    it("stand beside a comment, each once, and are no edit of it", async () => {
      const [posted] = await commentsOf(world().forge).of(number);
      const on = { number, comment: posted?.id ?? "" };
      for (const reaction of ["accepted", "accepted", "done", "refused"] as const)
        await reactions.ensureReaction(on, reaction);
      const me = await world().forge.identities?.self();
      const seen = (await world().reactions?.(number, on.comment)) ?? [];
      expect(seen.map(([user]) => user)).toEqual([me?.id, me?.id, me?.id]);
      expect(new Set(seen.map(([, sign]) => sign)).size).toBe(3);
      expect((await commentsOf(world().forge).of(number))[0]?.isEdited).toBe(false);
    });

    it("are refused where the comment was deleted", async () => {
      const [[posted], [seen]] = [await commentsOf(world().forge).of(number), await world().comments(number)];
      await world().deleteComment(seen?.id ?? "");
      const set = reactions.ensureReaction({ number, comment: posted?.id ?? "" }, "done");
      await expect(set).rejects.toBeInstanceOf(ForgeRefused);
    });
  });
}

function commentsOf({ comments }: Forge): Comments {
  if (!comments) throw new Error("this forge reads no comments");
  return comments;
}
