import { describe, expect, it } from "vitest";
import type { CommandVerb } from "../../../src/command/index.ts";
import { ada, bob } from "../../fakes/driver/memory-forge.ts";
import { merged, opened } from "./respond-stage.ts";

const day = 24 * 60 * 60_000;

describe("a command in a comment", () => {
  it("previews the change request, and is answered by signs and in one comment", async () => {
    const { host, verdicts, comment } = await opened();
    expect(await verdicts(host.say(1, ada, "/groundwork preview"))).toEqual(["/groundwork preview: done"]);
    expect(host.comments.get("1 preview")).toContain("### Preview of");
    expect(host.reactions).toEqual(["1 accepted", "1 done"]);
    expect(comment()).toContain("`/groundwork preview`");
    expect(comment()).toContain("1 to create");
  });

  it("is carried out once, however often its event comes", async () => {
    const { world, host, answer, handedOver, handOver } = await opened();
    const event = host.say(1, ada, "/groundwork preview");
    const all = await Promise.all([1, 2, 3].map(() => answer(event, handOver)));
    expect(handedOver).toHaveLength(1);
    expect(all.map(({ answers }) => answers.length).toSorted((one, other) => one - other)).toEqual([0, 0, 1]);
    const writes = [host.writes, world.ledger.writes];
    expect((await answer(event, handOver)).nothing).toContain("No command waits");
    expect([host.writes, world.ledger.writes]).toEqual(writes);
  });

  it("is answered in the comment when its event comes again, where the job that took it had written none", async () => {
    const { host, answer, comment } = await opened();
    host.permissions.set(bob.id, "read");
    const event = host.say(1, bob, "/groundwork preview");
    await answer(event);
    host.comments.delete("1 commands");
    await answer(event, { verbs: new Set(["up"]) });
    expect(comment()).toBe("");
    await answer(event);
    expect(comment()).toContain("bob may not write to the repository");
  });

  it("is carried out once in a thousand of the same, with a few writes", async () => {
    const { world, host, answer, comment, handedOver, handOver } = await opened();
    const events = Array.from({ length: 1_000 }, () => host.say(1, ada, "/groundwork preview"));
    for (const event of events.slice(0, 50)) await answer(event, handOver);
    expect(handedOver).toHaveLength(1);
    expect(host.writes).toBeLessThanOrEqual(12);
    expect(world.ledger.writes).toBe(2);
    expect(world.ledger.kept.get(1)?.keys.size).toBe(1_000);
    const kept = world.ledger.kept.get(1)?.answers ?? [];
    expect(kept.map((each) => each.comment)).toEqual(Array.from({ length: 30 }, (_, index) => String(971 + index)));
    expect(kept.map((each) => each.verdict)).toEqual([...Array.from({ length: 29 }, () => "contained"), "handed-over"]);
    expect(comment()).toContain("handed over");
  });

  it.each([
    ["a bot's", { isByBot: true }],
    ["one that was edited", { isEdited: true }],
  ])("asks for nothing in %s", async (_, some) => {
    const { host, answer } = await opened();
    expect((await answer(host.say(1, ada, "/groundwork preview", some))).answers).toEqual([]);
    expect(host.writes).toBe(0);
  });

  it("asks for nothing in Groundwork's own comment, which lists commands", async () => {
    const { host, answer } = await opened();
    const event = host.say(1, { id: "9", name: "bot" }, "/groundwork preview");
    expect((await answer(event)).answers).toEqual([]);
  });

  it("asks for nothing where the comment reads otherwise by now than its event says", async () => {
    const { host, answer } = await opened();
    host.say(1, ada, "/groundwork help");
    const event = Buffer.from(JSON.stringify({ number: 1, id: "1", body: "/groundwork preview" }));
    expect((await answer(event)).answers).toEqual([]);
  });

  it("costs no request where the comment holds none", async () => {
    const { host, answer } = await opened();
    host.isDown = true;
    expect(await answer(host.say(1, ada, "Nice!\n> /groundwork up"))).toMatchObject({ answers: [], problems: [] });
  });

  it.each([
    ["preview", "read", "ada may not write to the repository"],
    ["up", "none", "ada may not write to the repository"],
    ["unlock dev", "read", "ada may not write to the repository"],
    ["destroy dev", "write", "ada may not administer the repository"],
  ] as const)("to %s is refused to a person who may only %s", async (command, permission, says) => {
    const { world, host, answer, comment } = await opened();
    host.permission = permission;
    const { answers } = await answer(host.say(1, ada, `/groundwork ${command}`));
    expect(answers).toMatchObject([{ verdict: "refused", says: expect.stringContaining(says) }]);
    expect(comment()).toContain(says);
    expect(world.engine.calls).toEqual([]);
    expect(host.reactions).toEqual(["1 refused"]);
  });

  it("is unknown where the forge does not tell what the person may do", async () => {
    const { world, host, verdicts } = await opened();
    host.permission = "unknown";
    expect(await verdicts(host.say(1, ada, "/groundwork preview"))).toEqual(["/groundwork preview: unknown"]);
    expect(world.engine.calls).toEqual([]);
  });

  it("is refused to a person whose right was taken between its taking and its turn", async () => {
    const { host, says, handedOver, handOver } = await opened();
    let asked = 0;
    host.onPermission = () => {
      if (++asked === 2) host.permission = "read";
    };
    expect(await says(host.say(1, ada, "/groundwork preview"), handOver)).toEqual([
      "ada may not write to the repository, which preview needs",
    ]);
    expect(handedOver).toEqual([]);
  });

  it("that was refused is not carried out later, when the person has the right", async () => {
    const { host, answer, handedOver, handOver } = await opened();
    host.permission = "read";
    await answer(host.say(1, ada, "/groundwork preview"), handOver);
    host.permission = "write";
    await answer(host.say(1, bob, "/groundwork help"), handOver);
    expect(handedOver).toEqual([]);
  });

  it("that waited for more than a day is refused, and says so", async () => {
    const { world, host, says, handOver } = await opened();
    const event = host.say(1, ada, "/groundwork preview");
    world.now += day + 60_000;
    expect(await says(event, handOver)).toEqual(["it waited for more than a day: comment again"]);
  });

  it("waits for the job that carries it out", async () => {
    const { host, verdicts } = await opened();
    const event = host.say(1, ada, "/groundwork help\n/groundwork up\n/groundwork plan");
    const first = new Set<CommandVerb>(["help", "preview"]);
    expect(await verdicts(event, { verbs: first })).toEqual(["/groundwork help: done", "/groundwork …: refused"]);
    expect(await verdicts(event, { verbs: new Set<CommandVerb>(["up"]) })).toEqual(["/groundwork up: refused"]);
  });

  it("that is unknown is answered with the nearest one", async () => {
    const { host, says } = await opened();
    expect(await says(host.say(1, ada, "/groundwork prewiev"))).toEqual([
      "There is no command prewiev (did you mean preview?). /groundwork help lists what there is.",
    ]);
  });

  it("for help says what the person may use, and lists all of them", async () => {
    const { host, says, comment } = await opened();
    expect(await says(host.say(1, ada, "/groundwork help"))).toEqual(["ada may use preview, up, unlock, help"]);
    expect(comment()).toContain("destroys an environment whose folder a merged change request has removed");
  });

  it("approves nothing, and says how to approve", async () => {
    const { host, says } = await opened();
    expect(await says(host.say(1, bob, "/groundwork approve"))).toEqual([
      expect.stringContaining("a comment is no approval"),
    ]);
    expect(host.reviews.size).toBe(0);
  });

  it("is left by a job that another one was faster than, and by a forge that does not answer", async () => {
    const { world, host, answer, handedOver, handOver } = await opened();
    const event = host.say(1, ada, "/groundwork preview");
    host.isDown = true;
    await expect(answer(event, handOver)).rejects.toMatchObject({ code: "forge-unavailable" });
    host.isDown = false;
    world.ledger.onWrite = () => {
      const { keys, answers, revision } = world.ledger.kept.get(1) ?? { keys: new Set(), answers: [], revision: "0" };
      world.ledger.kept.set(1, { keys, answers, revision: String(Number(revision) + 1) });
    };
    await expect(answer(event, handOver)).rejects.toMatchObject({ code: "commands-contended" });
    expect(handedOver).toEqual([]);
  });

  it("is answered where its signs and comment are not taken, by what the run says", async () => {
    const { host, answer, handOver } = await opened();
    host.takesNothing = true;
    const { answers, problems } = await answer(host.say(1, ada, "/groundwork preview"), handOver);
    expect(answers).toMatchObject([{ verdict: "handed-over" }]);
    expect(problems.map(({ code }) => code)).toContain("forge-unavailable");
  });

  it("has an answer on a forge without signs", async () => {
    const { host, verdicts, comment } = await opened();
    host.reactions = undefined;
    expect(await verdicts(host.say(1, ada, "/groundwork help"))).toEqual(["/groundwork help: done"]);
    expect(comment()).toContain("/groundwork help");
  });
});

describe("a preview by a comment", () => {
  it("is of the commit that was looked at, and no other", async () => {
    const { host, says, topic, handedOver, handOver } = await opened();
    expect(await says(host.say(1, ada, "/groundwork preview --commit 0123456789"), handOver)).toEqual([
      `the head was 0123456 and is ${topic.slice(0, 7)} by now: look at it and comment again`,
    ]);
    await says(host.say(1, ada, `/groundwork preview --commit ${topic.slice(0, 12)}`), handOver);
    expect(handedOver).toEqual([{ number: 1, head: topic, isFromFork: false }]);
  });

  it("is refused where the event names another head, or the head moves before its turn", async () => {
    const { world, host, says, handOver } = await opened();
    const event = host.say(1, ada, "/groundwork preview");
    const named = Buffer.from(JSON.stringify({ ...JSON.parse(event.toString()), head: "0".repeat(40) }));
    expect(await says(named, handOver)).toEqual([expect.stringContaining("the head was 0000000 and is")]);
    const pushed = world.git.make({ "a.txt": "b" }, { branch: "topic" });
    let read = 0;
    host.onRead = () => {
      if (++read === 2) host.change(1, { head: { branch: "topic", commit: pushed } });
    };
    expect(await says(host.say(1, ada, "/groundwork preview"), handOver)).toEqual([
      expect.stringContaining(`is ${pushed.slice(0, 7)} by now`),
    ]);
  });

  it("of a fork names its commit, and is never made beside a token", async () => {
    const { world, host, says, topic, handedOver, handOver } = await opened();
    host.change(1, { isFromFork: true });
    expect(await says(host.say(1, ada, "/groundwork preview"), handOver)).toEqual([
      expect.stringContaining(`/groundwork preview --commit ${topic.slice(0, 12)}`),
    ]);
    const command = `/groundwork preview --commit ${topic.slice(0, 12)}`;
    expect(await says(host.say(1, ada, command))).toEqual([expect.stringContaining("not run beside a token")]);
    expect(world.workspaces).toEqual([]);
    expect(await says(host.say(1, ada, command), handOver)).toEqual([
      expect.stringContaining("is to be previewed by the next job"),
    ]);
    expect(handedOver).toEqual([{ number: 1, head: topic, isFromFork: true }]);
  });

  it("is refused by a job with a token, where no other can be started", async () => {
    const { world, host, says } = await opened();
    expect(await says(host.say(1, ada, "/groundwork preview"), { mayPreview: false })).toEqual([
      "a comment starts no preview here: push to the branch, or close the change request and open it again",
    ]);
    expect(world.engine.calls).toEqual([]);
  });

  it("is refused for a change that goes into another branch, which no job previews", async () => {
    const { host, says, handedOver, handOver } = await opened();
    host.change(1, { base: { branch: "release" } });
    expect(await says(host.say(1, ada, "/groundwork preview"), handOver)).toEqual([
      "change request 1 is to be merged into release and not into main",
    ]);
    expect(handedOver).toEqual([]);
  });

  it.each(["merged", "closed"] as const)("of a change request that is %s is refused", async (state) => {
    const { host, says } = await opened();
    host.change(1, { state });
    expect(await says(host.say(1, ada, "/groundwork preview"))).toEqual([
      `change request 1 is ${state}: only an open one is previewed`,
    ]);
  });
});

describe("an up by a comment", () => {
  it("brings up what the merged change request showed, by the person's name on record", async () => {
    const { world, host, verdicts, merge } = await merged();
    expect(await verdicts(host.say(1, ada, "/groundwork up"))).toEqual(["/groundwork up: done"]);
    expect(world.engine.calls).toContain("up dev");
    expect(world.history.records[0]).toMatchObject({
      kind: "up",
      commit: merge,
      by: "ada (comment on change request 1)",
    });
  });

  it("is held to the approvals as any other", async () => {
    const { world, host, answer } = await merged();
    host.reviews.set(1, []);
    const { answers } = await answer(host.say(1, ada, "/groundwork up"));
    expect(answers).toMatchObject([{ verdict: "refused", says: expect.stringContaining("lacks 1 approval") }]);
    expect(world.engine.calls.filter((call) => call.startsWith("up"))).toEqual([]);
  });

  it("is refused before the merge, and for another branch", async () => {
    const { host, says } = await opened();
    expect(await says(host.say(1, ada, "/groundwork up"))).toEqual([
      "change request 1 is open: it has to be merged first",
    ]);
    const other = await merged();
    expect(await other.says(other.host.say(1, ada, "/groundwork up"), { branch: "release" })).toEqual([
      "change request 1 was merged into main and not into release",
    ]);
  });
});
