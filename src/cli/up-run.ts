import path from "node:path";
import {
  addCounts,
  type ChangeRun,
  type EnvironmentPreview,
  isPlanDigest,
  noChanges,
  plannedLayer,
  plannedText,
  waitingUntil,
} from "../change/index.ts";
import { bringUp, bringUpReviewed, bringUpTag, type ReviewedRun, type UpRequest } from "../flows/index.ts";
import { counted, readPlainFile } from "../lib/index.ts";
import {
  bindingSection,
  plansIn,
  plansReport,
  postingSection,
  type RunJson,
  runJson,
  runReport,
} from "../report/index.ts";
import { asker } from "./confirmation.ts";
import type { UpFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { exitCodeOfRun, exitCodeWithPosting, isForPrograms, show, withDriver } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { InvalidDigest, NeedsForge, NeedsQueue, PlanUnreadable, ShownTwice } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { notPosted, runWriter } from "./forge-comments.ts";
import { upQueue } from "./up-queue.ts";
import { type EndOfUp, upSince } from "./up-since.ts";

export async function runUp(flags: UpFlags, wiring: DriverWiring): Promise<ExitCode> {
  const shown = await shownBefore(flags, wiring.cwd);
  const opened = await wiring.openForge(flags, wiring.cwd);
  if (!opened && flags.allowUnreviewed !== undefined) throw new NeedsForge({ flag: "--allow-unreviewed" });
  if (opened && shown) throw new ShownTwice({ flag: shown.kind === "digest" ? "--expect-digest" : "--plan" });
  if (!opened && flags.queue) throw new NeedsForge({ flag: "--queue" });
  if (opened && !flags.queue && flags.tag !== undefined) throw new NeedsQueue({ tag: flags.tag });
  if (!opened && flags.since !== undefined) throw new NeedsForge({ flag: "--since" });
  return withDriver(flags, wiring, async (ports, screen) => {
    const settings = {
      refresh: flags.refresh ?? false,
      ...(flags.wait && { converge: { timeoutMilliseconds: flags.timeout } }),
      confirm: (previews: readonly EnvironmentPreview[]) => confirm(previews, flags, wiring, screen),
    };
    const shownRuns: RunJson[] = [];
    const showRun = async ({ run, binding, posting }: ShownRun): Promise<EndOfUp> => {
      const blocks = () => [...runReport(run), ...bindingSection(binding), ...postingSection(posting)];
      const json = () => runJson(run, { ...(binding && { binding }), ...(posting && { posting }) });
      // Those of a queue are one result.
      const isCollected = flags.queue && flags.json;
      if (isCollected) shownRuns.push(json());
      const unwritten = isCollected ? undefined : await show({ blocks, json }, flags, wiring, screen);
      const isLeft = flags.exitCode && waitingUntil(run) !== undefined;
      const ended = isLeft ? ExitCode.different : exitCodeOfRun(run, wiring.signal);
      const code = unwritten ?? exitCodeWithPosting(ended, posting);
      return { code, hasChanged: hasChanged(run) };
    };
    const withoutReview = async (request: UpRequest): Promise<ChangeRun> => {
      const { branch, tag } = flags;
      return await (tag === undefined ? bringUp(request, ports) : bringUpTag({ ...request, branch, tag }, ports));
    };
    const upOf = async (head: string | undefined): Promise<EndOfUp> => {
      const common = {
        ...settings,
        environments: flags.env ?? [],
        ...(flags.base !== undefined && { base: flags.base }),
        ...(head !== undefined && { head }),
      };
      const ended = opened
        ? await bringUpReviewed(
            { ...common, ...reviewOf(flags), write: runWriter(wiring), onNotPosted: notPosted(wiring) },
            ports,
            opened.forge,
          )
        : withoutForge(
            await withoutReview({ ...common, ...(shown && { shown }), requirePreview: flags.requirePreview ?? false }),
          );
      return await showRun(ended);
    };
    const { since } = flags;
    // Without change requests nothing says which merge showed what: the one commit is brought up, and no tag.
    if (opened && flags.queue && (opened.forge.changeRequests || flags.tag !== undefined))
      return await upQueue({ flags, settings, showRun, shown: shownRuns, upOf }, opened.forge, ports, screen, wiring);
    if (!opened || since === undefined) return (await upOf(flags.head)).code;
    return upSince({ ...flags, since }, opened.forge, ports, screen, upOf, wiring.signal);
  });
}

function hasChanged({ environments }: ChangeRun): boolean {
  return environments.some(({ layers }) => layers.some((layer) => "counts" in layer && layer.kind !== "unchanged"));
}

type ShownRun = Partial<ReviewedRun> & Pick<ReviewedRun, "run">;

function withoutForge(run: ChangeRun): ShownRun {
  return { run };
}

function reviewOf({ branch, approvals, allowUnreviewed }: UpFlags) {
  return {
    branch,
    requiredApprovals: approvals,
    ...(allowUnreviewed !== undefined && { allowUnreviewed }),
  };
}

/** Shows what would happen and asks. With nothing to change there is nothing to ask. */
async function confirm(
  previews: readonly EnvironmentPreview[],
  flags: UpFlags,
  wiring: DriverWiring,
  screen: DriverScreen,
): Promise<boolean> {
  if (!isForPrograms(flags)) screen.print(plansReport(previews));
  const changing = previews.filter((each) => plannedLayer(each, "infrastructure")?.kind === "planned");
  return flags.yes || changing.length === 0 || asker("up", flags, wiring).yesOrNo(upQuestion(changing));
}

/** Repeats names and numbers beside the question, because the table may have scrolled away. */
export function upQuestion(previews: readonly EnvironmentPreview[]): string {
  const countsOf = (preview: EnvironmentPreview) => plannedLayer(preview, "infrastructure")?.counts ?? noChanges;
  const each = previews.map((preview) => `${preview.affected.name}: ${plannedText(countsOf(preview))}`);
  const [only = "", ...others] = each;
  if (others.length === 0) return `Bring up ${only}? [yes/no] `;
  const all = addCounts(previews.map(countsOf));
  return `${each.map((line) => `  ${line}\n`).join("")}Bring up these ${counted(each.length, "environment")}: ${plannedText(all)}? [yes/no] `;
}

/** In bytes. A preview of thousands of environments is smaller. */
const largestReport = 256 * 1024 * 1024;

/** @throws {InvalidDigest} {@link PlanUnreadable} */
async function shownBefore({ plan, expectDigest }: UpFlags, cwd: string): Promise<UpRequest["shown"]> {
  if (expectDigest !== undefined) {
    if (!isPlanDigest(expectDigest)) throw new InvalidDigest({ text: expectDigest });
    return { kind: "digest", digest: expectDigest };
  }
  if (plan === undefined) return undefined;
  try {
    const bytes = await readPlainFile(path.resolve(cwd, plan), { limit: largestReport, links: "followed" });
    if (!bytes) throw new Error("there is no such file");
    const plans = plansIn(JSON.parse(bytes.toString("utf8")));
    return { kind: "report", name: plan, plans };
  } catch (thrown) {
    throw new PlanUnreadable({ file: plan }, { cause: thrown });
  }
}
