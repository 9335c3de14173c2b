import type { PGlite } from "@electric-sql/pglite";
import { describe, expect, it } from "vitest";
import { pgliteDatabase, readServerUrl, serverDatabase } from "../../src/database/index.ts";
import { leasesOver } from "../../src/lease/index.ts";
import { tableLeases } from "../../src/lease/postgres/index.ts";
import { standingPglite } from "./database/standing-pglite.ts";
import { postgresWorld } from "./history/postgres-world.ts";
import { acquisitionOf, ProcessTime } from "./lease/acquisitions.ts";
import { leaseContract } from "./lease/lease-contract.ts";

const world = postgresWorld();

/** The leases as a job with a connection of its own sees them. */
const openAt = (url: string) => {
  const server = readServerUrl(url);
  if (!server) throw new Error(`${url} is no URL of PostgreSQL.`);
  return tableLeases(serverDatabase(server), { isLocal: false });
};

const table = "CREATE TABLE IF NOT EXISTS groundwork_leases (environment text PRIMARY KEY, document text NOT NULL)";

async function write(database: PGlite, environment: string, text: string): Promise<void> {
  await database.exec(table);
  await database.query(
    "INSERT INTO groundwork_leases VALUES ($1, $2) ON CONFLICT (environment) DO UPDATE SET document = excluded.document",
    [environment, text],
  );
}

leaseContract("leases in PostgreSQL", () => ({
  open: () => openAt(world().url),
  write: (environment, text) => write(world().database, environment, text),
}));

describe("leases in PostgreSQL", () => {
  it("make no table when they are only read", async () => {
    expect(await leasesOver(openAt(world().url), new ProcessTime()).list()).toEqual([]);
    const { rows } = await world().database.query("SELECT to_regclass('groundwork_leases') AS found");
    expect(rows).toEqual([{ found: null }]);
  });

  it("are unknown, without the password, where no server listens", async () => {
    const leases = leasesOver(openAt("postgres://ci:hunter2@127.0.0.1:1/records"), new ProcessTime());
    const refused = await leases.acquire(["dev"], acquisitionOf("Ada")).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({
      code: "leases-unreachable",
      kind: "unknown",
      data: { place: "postgres://127.0.0.1:1/records" },
    });
    expect(JSON.stringify([String(refused), refused])).not.toContain("hunter2");
  });
});

describe("leases in a folder of PGlite", () => {
  const pglite = standingPglite("groundwork_leases");

  leaseContract("in a folder of PGlite", () => ({
    open: () => tableLeases(pgliteDatabase(pglite.folder, pglite.keptOpen), { isLocal: true }),
    write: (environment, text) => write(pglite.database, environment, text),
  }));
});
