import { findInstances, type InstanceIds, type LayerStatus } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
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
    return { ...diverged(notRunSince, [`made anew since: ${shown(madeSince)}`]), ...at };
  }
  const found = await byInstances(known, desired, machines.instances);
  if (found.verdict === "applied" && pending?.layers.includes(layer))
    return { ...diverged("Git has changes that are not applied"), ...at };
  return { ...found, ...at };
}

/** Whether the machines that stand are those to which the last run of their playbooks applied them. */
async function byInstances(
  { standingInstances }: OnRecord,
  { machines }: DesiredState,
  applied: InstanceIds = {},
): Promise<LayerStatus> {
  // Of a record from before records named them, nothing is compared: its run came to a good end, and no later one made a machine anew.
  const named = Object.keys(applied).length > 0;
  const standing = named ? await standingInstances?.() : { ids: {}, declared: [] };
  if (!standing) return unknown("which instances stand is not known");
  if ("problem" in standing) return unknown(standing.problem.message, standing.problem.details);
  const { other, missing } = findInstances(applied, standing);
  if (other.length > 0)
    return diverged(notRunSince, [`other instances than their playbooks were applied to: ${shown(other)}`]);
  if (missing.length > 0)
    return unknown("the state does not say which instances stand", [`not in the state: ${shown(missing)}`]);
  const isNamed = machines.every(({ key }) => Object.hasOwn(applied, key));
  const detail = `by the last run of their playbooks${isNamed ? "" : ", on instances that its record does not name"}; groundwork drift asks the machines`;
  return { layer, verdict: "applied", detail, problems: [] };
}

const notRunSince = "their playbooks were not run since machines were made anew";

function shown(machines: readonly string[]): string {
  return cutShort(machines, shownMachines).join(", ");
}

function unknown(detail: string, problems: readonly string[] = []): LayerStatus {
  return { layer, verdict: "unknown", detail, problems };
}

function diverged(detail: string, problems: readonly string[] = []): LayerStatus {
  return { layer, verdict: "diverged", detail, problems };
}
