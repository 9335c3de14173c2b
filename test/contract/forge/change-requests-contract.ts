import { beforeEach, describe, expect, it } from "vitest";
import { type ChangeRequests, NoSuchChangeRequest } from "../../../src/forge/index.ts";
import type { Lack } from "./forge-contract.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** What every list of change requests does. */
export function changeRequestsContract(world: () => ForgeWorld, lacks: readonly Lack[]): void {
  const knowsChecks = !lacks.includes("required checks");

  describe("its change requests", () => {
    let requests: ChangeRequests;

    beforeEach(() => {
      const { forge } = world();
      if (!forge.changeRequests) throw new Error("this forge has no change requests");
      requests = forge.changeRequests;
    });

    it("tells what is to be merged into what, and who wants it", async () => {
      const person = await world().user("write");
      const head = await world().commit({ branch: "topic", by: person });
      const number = await world().open({ head: "topic", title: "Add a network", by: person });
      expect(await requests.read(number)).toMatchObject({
        number,
        title: "Add a network",
        state: "open",
        isDraft: false,
        isFromFork: false,
        labels: [],
        author: { id: person.id, name: person.name },
        head: { branch: "topic", commit: head },
        base: { branch: "main", commit: await world().headOf("main") },
      });
      expect(await requests.read(number)).not.toHaveProperty("merge");
    });

    it("tells that one is closed, and by its commit after its branch is gone", async () => {
      const head = await world().commit({ branch: "topic" });
      const number = await world().open({ head: "topic" });
      await world().close(number);
      await world().deleteBranch("topic");
      const read = await requests.read(number);
      expect(read).toMatchObject({ state: "closed", head: { commit: head } });
      expect(read.head).not.toHaveProperty("branch");
    });

    it("says that there is none of a number", async () => {
      await expect(requests.read(4711)).rejects.toBeInstanceOf(NoSuchChangeRequest);
    });

    it("gives hostile titles as they are", async () => {
      const title = '`"<b>${x}</b>\\ $(rm) | ::error::x \u202e ü';
      await world().commit({ branch: "topic" });
      expect((await requests.read(await world().open({ head: "topic", title }))).title).toBe(title);
    });

    it.each(["feature/a", "release/1.0/hot#fix", "äöü/環境", "a%2fb+c&d=e"])(
      "works with a branch named %s",
      async (branch) => {
        const head = await world().commit({ branch });
        const opened = await world().forge.proposals?.ensureOpen({ title: "t", body: "b", head: branch, base: "main" });
        expect(opened?.head).toEqual({ branch, commit: head });
        expect(await requests.requiredChecksOf(branch)).toEqual(knowsChecks ? [] : "unknown");
      },
    );

    it("finds the open ones at a commit", async () => {
      const old = await world().commit({ branch: "topic" });
      const number = await world().open({ head: "topic" });
      const head = await world().commit({ branch: "topic" });
      expect((await requests.openAt(head)).map((each) => each.number)).toEqual([number]);
      expect(await requests.openAt(old)).toEqual([]);
      await world().close(number);
      expect(await requests.openAt(head)).toEqual([]);
    });

    it("lists the files that it touches, with the old names of renamed ones", async () => {
      const text = "the same\nlines\nof text\n";
      await world().commit({ branch: "main", files: { "old name.txt": text, "run.sh": "#!/bin/sh\n" } });
      await world().commit({
        branch: "topic",
        files: {
          "environments/dev/ü.yaml": "a: 1\n",
          "image.bin": "\0\u0001",
          "old name.txt": undefined,
          "new name.txt": text,
        },
      });
      expect(await requests.filesOf(await world().open({ head: "topic" }))).toEqual([
        "environments/dev/ü.yaml",
        "image.bin",
        "new name.txt",
        "old name.txt",
      ]);
    });

    it("lists more files than one page has", async () => {
      const names = Array.from({ length: 120 }, (_, count) => `files/${count}`);
      await world().commit({ branch: "topic", files: Object.fromEntries(names.map((name) => [name, name])) });
      expect(await requests.filesOf(await world().open({ head: "topic" }))).toEqual(names.toSorted());
    });

    if (knowsChecks) requiredChecks(world);
    else unknownChecks(world);

    it("names who opened it and who pushed to it", async () => {
      const [opener, pusher] = [await world().user("write"), await world().user("write")];
      await world().commit({ branch: "topic", by: opener });
      const number = await world().open({ head: "topic", by: opener });
      await world().commit({ branch: "topic", by: pusher });
      const contributors = await requests.contributorsOf(number);
      expect(contributors === "unknown" ? contributors : contributors.map(({ id }) => id).toSorted()).toEqual(
        [opener.id, pusher.id].toSorted(),
      );
    });
  });
}

function requiredChecks(world: () => ForgeWorld): void {
  it("tells which checks a branch demands", async () => {
    const { changeRequests } = world().forge;
    expect(await changeRequests?.requiredChecksOf("main")).toEqual([]);
    const checks = ["groundwork/preview", "ci/*"];
    await world().protect("main", checks);
    const demanded = world().demandedBy?.(checks) ?? checks;
    expect(await changeRequests?.requiredChecksOf("main")).toEqual(demanded.map((context) => ({ context })));
    expect(await changeRequests?.requiredChecksOf("no-such-branch")).toBe("unknown");
  });
}

function unknownChecks(world: () => ForgeWorld): void {
  it("does not know which checks a branch demands", async () => {
    expect(await world().forge.changeRequests?.requiredChecksOf("main")).toBe("unknown");
  });
}
