import type { LayerStatus } from "../../change/index.ts";
import { mayStand } from "../../history/index.ts";
import { cutShort } from "../../lib/index.ts";
import type { OnRecord } from "../layer.ts";
import { whyLeftOut } from "./compare-layer.ts";

const layer = "machines";

const shownMachines = 5;

/** What the record says of the last run of the playbooks: never that they are in sync, since the machines are not asked. */
export async function machinesStatus(known: OnRecord): Promise<LayerStatus | undefined> {
  const { declared, desired, run, lost, pending, compared } = known;
  if (!declared.includes(layer)) return undefined;
  if ("problem" in desired) return unknown(desired.problem.message, desired.problem.details);
  const leftOut = whyLeftOut(desired);
  if (leftOut !== undefined) return unknown(leftOut);
  if (compared && "problem" in compared) return unknown(compared.problem.message, compared.problem.details);
  if (!run)
    return lost.length > 0
      ? unknown("a record that may be of its only run is lost", [`lost or not readable: ${lost.join(", ")}`])
      : diverged("never brought up");
  if (run.verb === "destroy") return mayStand(run) ? unknown(`last ${run.verb} ${run.result}`) : diverged("destroyed");
  const { machines } = run;
  if (!machines) return diverged("their playbooks were not run to their end yet");
  const at = { revision: machines.commit, since: machines.at };
  if (machines.kind !== "applied" && machines.kind !== "unchanged") {
    const problems = machines.problem === undefined ? [] : [machines.problem];
    return { ...unknown(`last run of their playbooks ${machines.kind}`, problems), ...at };
  }
  if (machines.lostSince.length > 0)
    return {
      ...unknown("a record that may be of a later run is lost", [
        `lost or not readable: ${machines.lostSince.join(", ")}`,
      ]),
      ...at,
    };
  const { madeSince } = machines;
  if (madeSince.length > 0) {
    const which = `made anew since: ${cutShort(madeSince, shownMachines).join(", ")}`;
    return { ...diverged("their playbooks were not run since machines were made anew", [which]), ...at };
  }
  if (pending?.layers.includes(layer)) return { ...diverged("Git has changes that are not applied"), ...at };
  const detail = "by the last run of their playbooks; groundwork drift asks the machines";
  return { layer, verdict: "applied", ...at, detail, problems: [] };
}

function unknown(detail: string, problems: readonly string[] = []): LayerStatus {
  return { layer, verdict: "unknown", detail, problems };
}

function diverged(detail: string, problems: readonly string[] = []): LayerStatus {
  return { layer, verdict: "diverged", detail, problems };
}
