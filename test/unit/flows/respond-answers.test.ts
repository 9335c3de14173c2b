import { describe, expect, it } from "vitest";
import type { CommandAnswer } from "../../../src/change/index.ts";
import { type CommandVerb, withAnswers } from "../../../src/command/index.ts";
import { respondWriter } from "../../fakes/driver/comment-writers.ts";
import type { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { ada, bob } from "../../fakes/driver/memory-forge.ts";
import { merged, opened } from "./respond-stage.ts";

/** Another job has answered. */
function answeredElsewhere(world: DriverWorld): void {
  const before = world.ledger.kept.get(1) ?? { keys: new Set(), answers: [], revision: "0" };
  const other: CommandAnswer = {
    comment: "elsewhere",
    place: 0,
    command: "/groundwork unlock staging",
    by: "bob",
    at: new Date(0).toISOString(),
    verdict: "done",
    says: "staging is free",
  };
  world.ledger.kept.set(1, { ...withAnswers(before, [other]), revision: `${before.revision}+` });
}

describe("the comment with answers", () => {
  it.each(["while signs are set", "while it is written"])("keeps what another job answers %s", async (moment) => {
    const { world, host, answer, comment } = await opened();
    let isFirst = true;
    const once = () => {
      if (isFirst) answeredElsewhere(world);
      isFirst = false;
    };
    host.onReaction = (reaction) => {
      if (reaction !== "accepted" && moment === "while signs are set") once();
    };
    const write: typeof respondWriter = {
      ...respondWriter,
      answers: (...given) => {
        const text = respondWriter.answers(...given);
        if (moment === "while it is written") once();
        return text;
      },
    };
    await answer(host.say(1, ada, "/groundwork help"), { write });
    expect(isFirst).toBe(false);
    expect(comment()).toContain("staging is free");
    expect(comment()).toContain("ada may use");
  });

  it("says how a command ended where the ledger did not take that", async () => {
    const { world, host, answer, comment } = await opened();
    world.ledger.onWrite = (answers) => {
      if (answers.every(({ verdict }) => verdict === "running")) return;
      const { revision = "0", ...before } = world.ledger.kept.get(1) ?? { keys: new Set(), answers: [] };
      world.ledger.kept.set(1, { ...before, revision: `${revision}+` });
    };
    const { problems } = await answer(host.say(1, ada, "/groundwork help"));
    expect(problems.map(({ code }) => code)).toEqual(["commands-contended"]);
    expect(comment()).toContain("ada may use");
  });

  it("says that a command was left running, when the job that was killed is run again", async () => {
    const { world, host, answer, comment } = await opened();
    const event = host.say(1, ada, "/groundwork preview");
    host.onReaction = () => {
      throw new Error("killed");
    };
    await expect(answer(event)).rejects.toThrow("killed");
    host.onReaction = () => {};
    expect(comment()).toBe("");
    const again = await answer(event);
    expect(again.nothing).toContain("Left as running, also where its job was cut off: 1 command.");
    expect(again).toMatchObject({ answers: [], comment: { url: expect.any(String) }, problems: [] });
    expect(comment()).toContain("runs, or its job was ended: comment again");
    expect(world.engine.calls).toEqual([]);
  });

  it("says that a command was left running where its taking arrived and the answer to that was lost", async () => {
    const { world, host, answer, comment } = await opened();
    const event = host.say(1, ada, "/groundwork help");
    const write = world.ledger.write.bind(world.ledger);
    world.ledger.write = async (...given) => {
      await write(...given);
      throw new Error("The connection was closed.");
    };
    await expect(answer(event)).rejects.toThrow("The connection was closed.");
    world.ledger.write = write;
    expect((await answer(event)).nothing).toContain("1 command");
    expect(comment()).toContain("runs, or its job was ended: comment again");
  });
});

describe("the sign of a command that is contained in a newer one", () => {
  it("is that of the newer one", async () => {
    const { host, answer } = await opened();
    host.say(1, ada, "/groundwork up");
    const event = host.say(1, bob, "/groundwork up");
    const { answers } = await answer(event, { verbs: new Set<CommandVerb>(["up"]) });
    expect(answers.map(({ verdict, says }) => [verdict, says])).toEqual([
      ["contained", "in that of bob, which came after it"],
      ["refused", "change request 1 is open: it has to be merged first"],
    ]);
    expect(host.reactions).toEqual(["2 accepted", "1 refused", "2 refused"]);
  });

  it("is good where that one is, and names the one that was carried out", async () => {
    const { host, answer, handOver } = await opened();
    for (const by of [ada, ada, bob]) host.say(1, by, "/groundwork preview");
    host.permissions.set("3", "read");
    const event = host.say(1, { id: "3", name: "cy" }, "/groundwork preview");
    const { answers } = await answer(event, handOver);
    expect(answers.map(({ verdict }) => verdict)).toEqual(["contained", "contained", "handed-over", "refused"]);
    expect(answers[0]?.says).toBe("in that of bob, which came after it");
    expect(host.reactions).toEqual(["3 accepted", "1 done", "2 done", "3 done", "4 refused"]);
  });
});

describe("an up by a comment whose result was not posted", () => {
  it("is unknown, and says what came of it", async () => {
    const { world, host, answer } = await merged();
    host.refusesComments = true;
    const { answers } = await answer(host.say(1, ada, "/groundwork up"));
    expect(answers).toMatchObject([{ verdict: "unknown", says: expect.stringContaining("; not posted: ") }]);
    expect(world.engine.calls).toContain("up dev");
  });
});
