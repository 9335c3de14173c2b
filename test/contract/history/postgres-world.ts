import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pLimit from "p-limit";
import { afterAll, afterEach, beforeAll } from "vitest";
import { readServerUrl, serverDatabase } from "../../../src/database/index.ts";
import type { History } from "../../../src/history/index.ts";
import { tableHistory } from "../../../src/history/postgres/index.ts";
import type { HistoryStage } from "./history-contract.ts";
import type { RemovableStage } from "./removed-record-contract.ts";

/** PostgreSQL's own protocol on a port of this machine, spoken by a database in memory. */
export interface PostgresWorld {
  readonly database: PGlite;
  readonly url: string;
  readonly stage: () => HistoryStage;
}

/** One for all tests of a file, with an empty database for each. */
export function postgresWorld(): () => PostgresWorld {
  let world: (PostgresWorld & { readonly server: PGLiteSocketServer; readonly gate: Server }) | undefined;
  beforeAll(async () => {
    const database = await PGlite.create();
    const server = new PGLiteSocketServer({ db: database, port: 0, maxConnections: 2 });
    await server.start();
    const gate = await oneAfterTheOther(Number(new URL(`tcp://${server.getServerConn()}`).port));
    const { port } = gate.address() as AddressInfo;
    const url = `postgres://ci:hunter2@127.0.0.1:${port}/postgres`;
    world = { database, server, gate, url, stage: () => stageOn(database, () => historyAt(url)) };
  }, 30_000);
  afterEach(async () => {
    await world?.database.exec("DROP TABLE IF EXISTS groundwork_records, groundwork_records_begun, groundwork_leases");
  });
  afterAll(async () => {
    world?.gate.close();
    await world?.server.stop();
    await world?.database.close();
  });
  return () => {
    if (!world) throw new Error("The server runs only while tests do.");
    return world;
  };
}

/** The history at a URL of PostgreSQL. */
export function historyAt(url: string): History {
  const server = readServerUrl(url);
  if (!server) throw new Error(`${url} is no URL of PostgreSQL.`);
  return tableHistory(serverDatabase(server));
}

/** Changes a row as the owner of the table can, who takes the triggers away before. */
export async function exchangeRow(database: PGlite, number: number, change: (text: string) => string | undefined) {
  const { rows } = await database.query<{ record: string }>("SELECT record FROM groundwork_records WHERE number = $1", [
    number,
  ]);
  const changed = change(rows[0]?.record ?? "");
  await database.exec("ALTER TABLE groundwork_records DISABLE TRIGGER ALL");
  if (changed === undefined) await database.query("DELETE FROM groundwork_records WHERE number = $1", [number]);
  else await database.query("UPDATE groundwork_records SET record = $2 WHERE number = $1", [number, changed]);
  await database.exec("ALTER TABLE groundwork_records ENABLE TRIGGER ALL");
}

/** Takes the records away as the owner of their table can. */
export function removableStage(database: PGlite, open: () => History, remove: string): RemovableStage {
  return {
    open,
    remove: async () => void (await database.exec(remove)),
    carryOut: async (command) => void (await database.exec(command)),
  };
}

function stageOn(database: PGlite, open: () => History): HistoryStage {
  return { open, rewrite: (number, change) => exchangeRow(database, number, change) };
}

/**
 * Lets one client after the other through to a server: that of the package mixes the statements of clients that are there at the same
 * time, and one gets the answer of another.
 */
async function oneAfterTheOther(behind: number): Promise<Server> {
  const inTurn = pLimit(1);
  const serve = async (client: Socket) => {
    if (client.destroyed) return;
    const through = connect(behind, "127.0.0.1");
    await Promise.allSettled([pipeline(client, through), pipeline(through, client)]);
  };
  const server = createServer((client) => void inTurn(() => serve(client)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
