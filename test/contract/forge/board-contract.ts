import { beforeEach, describe, expect, it } from "vitest";
import { CommentTooLong, type Forge, NoSuchChangeRequest } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** What every board of change requests does. */
export function boardContract(world: () => ForgeWorld): void {
  describe("its board", () => {
    let board: NonNullable<Forge["board"]>;
    let number: number;

    beforeEach(async () => {
      board = boardOf(world().forge);
      await world().commit({ branch: "topic" });
      number = await world().open({ head: "topic" });
    });

    const texts = async () => (await world().comments(number)).map(({ body }) => body);

    it("creates a comment, leaves it while it reads so, and edits it in its place", async () => {
      const created = await board.ensureComment({ number }, "preview", "first");
      expect(created.done).toBe("created");
      expect(await board.ensureComment({ number }, "preview", "first")).toEqual({
        url: created.url,
        done: "unchanged",
      });
      expect(await board.ensureComment({ number }, "preview", "second")).toEqual({ url: created.url, done: "updated" });
      expect(await texts()).toEqual([expect.stringMatching(/\n\nsecond$/)]);
    });

    it("writes once for a comment that is new or changed, and not at all for one that is as it should be", async () => {
      if (world().writesOfForge() === undefined) return;
      for (const [text, writes] of [
        ["first", 1],
        ["first", 0],
        ["second", 1],
      ] as const) {
        await board.ensureComment({ number }, "preview", text);
        expect(world().writesOfForge()).toBe(writes);
      }
    });

    it("revises a comment that is there, and writes none where none is", async () => {
      expect(await board.reviseComment({ number }, "preview", "taken back")).toBeUndefined();
      expect(await texts()).toEqual([]);
      const { url } = await board.ensureComment({ number }, "preview", "first");
      expect(await board.reviseComment({ number }, "preview-costs", "taken back")).toBeUndefined();
      expect(await board.reviseComment({ number }, "preview", "taken back")).toEqual({ url, done: "updated" });
      expect(await board.reviseComment({ number }, "preview", "taken back")).toEqual({ url, done: "unchanged" });
      expect(await texts()).toEqual([expect.stringMatching(/\n\ntaken back$/)]);
      await expect(board.reviseComment({ number: 4711 }, "preview", "text")).rejects.toBeInstanceOf(
        NoSuchChangeRequest,
      );
    });

    it("says which Markdown it shows", () => {
      expect(["github", "gitlab", "bitbucket", "gitea"]).toContain(board.limits.dialect);
    });

    it("keeps one comment for each topic", async () => {
      await board.ensureComment({ number }, "preview", "a plan");
      await board.ensureComment({ number }, "preview-costs", "costs");
      await board.ensureComment({ number }, "preview", "another plan");
      expect(await texts()).toEqual([expect.stringContaining("another plan"), expect.stringContaining("costs")]);
    });

    it("finds its comment behind many of others", async () => {
      const person = await world().user("read");
      await board.ensureComment({ number }, "preview", "first");
      for (let count = 0; count < 35; count++) await world().comment(number, person, `remark ${count}`);
      expect((await board.ensureComment({ number }, "preview", "second")).done).toBe("updated");
      expect((await texts()).filter((text) => text.includes("second"))).toHaveLength(1);
    });

    it("takes no comment of another user for its own, though it has the marker", async () => {
      const { forge } = world();
      await board.ensureComment({ number }, "preview", "first");
      const [own] = await world().comments(number);
      const person = await world().user("write");
      await world().comment(number, person, own?.body.replace("first", "all is well") ?? "");
      await world().deleteComment(own?.id ?? "");
      expect((await board.ensureComment({ number }, "preview", "second")).done).toBe("created");
      const me = await forge.identities?.self();
      expect((await world().comments(number)).map(({ author, body }) => [author.id, body.split("\n").at(-1)])).toEqual([
        [person.id, "all is well"],
        [me?.id, "second"],
      ]);
    });

    it("leaves the comment of another bot of the same kind", async () => {
      const other = boardOf(await world().anotherBot());
      await board.ensureComment({ number }, "preview", "ours");
      expect((await other.ensureComment({ number }, "preview", "theirs")).done).toBe("created");
      expect((await board.ensureComment({ number }, "preview", "ours")).done).toBe("unchanged");
      expect(await texts()).toHaveLength(2);
    });

    it("puts right what a person has edited, and writes anew what a person has deleted", async () => {
      const person = await world().user("write");
      await board.ensureComment({ number }, "preview", "first");
      const [own] = await world().comments(number);
      await world().editComment(own?.id ?? "", person, own?.body.replace("first", "nothing to see") ?? "");
      expect((await board.ensureComment({ number }, "preview", "first")).done).toBe("updated");
      await world().deleteComment(own?.id ?? "");
      expect((await board.ensureComment({ number }, "preview", "first")).done).toBe("created");
      expect(await texts()).toEqual([expect.stringMatching(/first$/)]);
    });

    it("leaves one comment when two runs found none at the same time", async () => {
      await Promise.all([1, 2, 3].map((run) => board.ensureComment({ number }, "preview", `run ${run}`)));
      await board.ensureComment({ number }, "preview", "the last run");
      expect(await texts()).toEqual([expect.stringMatching(/the last run$/)]);
    });

    it.each([
      ["quotes, fences and HTML", "```\n<b>&amp;</b>\n````\n</details>\n<!-- x -->"],
      ["line breaks of Windows", "a\r\nb\r\n"],
      ["what is no character", "half of a pair: \ud800, and the end"],
      ["commands and mentions", "/close\n/merge\n@everyone #1\n::error::x"],
      ["other scripts", "Ünïcödé ➜ 環境 \u202e"],
    ])("keeps %s, so that the same text is no change", async (_name, text) => {
      await board.ensureComment({ number }, "preview", text);
      expect((await board.ensureComment({ number }, "preview", text)).done).toBe("unchanged");
      expect((await world().forge.changeRequests?.read(number))?.state).toBe("open");
    });

    it("takes as many bytes as it says, and refuses more", async () => {
      const { commentBytes } = board.limits;
      const longest = "ü".repeat(Math.floor(commentBytes / 2));
      expect((await board.ensureComment({ number }, "preview", longest)).done).toBe("created");
      await expect(board.ensureComment({ number }, "preview", `${longest}${"ü".repeat(1_000)}`)).rejects.toBeInstanceOf(
        CommentTooLong,
      );
    });

    it("says that there is no such change request", async () => {
      await expect(board.ensureComment({ number: 4711 }, "preview", "text")).rejects.toBeInstanceOf(
        NoSuchChangeRequest,
      );
    });
  });
}

function boardOf({ board }: Forge): NonNullable<Forge["board"]> {
  if (!board) throw new Error("this forge has no board");
  return board;
}
