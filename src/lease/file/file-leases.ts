import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { addFile, GroundworkError, makeFolder, messageOf, readPlainFile } from "../../lib/index.ts";
import { hasEndedHere } from "../ended-here.ts";
import { LeasesUnreachable } from "../errors.ts";
import type { Exchange, LeaseStore } from "../lease-store.ts";

/** In bytes; a lease has some hundred. */
const longestDocument = 64 * 1024;

/**
 * Leases of runs that share a folder: the document of an environment is the file with the highest number in
 * `<folder>/<environment>/`.
 *
 * Two runs compete for the next number, which exists once. The file with the highest number is never removed, so a run that looked earlier
 * finds a higher number than its own, and gives way. A process of this host that has ended is known to have, and its lease is not
 * waited for.
 */
export function fileLeases(folder: string): LeaseStore {
  const unreachable = (thrown: unknown) =>
    new LeasesUnreachable({ place: folder, problem: messageOf(thrown) }, { cause: thrown });
  const reaching = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw unreachable(thrown);
    }
  };
  const exchangeOne = async ({ environment, expected, text }: Exchange): Promise<boolean> => {
    const place = path.join(folder, environment);
    await makeFolder(place);
    const last = await lastDocument(place);
    if (last?.text !== expected) return false;
    const number = (last?.number ?? 0) + 1;
    if (!(await addFile(place, nameOf(number), text))) return false;
    const all = await numbersIn(place);
    const isLast = Math.max(...all) === number;
    const over = isLast ? all.filter((each) => each < number) : [number];
    for (const each of over) await rm(path.join(place, nameOf(each)), { force: true });
    return isLast;
  };
  return {
    place: folder,
    read: (environments) =>
      reaching(async () => {
        const found = new Map<string, string>();
        for (const environment of environments ?? (await namesIn(folder))) {
          const document = await lastDocument(path.join(folder, environment));
          if (document) found.set(environment, document.text);
        }
        return found;
      }),
    exchange: (exchanges) =>
      reaching(async () => {
        for (const each of exchanges) if (!(await exchangeOne(each))) return false;
        return true;
      }),
    hasEnded: hasEndedHere,
  };
}

interface NumberedText {
  readonly number: number;
  readonly text: string;
}

async function lastDocument(place: string): Promise<NumberedText | undefined> {
  const number = Math.max(0, ...(await numbersIn(place)));
  if (number === 0) return undefined;
  const text = await textOf(place, nameOf(number));
  // Another run was faster and has removed it: there is a higher one.
  return text === undefined ? await lastDocument(place) : { number, text };
}

/** Empty, which is no lease, where no document can be: a pipe, a folder, a file without end. */
async function textOf(place: string, name: string): Promise<string | undefined> {
  try {
    return (await readPlainFile(path.join(place, name), { limit: longestDocument, links: "refused" }))?.toString(
      "utf8",
    );
  } catch (thrown) {
    if (thrown instanceof GroundworkError) return "";
    throw thrown;
  }
}

async function numbersIn(place: string): Promise<readonly number[]> {
  return (await namesIn(place)).flatMap((name) => {
    const [, digits] = /^(\d{8,})\.json$/u.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
}

async function namesIn(place: string): Promise<readonly string[]> {
  try {
    return (await readdir(place)).filter((name) => !name.startsWith("."));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

function nameOf(number: number): string {
  return `${String(number).padStart(8, "0")}.json`;
}
