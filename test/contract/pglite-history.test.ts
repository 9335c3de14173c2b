import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderTurn } from "../../src/database/folder-turn.ts";
import { pgliteDatabase } from "../../src/database/index.ts";
import { tableHistory } from "../../src/history/postgres/index.ts";
import { projectRoot } from "../../src/lib/index.ts";
import { standingPglite } from "./database/standing-pglite.ts";
import { historyContract } from "./history/history-contract.ts";
import { exchangeRow, removableStage } from "./history/postgres-world.ts";
import { runOn } from "./history/records.ts";
import { removedRecordContract } from "./history/removed-record-contract.ts";

const pgliteHistory = (...of: Parameters<typeof pgliteDatabase>) => tableHistory(pgliteDatabase(...of));

const pglite = standingPglite("groundwork_records, groundwork_records_begun");
const { keptOpen } = pglite;

/** A new database's folder, without its seconds of work. */
const creatingFiles = async () => ({
  create: async (files: string) => {
    mkdirSync(files, { recursive: true });
    writeFileSync(path.join(files, "PG_VERSION"), "17\n");
    return { query: pglite.database.query.bind(pglite.database), close: () => Promise.resolve() };
  },
});

historyContract("history in a folder of PGlite", () => ({
  open: () => pgliteHistory(pglite.folder, keptOpen),
  rewrite: (number, change) => exchangeRow(pglite.database, number, change),
}));

removedRecordContract("history in a folder of PGlite", () =>
  removableStage(pglite.database, () => pgliteHistory(pglite.folder, keptOpen), "DROP TABLE groundwork_records"),
);

describe("history in a folder of PGlite", () => {
  let shared = "";
  beforeEach(() => {
    shared = mkdtempSync(path.join(tmpdir(), "groundwork-pglite-"));
  });
  afterEach(() => {
    rmSync(shared, { recursive: true, force: true });
    rmSync(`${shared}.made`, { force: true });
  });
  const job = (days: number): ChildProcess => {
    const script = path.join(projectRoot(), "test/contract/history/record-many-in-pglite.ts");
    return spawn(process.execPath, ["--import", "tsx", script, shared, String(days)], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: projectRoot(),
    });
  };

  it("keeps one chain for processes that begin together, of which one is killed while it records", async () => {
    const [killed, lasting] = [job(300), job(2)];
    const ended = once(lasting, "exit");
    await once(killed.stdout as NodeJS.EventEmitter, "data");
    killed.kill("SIGKILL");
    await ended;
    const history = pgliteHistory(shared);
    await history.record(runOn(1, "up", { shop: "succeeded" }));
    expect(await history.verify()).toMatchObject({ kind: "intact" });
    expect((await history.list({ environment: "dev" })).records.length).toBeGreaterThanOrEqual(3);
    expect(readdirSync(shared).toSorted()).toEqual(["database", "turns"]);
  }, 60_000);
});

describe("a folder without the files of a database", () => {
  it("is unknown where there were some, and no empty record", async () => {
    const emptied = mkdtempSync(path.join(tmpdir(), "groundwork-pglite-"));
    mkdirSync(path.join(emptied, "database"));
    await expect(pgliteHistory(emptied, keptOpen).list()).rejects.toMatchObject({
      code: "record-unreachable",
      message: expect.stringContaining("holds no database"),
    });
    rmSync(emptied, { recursive: true });
  });
});

describe("a record in a folder of PGlite that is lost", () => {
  let place = "";
  beforeEach(async () => {
    place = path.join(mkdtempSync(path.join(tmpdir(), "groundwork-pglite-")), "history-database");
    mkdirSync(path.join(place, "database"), { recursive: true });
    writeFileSync(path.join(place, "database", "PG_VERSION"), "17\n");
    await pgliteHistory(place, keptOpen).list();
  });
  afterEach(() => rmSync(path.dirname(place), { recursive: true }));

  it.each([
    ["its files are gone", () => rmSync(path.join(place, "database"), { recursive: true })],
    ["its folder is gone", () => rmSync(place, { recursive: true })],
  ])("is no empty record when %s, until a person says that it may begin anew", async (_, lose) => {
    lose();
    const history = pgliteHistory(place, creatingFiles);
    await expect(history.list()).rejects.toMatchObject({
      code: "record-rewritten",
      data: { problem: "its database is gone" },
    });
    await expect(history.record(runOn(1, "up", { shop: "succeeded" }))).rejects.toMatchObject({
      code: "record-not-written",
    });
    rmSync(`${place}.made`);
    expect((await history.list()).records).toEqual([]);
    lose();
    await expect(history.list()).rejects.toMatchObject({ code: "record-rewritten" });
  });
});

describe("a turn in a folder", () => {
  const turns = () => path.join(pglite.folder, "turns");

  it("is given to one after the other", async () => {
    const order: string[] = [];
    const first = await folderTurn(turns());
    const second = folderTurn(turns()).then((turn) => {
      order.push("second begins");
      return turn;
    });
    order.push("first ends");
    await first.end();
    await (await second).end();
    expect(order).toEqual(["first ends", "second begins"]);
  });

  it("is lost by a process that has ended, and by none of another host", async () => {
    const held = await folderTurn(turns());
    const [file = ""] = readdirSync(turns());
    const own = JSON.parse(readFileSync(path.join(turns(), file), "utf8")) as object;
    writeFileSync(path.join(turns(), file), JSON.stringify({ ...own, host: "elsewhere" }));
    await expect(folderTurn(turns(), 0)).rejects.toMatchObject({
      code: "database-unreachable",
      message: expect.stringMatching(/process \d+ of elsewhere uses it; if it has ended, remove .*\.json/u),
    });
    writeFileSync(path.join(turns(), file), JSON.stringify({ ...own, startedAt: "1" }));
    await (await folderTurn(turns(), 0)).end();
    await held.end();
    rmSync(turns(), { recursive: true });
  });
});
