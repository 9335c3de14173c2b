import { beforeEach, describe, expect, it } from "vitest";
import type { FleetDrift } from "../../../src/drift/index.ts";
import { tellOfDrift, type WaitingForApproval } from "../../../src/flows/index.ts";
import { RecordNotWritten, RecordUnreachable } from "../../../src/history/errors.ts";
import { type CorrectionsRecord, historyVersion } from "../../../src/history/index.ts";
import type { Notice } from "../../../src/notify/index.ts";
import { noticeText } from "../../../src/notify/notice-text.ts";
import { runOn } from "../../contract/history/records.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { driftOf, type Found, minute } from "../notify/told-world.ts";

const file = "environments/notifications.yaml";
const text = (routes: string) => `apiVersion: groundwork.dev/v1\nkind: Notifications\nspec:\n  routes:\n${routes}`;
const both = text("    - { name: ops, issue: true }\n    - { name: prod, environments: [staging], issue: true }\n");

let world: DriverWorld;
/** By route, what arrived; a route that fails takes nothing. */
let told: Notice[];
let failing: Set<string>;

beforeEach(() => {
  world = new DriverWorld(["dev", "staging"]);
  told = [];
  failing = new Set();
  world.notifierOf = ({ name }) => ({
    async tell(notice) {
      if (failing.has(name)) throw new Error(`${name} is away`);
      told.push(notice);
      return { message: `message of ${name}` };
    },
  });
  world.git.make({ [file]: both });
});

async function compare(
  minutes: number,
  found: Readonly<Record<string, Found>>,
  more: { readonly waiting?: readonly WaitingForApproval[] | undefined; readonly local?: boolean } = {},
) {
  world.now += minutes * minute;
  const { local = false } = more;
  const waiting = "waiting" in more ? more.waiting : [];
  const drift: FleetDrift = { ...driftOf(found, world.now), commit: await world.git.resolve("HEAD"), local };
  return await tellOfDrift({ drift, waiting, allLayers: true }, { ...world.ports, notifierOf: world.notifierOf });
}

const summary = () =>
  told.map(({ route, kind, news, joined, left }) => `${route} ${kind} ${news} +${joined.join()} -${left.join()}`);

describe("telling people of a comparison", () => {
  it("tells what has lasted once, over processes that share the record alone, and records nothing where nothing is new", async () => {
    const drifted = { dev: ["a"], staging: [] };
    await compare(0, drifted);
    expect(told).toEqual([]);
    expect(await compare(40, drifted)).toEqual({
      kind: "told",
      channels: ["issue"],
      routes: [{ route: "ops", to: "issue", sent: 1, problems: [] }],
    });
    const records = world.history.records.length;
    await compare(40, drifted);
    expect(world.history.records.length).toBe(records);
    expect(summary()).toEqual(["ops drift opened +dev -"]);
    expect((await world.history.verify()).kind).toBe("intact");
  });

  it("tells of what two are fighting over until a person lets its correction go on, without a value", async () => {
    const difference = {
      layer: "infrastructure",
      subject: "gcp:compute:Firewall ssh",
      paths: ["sourceRanges[0]"],
      fingerprint: "0123456789abcdef",
    } as const;
    const record = async (id: string, change: Partial<CorrectionsRecord["environments"][number]>) => {
      const environment = { environment: "dev", begun: [], resumed: [], ...change };
      const at = new Date(world.now).toISOString();
      const head = { version: historyVersion, kind: "corrections", id, at, commit: "c".repeat(40), by: "ci" } as const;
      await world.history.record({ ...head, environments: [environment] });
    };
    for (const id of ["1", "2"]) await record(id, { begun: [difference] });
    await compare(1, { dev: [], staging: [] });
    expect(told).toEqual([]);
    await record("3", { begun: [difference] });
    await compare(1, { dev: [], staging: [] });
    await compare(1, { dev: [], staging: [] });
    expect(summary()).toEqual(["ops failed opened +dev -"]);
    const [notice] = told;
    expect(notice && noticeText(notice)).toMatchObject({
      title: "Two are fighting in dev: gcp:compute:Firewall ssh",
      next: ["groundwork history dev", "groundwork correct --env dev --resume 0123456789abcdef"],
    });
    await record("4", { resumed: [difference.fingerprint] });
    for (let times = 0; times < 2; times += 1) await compare(20, { dev: [], staging: [] });
    expect(summary().filter((line) => line.includes("failed"))).toEqual([
      "ops failed opened +dev -",
      "ops failed resolved + -dev",
    ]);
  });

  it("tells nothing where a record is lost, which may say what was told", async () => {
    await compare(0, { dev: ["a"], staging: [] });
    const lastRuns = async () => ({ ...(await world.history.lastRuns()), lost: ["7.json"] });
    const history = { ...world.ports.history, notices: () => world.history.notices(), lastRuns };
    const drift: FleetDrift = {
      ...driftOf({ dev: ["a"], staging: [] }, world.now + 40 * minute),
      commit: await world.git.resolve("HEAD"),
    };
    const telling = tellOfDrift(
      { drift, waiting: [], allLayers: true },
      { ...world.ports, history, notifierOf: world.notifierOf },
    );
    await expect(telling).rejects.toMatchObject({
      code: "notices-not-known",
      kind: "unknown",
      data: { lost: ["7.json"] },
    });
    expect(told).toEqual([]);
  });

  it("tells other routes where one fails, says which, and tells that one with the next comparison", async () => {
    await compare(0, { dev: [], staging: ["a"] });
    failing.add("ops");
    const result = await compare(40, { dev: [], staging: ["a"] });
    expect(result).toMatchObject({
      routes: [
        { route: "ops", sent: 0, problems: [{ message: "ops is away" }] },
        { route: "prod", sent: 1, problems: [] },
      ],
    });
    failing.clear();
    await compare(5, { dev: [], staging: ["a"] });
    expect(summary()).toEqual(["prod drift opened +staging -", "ops drift opened +staging -"]);
  });

  it("tells of runs that failed and of approvals that are waited for, and of none of a rehearsal", async () => {
    await world.history.record(runOn(1, "up", { dev: "failed", staging: "succeeded" }));
    const waiting = [{ environment: "staging", commit: "c2", detail: "stage prod" }];
    expect(await compare(0, { dev: [], staging: [] }, { waiting, local: true })).toEqual({ kind: "rehearsal" });
    await compare(0, { dev: [], staging: [] }, { waiting });
    await compare(61, { dev: [], staging: [] }, { waiting });
    expect(summary()).toEqual([
      "ops failed opened +dev -",
      "ops waiting opened +staging -",
      "prod waiting opened +staging -",
    ]);
  });

  it("tells nobody that an approval is not waited for any more where that was not looked at", async () => {
    const waiting = [{ environment: "dev", commit: "c2", detail: "c2: it was not approved" }];
    const found = { dev: [], staging: [] };
    await compare(0, found, { waiting });
    await compare(61, found, { waiting });
    await compare(61, found, { waiting: undefined });
    expect(summary()).toEqual(["ops waiting opened +dev -"]);
    await compare(1, found);
    await compare(61, found);
    expect(summary()[1]).toBe("ops waiting resolved + -dev");
  });

  describe("of more than is read one by one", () => {
    const many = Array.from({ length: 4 }, (_, index) => `subject-${index}`);
    const routes = text(
      "    - { name: mail, email: { host: localhost, from: a@b.c, to: [d@e.f] } }\n" +
        "    - { name: hook, webhook: { url: 'https://hooks.example.com', secretFrom: SECRET } }\n",
    ).replace("spec:\n", "spec:\n  digestBeyond: 3\n");

    it("tells people one message, programs each of them, and nobody again", async () => {
      world.git.make({ [file]: routes });
      await compare(0, { dev: many, staging: [] });
      failing.add("mail");
      expect(await compare(40, { dev: many, staging: [] })).toMatchObject({
        routes: [
          { route: "mail", sent: 0, problems: [{}] },
          { route: "hook", sent: 4 },
        ],
      });
      failing.clear();
      expect(await compare(1, { dev: many, staging: [] })).toMatchObject({ routes: [{ route: "mail", sent: 4 }] });
      await compare(1, { dev: many, staging: [] });
      const [digest, ...more] = told.filter(({ route }) => route === "mail");
      if (!digest) throw new Error("no digest came");
      expect(more).toEqual([]);
      const { title, facts } = noticeText(digest);
      expect([title, facts.length]).toEqual(["4 notices of 1 environment", 5]);
      expect(facts.slice(0, 2)).toEqual([
        ["drift", "4"],
        ["1", expect.stringContaining("Drift in dev: subject-")],
      ]);
      await compare(1, { dev: many.slice(1), staging: [] });
      await compare(60, { dev: many.slice(1), staging: [] });
      expect(told.at(-1)).toMatchObject({ news: "resolved", left: ["dev"], matter: { subject: "subject-0" } });
    });

    it("tells as many one by one as the file says", async () => {
      world.git.make({ [file]: routes });
      await compare(0, { dev: many.slice(1), staging: [] });
      await compare(40, { dev: many.slice(1), staging: [] });
      expect(told.filter(({ route }) => route === "mail").map(({ kind }) => kind)).toEqual(["drift", "drift", "drift"]);
    });
  });

  it("tells nothing where it is not known what was told, or where that cannot be remembered", async () => {
    await compare(0, { dev: ["a"], staging: [] });
    world.history.unreachable = new RecordUnreachable({ place: "the remote", problem: "it is away" });
    await expect(compare(40, { dev: ["a"], staging: [] })).rejects.toThrow(RecordUnreachable);
    world.history.unreachable = undefined;
    world.history.refusal = new RecordNotWritten({ place: "the remote", id: "1", problem: "it is full" });
    await expect(compare(1, { dev: ["a"], staging: [] })).rejects.toThrow(RecordNotWritten);
    expect(told).toEqual([]);
  });

  it("tells nobody without a file, and refuses one that is wrong with all that is wrong", async () => {
    const without = new DriverWorld(["dev"]);
    const drift = { ...driftOf({ dev: ["a"] }, world.now), commit: await without.git.resolve("HEAD") };
    expect(
      await tellOfDrift({ drift, waiting: [], allLayers: true }, { ...without.ports, notifierOf: world.notifierOf }),
    ).toEqual({
      kind: "no-file",
    });
    world.git.make({ [file]: text("    - { name: ops, slak: {}, issue: true }\n    - { name: ops }\n") });
    await expect(compare(0, { dev: [] })).rejects.toMatchObject({ code: "invalid-notifications" });
  });

  it("shows in the history what was noted and what was told", async () => {
    await compare(0, { dev: ["a"], staging: [] });
    await compare(40, { dev: ["a"], staging: [] });
    const { out, code } = await groundwork(world, "history", "dev");
    expect(code).toBe(0);
    expect(out).toContain("dev told");
    expect(out).toContain("dev noted");
  });
});

describe("groundwork drift --notify", () => {
  it("tells people of what was found, and ends with 1 where a route does not take it", async () => {
    world.local = false;
    const drift = () => groundwork(world, "drift", "--notify", "--json");
    expect(await drift()).toMatchObject({ code: 0, err: "" });
    world.now += 40 * minute;
    failing.add("prod");
    const { code, out, err } = await drift();
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ kind: "drift" });
    expect(err).toContain("prod is away");
    expect(summary()).toEqual(["ops drift opened +dev,staging -"]);
    failing.clear();
    expect((await groundwork(world, "drift", "--notify")).out).toContain("1 sent");
    expect((await groundwork(world, "drift")).code).toBe(0);
    expect(told).toHaveLength(2);
  });
});

describe("groundwork notify test", () => {
  it("tells each route of the file on disk, and ends with 1 where one does not take it", async () => {
    world.checkoutFiles = { [file]: text("    - { name: ops, issue: true }\n    - { name: mail, issue: true }\n") };
    expect((await groundwork(world, "notify", "test")).code).toBe(0);
    expect(told.map(({ route, kind }) => [route, kind])).toEqual([
      ["ops", "test"],
      ["mail", "test"],
    ]);
    failing.add("mail");
    const { code, out } = await groundwork(world, "notify", "test", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      kind: "routes",
      version: 1,
      routes: [
        { route: "ops", sent: 1 },
        { route: "mail", sent: 0, problems: [{ message: "mail is away" }] },
      ],
    });
    expect((await groundwork(world, "notify", "test", "--route", "ops")).out).toContain("1 sent");
    expect(world.history.records).toEqual([]);
  });

  it("names the nearest route to one that there is not, and the file that is missing", async () => {
    world.checkoutFiles = { [file]: text("    - { name: on-call, issue: true }\n") };
    const { code, err } = await groundwork(world, "notify", "test", "--route", "oncall");
    expect([code, err]).toEqual([2, expect.stringContaining("did you mean on-call?")]);
    world.checkoutFiles = {};
    expect((await groundwork(world, "notify", "test")).err).toContain("docs/notifications.md");
  });
});
