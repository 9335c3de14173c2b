import {
  type ChangeRun,
  type EnvironmentRun,
  type ForeseenPromotion,
  type ForeseenStage,
  type Hold,
  holdText,
  promotionEnd,
  promotionOf,
} from "../../change/index.ts";
import { ageText, counted } from "../../lib/index.ts";
import { type Block, line, list, message, tone } from "../document/index.ts";
import { namesText } from "./names.ts";

/** What holds environments back, the gravest first, and how to go on. */
export function promotionSection(run: Pick<ChangeRun, "environments" | "health">): readonly Block[] {
  const outcome = promotionOf(run);
  const sick = outcome.health.filter(({ health }) => health.kind !== "healthy");
  return [
    ...sick.map(({ environment, health }) =>
      line(
        tone("failed", `${environment} is ${health.kind}`),
        message("because" in health ? `: ${health.because}` : ""),
      ),
    ),
    ...heldTogether(outcome.holds).map(heldLine),
    ...manifestsNote(run),
    ...nextStep(run),
  ];
}

/** How a change will reach environments: stage by stage, with what each one waits for. */
export function foreseenSection(promotion: ForeseenPromotion | undefined): readonly Block[] {
  if (!promotion) return [];
  const { isChanged, stages, others } = promotion;
  const note = ": it holds for what is merged after this change, which is held to the file before it";
  return [
    ...(isChanged ? [line(tone("warned", "The promotion file changes here"), note)] : []),
    ...(stages.length > 0 ? [list(stages.map(foreseenLine))] : []),
    ...(stages.length > 0 && others.length > 0
      ? [line(`In no stage, so brought up at once: ${namesText(others)}`)]
      : []),
  ];
}

function foreseenLine({ stage, environments, after, inWaves }: ForeseenStage): string {
  const waves = inWaves ? ", wave by wave" : "";
  const before = after.map(({ stage: name, soakMilliseconds }) => {
    const soak = soakMilliseconds > 0 ? ` for ${ageText(soakMilliseconds)}` : "";
    return `${name} has stood healthy${soak}`;
  });
  const when = before.length > 0 ? `once ${before.join(" and ")}` : "first";
  return `stage ${stage}: ${namesText(environments)} ${when}${waves}`;
}

interface HeldTogether {
  readonly hold: Hold;
  readonly names: readonly string[];
}

const gravest: readonly Hold["kind"][] = ["failed", "unhealthy", "behind", "soaking"];

/** One line for all that wait for the same. */
function heldTogether(holds: readonly Hold[]): readonly HeldTogether[] {
  const found = new Map<string, { readonly hold: Hold; readonly names: string[] }>();
  for (const hold of holds) {
    const key = `${hold.stage ?? ""} ${holdText(hold)}`;
    const known = found.get(key);
    if (known) known.names.push(hold.environment);
    else found.set(key, { hold, names: [hold.environment] });
  }
  return [...found.values()].toSorted((a, b) => gravest.indexOf(a.hold.kind) - gravest.indexOf(b.hold.kind));
}

function heldLine({ hold, names }: HeldTogether): Block {
  const isStopped = hold.kind === "failed" || hold.kind === "unhealthy";
  const stage = hold.stage === undefined ? "" : ` (stage ${hold.stage})`;
  return line(tone(isStopped ? "failed" : "warned", `${namesText(names)}${stage}`), message(`: ${holdText(hold)}`));
}

/** Agents ask no run. */
function manifestsNote({ environments }: Pick<ChangeRun, "environments">): readonly Block[] {
  const isHeldWithCluster = ({ held, layers }: EnvironmentRun) =>
    held && layers.some(({ layer }) => layer === "cluster");
  if (!environments.some(isHeldWithCluster)) return [];
  return [line("What is held is infrastructure: sync agents follow their branch by themselves.")];
}

function nextStep(run: Pick<ChangeRun, "environments" | "health">): readonly Block[] {
  const end = promotionEnd(promotionOf(run));
  if (end.kind === "waiting") return [line(`Run up again from ${end.until} on: it goes on with what is held.`)];
  const held = run.environments.filter((each: EnvironmentRun) => each.held).length;
  return end.kind === "stopped" && held > 0
    ? [line(`${counted(held, "environment")} left untouched. Mend what is named above, then run up again.`)]
    : [];
}
