import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Database,
  pgliteDatabase,
  RecordPackageMissing,
  type Row,
  readServerUrl,
  serverDatabase,
} from "../../src/database/index.ts";
import { tableHistory } from "../../src/history/postgres/index.ts";
import { historyContract } from "./history/history-contract.ts";
import { historyAt, postgresWorld, removableStage } from "./history/postgres-world.ts";
import { runOn } from "./history/records.ts";
import { removedRecordContract } from "./history/removed-record-contract.ts";

const world = postgresWorld();

historyContract("history in PostgreSQL", () => world().stage());

for (const [name, remove] of [
  ["history in a table of PostgreSQL", "DROP TABLE groundwork_records"],
  [
    "history in rows of PostgreSQL",
    "ALTER TABLE groundwork_records DISABLE TRIGGER ALL; DELETE FROM groundwork_records",
  ],
] as const)
  removedRecordContract(name, () => removableStage(world().database, () => historyAt(world().url), remove));

describe("history in PostgreSQL", () => {
  const run = runOn(1, "up", { dev: "succeeded", shop: "succeeded" });

  it("refuses statements that change or remove a record", async () => {
    await historyAt(world().url).record(run);
    const { database } = world();
    for (const statement of [
      "UPDATE groundwork_records SET record = '{}'",
      "DELETE FROM groundwork_records",
      "TRUNCATE groundwork_records",
    ])
      await expect(database.query(statement)).rejects.toThrow(/never changed or removed/);
    expect((await historyAt(world().url).list()).records).toHaveLength(1);
  });

  it("names the environments of each record in a column, for people's own questions", async () => {
    await historyAt(world().url).record(run);
    const { rows } = await world().database.query(
      "SELECT number FROM groundwork_records WHERE environments @> '{shop}'",
    );
    expect(rows).toEqual([{ number: 1 }]);
  });

  it("makes no table when it is only read", async () => {
    await historyAt(world().url).list();
    const { rows } = await world().database.query("SELECT to_regclass('groundwork_records') AS found");
    expect(rows).toEqual([{ found: null }]);
  });

  it("makes the table anew when that it was dropped was accepted, and shows that the records before are missing", async () => {
    const history = historyAt(world().url);
    await history.record(run);
    await history.list();
    await world().database.exec("DROP TABLE groundwork_records");
    const second = runOn(2, "up", { dev: "succeeded" });
    await expect(history.record(second)).rejects.toThrow(
      "accept it as it is now with: DROP TABLE groundwork_records_begun",
    );
    await world().database.exec("DROP TABLE groundwork_records_begun");
    await history.record(second);
    expect(await historyAt(world().url).verify()).toMatchObject({ kind: "broken", record: "record 1" });
  });

  it("needs no right but to read and to insert where the table is there", async () => {
    await historyAt(world().url).record(run);
    const { database } = world();
    await database.exec("CREATE ROLE job; GRANT SELECT, INSERT ON groundwork_records TO job; SET ROLE job");
    await historyAt(world().url).record(runOn(2, "up", { dev: "succeeded" }));
    await database.exec("RESET ROLE; REVOKE ALL ON groundwork_records FROM job; DROP ROLE job");
    expect(await historyAt(world().url).verify()).toMatchObject({ kind: "intact", records: 2 });
  });

  it("takes a table that was made by a job that was ended before its first record for one without records", async () => {
    await historyAt(world().url).record(run);
    await world().database.exec(
      "DROP TABLE groundwork_records_begun; ALTER TABLE groundwork_records DISABLE TRIGGER ALL",
    );
    await world().database.exec("DELETE FROM groundwork_records; ALTER TABLE groundwork_records ENABLE TRIGGER ALL");
    expect(await historyAt(world().url).list()).toEqual({ records: [], unreadable: [], last: 0 });
    await historyAt(world().url).record(run);
    expect(await historyAt(world().url).verify()).toMatchObject({ kind: "intact", records: 1 });
  });

  it("makes one table for many jobs that record the first runs at the same moment", async () => {
    const days = [1, 2, 3, 4, 5, 6];
    await Promise.all(days.map((day) => historyAt(world().url).record(runOn(day, "up", { dev: "succeeded" }))));
    expect(await historyAt(world().url).verify()).toMatchObject({ kind: "intact", records: 6 });
  });

  it("does not take a row whose number is another one than its record's for that record", async () => {
    const history = historyAt(world().url);
    await history.record(run);
    await world().database.exec(
      "INSERT INTO groundwork_records SELECT 2, environments, record FROM groundwork_records WHERE number = 1",
    );
    expect(await historyAt(world().url).list()).toMatchObject({ unreadable: ["record 2"] });
  });
});

describe("a table of records", () => {
  /** A job's own connection. What several jobs do meets between two statements. */
  const connection = (): Database => ({
    place: "memory",
    use: (work) =>
      work(async (statement, values = []) => (await world().database.query<Row>(statement, [...values])).rows),
  });

  it("gives each number once to jobs that have read the same last record", async () => {
    await tableHistory(connection()).record(runOn(1, "up", { dev: "succeeded" }));
    const days = [2, 3, 4, 5, 6, 7, 8];
    await Promise.all(days.map((day) => tableHistory(connection()).record(runOn(day, "up", { dev: "succeeded" }))));
    expect(await tableHistory(connection()).verify()).toMatchObject({ kind: "intact", records: 8 });
  });
});

describe("history in PostgreSQL that is out of reach", () => {
  const servers: Server[] = [];
  const refusing = async (words: string): Promise<string> => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(errorAnswer(words)));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address() as { readonly port: number };
    return `postgres://ci:hunter2%21@127.0.0.1:${address.port}/records`;
  };
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("is unknown, in the server's words and without user and password", async () => {
    const url = await refusing('password "hunter2!" of "ci" is wrong');
    const place = url.replace("ci:hunter2%21@", "");
    const thrown: unknown = await historyAt(url)
      .list()
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "record-unreachable", kind: "unknown", data: { place } });
    expect(String(thrown)).toContain('password "[secret]" of "ci" is wrong');
    await expect(historyAt(url).record(runOn(1, "up", {}))).rejects.toMatchObject({ code: "record-not-written" });
  });

  it("is unknown when no server listens, after some attempts", async () => {
    const url = await refusing("");
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(historyAt(url).lastRuns()).rejects.toMatchObject({
      code: "record-unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("names the package to install where it is not there", async () => {
    const missing = () =>
      Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" }));
    const server = readServerUrl("postgres://ci:hunter2@127.0.0.1/records");
    if (!server) throw new Error("It is a URL of PostgreSQL.");
    for (const database of [serverDatabase(server, missing), pgliteDatabase("/nowhere", missing)]) {
      const history = tableHistory(database);
      await expect(history.list()).rejects.toThrow(RecordPackageMissing);
      await expect(history.record(runOn(1, "up", {}))).rejects.toThrow(/npm install --save-dev/);
    }
  });
});

/** As PostgreSQL refuses a connection: `E`, its length, fields that end with a zero byte. */
function errorAnswer(words: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C28P01\0M${words}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
