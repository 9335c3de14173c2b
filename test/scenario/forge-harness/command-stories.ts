import { describe, expect } from "vitest";
import { environmentFiles } from "../../fakes/driver/driver-world.ts";
import type { FlowsStory } from "./flows-story.ts";
import { tellFlows } from "./tell-flows.ts";

/** What people command by comments on one forge, over real Git. @param make a new repository for each story */
export function commandStories(name: string, make: () => Promise<FlowsStory>): void {
  const tell = tellFlows(make);

  describe(`a comment on ${name}`, () => {
    tell("has the change previewed once, however many jobs are started for it", async (story) => {
      const { forge, reviewer, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await forge.comment(number, reviewer, "Once more:\n\n/groundwork preview");
      const all = [await story.respond(number), await story.respond(number)];
      expect(all.map(({ answers }) => answers.map(({ verdict }) => verdict))).toEqual([["done"], []]);
      expect(all.flatMap(({ problems }) => problems)).toEqual([]);
      const own = await story.ownComments(number);
      expect(own).toHaveLength(2);
      expect(own.join("\n")).toContain("/groundwork preview");
      expect(own.join("\n")).toContain("Preview of");
    });

    tell("is carried out by one of two jobs that start at the same time", async (story) => {
      const { forge, reviewer, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await forge.comment(number, reviewer, "/groundwork help");
      const both = await Promise.all([story.respond(number), story.respond(number)]);
      expect(both.flatMap(({ answers }) => answers)).toHaveLength(1);
    });

    tell("is refused to a person who may only read, and answered", async (story) => {
      const { forge, edit, driver } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      const reader = await forge.user("read");
      await forge.comment(number, reader, "/groundwork preview");
      expect((await story.respond(number)).answers).toMatchObject([{ verdict: "refused", by: reader.name }]);
      expect(driver.engine.calls).toEqual([]);
      expect((await story.ownComments(number)).join("\n")).toContain("may not write to the repository");
    });

    tell("asks for nothing in a quote, in code and in Groundwork's own comment", async (story) => {
      const { forge, reviewer, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await forge.comment(number, reviewer, "> /groundwork up\n\n```\n/groundwork up\n```");
      expect((await story.respond(number)).answers).toEqual([]);
      await forge.comment(number, reviewer, "/groundwork help");
      await story.respond(number);
      // The newest comment is Groundwork's by now, which lists commands.
      expect((await story.respond(number)).answers).toEqual([]);
      expect(await story.ownComments(number)).toHaveLength(1);
    });

    tell("brings up the merge that was shown and approved", async (story) => {
      const { forge, reviewer, edit } = story;
      await edit("topic", "dev", "b");
      const number = await forge.open({ head: "topic" });
      await story.preview(number);
      await forge.comment(number, reviewer, "/groundwork up");
      expect((await story.respond(number)).answers).toMatchObject([
        { verdict: "refused", says: `change request ${number} is open: it has to be merged first` },
      ]);
      await forge.review(number, reviewer, "approved");
      await forge.merge(number, "merge");
      await forge.comment(number, reviewer, "/groundwork up --env dev");
      expect((await story.respond(number)).answers).toMatchObject([{ verdict: "done" }]);
      expect(story.driver.engine.calls).toContain("up dev");
    });

    for (const method of ["merge", "squash", "rebase"] as const)
      tell(
        `destroys what a change request took away that was merged by ${method}, and nothing before`,
        async (story) => {
          const { forge, reviewer, driver } = story;
          driver.engine.standing.set("staging", { main: { cidr: "10.0.0.0/16" } });
          await driver.history.record({
            version: 3,
            kind: "up",
            id: "earlier",
            at: new Date(0).toISOString(),
            commit: await forge.headOf("main"),
            by: "Ada",
            environments: [{ environment: "staging", result: "succeeded", layers: [], milliseconds: 1 }],
          });
          const gone = Object.keys(environmentFiles("staging")).map((file) => [file, undefined] as const);
          await forge.commit({ branch: "gone", files: Object.fromEntries(gone) });
          const number = await forge.open({ head: "gone" });
          await story.preview(number);
          const admin = await forge.user("admin");
          await forge.comment(number, admin, "/groundwork destroy staging");
          expect((await story.respond(number)).answers).toMatchObject([{ verdict: "refused" }]);
          await forge.review(number, reviewer, "approved");
          await forge.merge(number, method);
          await forge.comment(number, reviewer, "/groundwork destroy staging");
          expect((await story.respond(number)).answers).toMatchObject([
            { verdict: "refused", says: expect.stringContaining("may not administer") },
          ]);
          await forge.comment(number, admin, "/groundwork destroy staging");
          expect((await story.respond(number)).answers).toMatchObject([
            { verdict: "done", says: "staging is destroyed" },
          ]);
          expect(driver.engine.calls.filter((call) => call.startsWith("destroy"))).toEqual(["destroy staging"]);
        },
      );
  });
}
