import type { RecordRequest } from "../cli/index.ts";
import type { Database } from "../database/index.ts";
import type { FlowPorts } from "../flows/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import type { Repository } from "../git/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { fileHistory } from "../history/file/index.ts";
import { gitNotesHistory } from "../history/git-notes/index.ts";
import { actorOf, type History, readOnce, withProblemTexts } from "../history/index.ts";
import { systemClock, withoutMachineFolders } from "../lib/index.ts";
import { settingsFile } from "../project/index.ts";
import { checkoutFolder } from "./checkout-folder.ts";
import { type DriverHome, driverHome } from "./driver-home.ts";
import { RecordPasswordExposed, UnknownRecordPlace } from "./errors.ts";
import { machineFolders } from "./machine-folders.ts";
import { settingsOf } from "./settings.ts";

/** What decides where the record of previews and runs is kept. */
export interface RecordChoice {
  readonly git: Repository;
  /** Root of the checkout. */
  readonly root: string;
  readonly local: boolean;
  /** The value of `--record`. */
  readonly record?: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The record that `--record` names, else `GROUNDWORK_RECORD`, else the repository's settings, else files below `.groundwork`. A
 * rehearsal keeps its own there, so that no `up` is ever bound to what was rehearsed.
 *
 * It is read once for all questions of a command, and again after each record that the command adds.
 *
 * @throws {UnknownRecordPlace}
 * @throws {RecordPasswordExposed}
 * @throws {SettingsInvalid}
 */
export async function openHistory(choice: RecordChoice): Promise<History> {
  const history = readOnce(await historyAt(await placeOf(choice), choice));
  const folders = machineFolders(choice.root);
  return {
    ...history,
    // Records are read on other machines.
    record: (entry) => history.record(withProblemTexts(entry, (text) => withoutMachineFolders(text, folders))),
  };
}

/** The record alone, for commands that ask nothing else. */
export async function openRecord(
  { cwd, local, record }: RecordRequest,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<FlowPorts, "history" | "clock" | "actor">> {
  const git = await openRepository(cwd, mergeTreesWithGit(environment), environment);
  const root = checkoutFolder(git, cwd);
  const history = await openHistory({ git, root, local, ...(record !== undefined && { record }), environment });
  return { history, clock: systemClock, actor: await actorOf(git, environment) };
}

/** The value that decides where the record and the leases are kept, and what named it. */
export interface RecordPlace {
  readonly place: string;
  /** What named it, for messages. */
  readonly from: string;
  /** Only the environment of this process holds it. */
  readonly isPrivate: boolean;
}

/** Where commands without a flag record: the word of `--record`, for a server `postgres` alone. @throws {SettingsInvalid} */
export async function recordPlaceOf(choice: Pick<RecordChoice, "git" | "environment">): Promise<string> {
  const { place } = await placeOf(choice);
  // A server's address may hold a password.
  return place.includes("://") ? "postgres" : place;
}

export async function placeOf({
  git,
  record,
  environment,
}: Pick<RecordChoice, "git" | "record" | "environment">): Promise<RecordPlace> {
  if (record !== undefined) return { place: record, from: "--record", isPrivate: false };
  const variable = environment["GROUNDWORK_RECORD"];
  if (variable) return { place: variable, from: "GROUNDWORK_RECORD", isPrivate: true };
  const setting = (await settingsOf(git)).record;
  return { place: setting ?? "file", from: `record in ${settingsFile}`, isPrivate: false };
}

/** Adapters of databases are loaded late, since most commands have no use for them. */
async function historyAt({ place, from, isPrivate }: RecordPlace, choice: RecordChoice): Promise<History> {
  const { root, local, environment } = choice;
  const home = driverHome(root, local);
  const inFiles = () => fileHistory(home.history);
  if (place === "file") return inFiles();
  if (place === "git") return local ? inFiles() : gitNotesHistory({ folder: root, remote: "origin", environment });
  const { database } = await databaseAt({ place, from, isPrivate }, home);
  if (local) return inFiles();
  const { tableHistory } = await import("../history/postgres/index.ts");
  return tableHistory(database);
}

/**
 * The database that a place names: a server, or a folder of this machine.
 *
 * @throws {UnknownRecordPlace} for what names neither
 */
export async function databaseAt(
  { place, from, isPrivate }: RecordPlace,
  home: DriverHome,
): Promise<{ readonly database: Database; readonly isLocal: boolean }> {
  const { pgliteDatabase, readServerUrl, serverDatabase } = await import("../database/index.ts");
  const server = readServerUrl(place);
  if (place !== "postgres" && !server) throw new UnknownRecordPlace({ from });
  if (server?.hasPassword && !isPrivate) throw new RecordPasswordExposed({ from });
  return server
    ? { database: serverDatabase(server), isLocal: false }
    : { database: pgliteDatabase(home.historyDatabase), isLocal: true };
}
