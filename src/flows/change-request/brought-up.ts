import { DeclarationIndex } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { RunRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { touchedOrShown } from "./landing.ts";

export interface LandedCommit {
  readonly commit: CommitId;
  readonly branch: string;
  /** Those that are to be brought up; all of the change when empty. */
  readonly environments: readonly string[];
}

/**
 * The newest `up` on record of a commit, where it brought up all environments of it: running the job of a push again does not repeat it,
 * and does not put a refusal in the place of its result.
 *
 * `undefined` where there is none, where an agent was late or a layer is not handled, where one of the environments was destroyed
 * since, and where the commit has no environments.
 *
 * @throws {RecordUnreachable} {@link ForgeUnavailable} {@link ForgeRefused}
 */
export async function broughtUpBefore(
  { commit, branch, environments }: LandedCommit,
  { changeRequests }: Pick<Forge, "changeRequests">,
  ports: Pick<FlowPorts, "git" | "history" | "programs">,
): Promise<RunRecord | undefined> {
  const { records } = await ports.history.list();
  const ups = records.flatMap((each) => (each.kind === "up" && each.commit === commit ? [each] : []));
  if (ups.length === 0) return undefined;
  const [of] = (await changeRequests?.mergedBy(commit, branch)) ?? [];
  const ofChange = await touchedOrShown(commit, ports, ({ range }) => range.head === of?.head.commit);
  const declared = await new DeclarationIndex(await ports.git.treeOf(commit)).names();
  const wanted = environments.length > 0 ? environments : declared.filter((name) => ofChange.has(name));
  const isAbout = ({ environments: ran }: RunRecord) => ran.some(({ environment }) => wanted.includes(environment));
  const newest = ups.find(isAbout);
  if (!newest || !isDone(newest, wanted)) return undefined;
  const later = records.slice(0, records.indexOf(newest));
  return later.some((each) => each.kind === "destroy" && isAbout(each)) ? undefined : newest;
}

/** An agent that was late and a layer that is not handled take nothing from the result of an environment, and are not done. */
const doneVerdicts: ReadonlySet<string | undefined> = new Set(["applied", "published", "unchanged", "skipped"]);

function isDone({ verdict, environments }: RunRecord, wanted: readonly string[]): boolean {
  const done = environments.filter(({ result }) => result === "succeeded").map(({ environment }) => environment);
  return doneVerdicts.has(verdict) && wanted.every((name) => done.includes(name));
}
