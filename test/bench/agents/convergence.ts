import { manyObjects } from "../../scenario/agent-harness/index.ts";
import { milliseconds } from "../benchmark.ts";
import type { Rival } from "./rival.ts";

/** What one agent took with so many objects. */
export interface Convergence {
  /** Milliseconds until the status of each Kustomization says that its objects are applied. */
  readonly firstApply: number;
  /** Milliseconds of a pass in which nothing has changed; the median of five. */
  readonly pass: number;
  /** Resident memory of its processes after that. */
  readonly mebibytes: number;
}

/** First apply and passes without changes, of `count` objects that are shared out to as many Kustomizations as `shares` says. */
export async function converge(rival: Rival, count: number, shares: number): Promise<Convergence> {
  const folders = Array.from({ length: shares }, (_, share) => `part-${share}`);
  const commit = await rival.repository.commit(sharedOut(manyObjects(count), folders));
  await rival.side.follow(rival.repository.url);
  const firstApply = await milliseconds(async () => {
    await Promise.all(folders.map((folder) => rival.declare(folder)));
    await rival.applied(folders, commit);
  });
  const passes: number[] = [];
  for (const round of [1, 2, 3, 4, 5])
    passes.push(await milliseconds(() => rival.lookedAgain(folders, `${commit} ${round}`)));
  const [, , pass = Number.NaN] = passes.toSorted((a, b) => a - b);
  return { firstApply, pass, mebibytes: rival.mebibytes() };
}

/** The files, each in the folder whose turn it is. */
function sharedOut(files: Readonly<Record<string, string>>, folders: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([file, text], index) => [
      `${folders[index % folders.length]}/${file.slice(file.indexOf("/") + 1)}`,
      text,
    ]),
  );
}
