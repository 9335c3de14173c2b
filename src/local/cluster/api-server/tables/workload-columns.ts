import { at, type JsonObject, listOf, numberOf, objectOf, textOf } from "../../../../lib/index.ts";
import { ageColumn, ageOf, type Column, count, humanDuration, nameColumn, text } from "./column.ts";

const templatePath = ["spec", "template", "spec", "containers"];

const each = (object: JsonObject, path: readonly string[], field: string): string =>
  listOf(at(object, ...path))
    .map((container) => textOf(objectOf(container)[field]))
    .join(",");

const wide = (path: readonly string[] = templatePath): readonly Column[] => [
  text("Containers", (object) => each(object, path, "name"), 1),
  text("Images", (object) => each(object, path, "image"), 1),
];

const selector = text("Selector", (object) => selectorText(at(object, "spec", "selector")), 1);

/** `app=web,tier in (a,b)`, or `<none>`. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const equal = Object.entries(objectOf(matchLabels)).map(([key, value]) => `${key}=${textOf(value)}`);
  const others = listOf(matchExpressions).map((one) => {
    const { key, operator, values } = objectOf(one);
    if (operator === "Exists") return textOf(key);
    if (operator === "DoesNotExist") return `!${textOf(key)}`;
    return `${textOf(key)} ${textOf(operator).toLowerCase()} (${listOf(values).map(textOf).join(",")})`;
  });
  const all = [...equal, ...others];
  return all.length === 0 ? "<none>" : all.join(",");
}

const status =
  (field: string) =>
  (object: JsonObject): unknown =>
    at(object, "status", field);

const replicas = (object: JsonObject): unknown => at(object, "spec", "replicas");

const readyOf = (object: JsonObject): string =>
  `${numberOf(status("readyReplicas")(object)) ?? 0}/${numberOf(replicas(object)) ?? 0}`;

/** Why a Job is where it is, from its conditions. */
function jobStatus(job: JsonObject): string {
  const found = (type: string): boolean =>
    listOf(at(job, "status", "conditions"))
      .map(objectOf)
      .some((condition) => condition.type === type && condition.status === "True");
  if (found("Complete")) return "Complete";
  if (found("Failed")) return "Failed";
  if (at(job, "metadata", "deletionTimestamp") !== undefined) return "Terminating";
  if (found("Suspended")) return "Suspended";
  return found("FailureTarget") ? "FailureTarget" : "Running";
}

function completionsOf(job: JsonObject): string {
  const done = numberOf(at(job, "status", "succeeded")) ?? 0;
  const wanted = at(job, "spec", "completions");
  if (typeof wanted === "number") return `${done}/${wanted}`;
  const parallel = numberOf(at(job, "spec", "parallelism")) ?? 0;
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

const duration: Column = {
  name: "Duration",
  type: "string",
  cell: (job, now) => {
    const start = at(job, "status", "startTime");
    if (typeof start !== "string") return "";
    const end = at(job, "status", "completionTime");
    const until = typeof end === "string" ? Date.parse(end) : now.getTime();
    return humanDuration(Math.max(Math.floor((until - Date.parse(start)) / 1000), 0));
  },
};

const cronTemplate = ["spec", "jobTemplate", "spec", "template", "spec", "containers"];

/** Columns of what makes pods. */
export const workloadColumns: Readonly<Record<string, readonly Column[]>> = {
  "apps/Deployment": [
    nameColumn,
    text("Ready", readyOf),
    count("Up-to-date", status("updatedReplicas")),
    count("Available", status("availableReplicas")),
    ageColumn,
    ...wide(),
    selector,
  ],
  "apps/ReplicaSet": [
    nameColumn,
    count("Desired", replicas),
    count("Current", status("replicas")),
    count("Ready", status("readyReplicas")),
    ageColumn,
    ...wide(),
    selector,
  ],
  "apps/StatefulSet": [nameColumn, text("Ready", readyOf), ageColumn, ...wide()],
  "apps/DaemonSet": [
    nameColumn,
    count("Desired", status("desiredNumberScheduled")),
    count("Current", status("currentNumberScheduled")),
    count("Ready", status("numberReady")),
    count("Up-to-date", status("updatedNumberScheduled")),
    count("Available", status("numberAvailable")),
    text("Node Selector", (object) =>
      selectorText({ matchLabels: at(object, "spec", "template", "spec", "nodeSelector") }),
    ),
    ageColumn,
    ...wide(),
    selector,
  ],
  "batch/Job": [
    nameColumn,
    text("Status", jobStatus),
    text("Completions", completionsOf),
    duration,
    ageColumn,
    ...wide(),
    selector,
  ],
  "batch/CronJob": [
    nameColumn,
    text("Schedule", (object) => at(object, "spec", "schedule")),
    text("Timezone", (object) => at(object, "spec", "timeZone")),
    { name: "Suspend", type: "boolean", cell: (object) => (at(object, "spec", "suspend") === true ? "True" : "False") },
    count("Active", (object) => listOf(at(object, "status", "active")).length),
    {
      name: "Last Schedule",
      type: "string",
      cell: (object, now) => {
        const last = at(object, "status", "lastScheduleTime");
        return last === undefined ? "<none>" : ageOf(last, now);
      },
    },
    ageColumn,
    ...wide(cronTemplate),
    text("Selector", (object) => selectorText(at(object, "spec", "jobTemplate", "spec", "selector")), 1),
  ],
  "autoscaling/HorizontalPodAutoscaler": [
    nameColumn,
    text("Reference", (object) => {
      const { kind, name } = objectOf(at(object, "spec", "scaleTargetRef"));
      return `${textOf(kind)}/${textOf(name)}`;
    }),
    text("Targets", targetsOf),
    text("MinPods", (object) => textOf(at(object, "spec", "minReplicas") ?? "<unset>")),
    count("MaxPods", (object) => at(object, "spec", "maxReplicas")),
    count("Replicas", (object) => at(object, "status", "currentReplicas")),
    ageColumn,
  ],
  "policy/PodDisruptionBudget": [
    nameColumn,
    text("Min Available", (object) => textOf(at(object, "spec", "minAvailable") ?? "N/A")),
    text("Max Unavailable", (object) => textOf(at(object, "spec", "maxUnavailable") ?? "N/A")),
    count("Allowed Disruptions", status("disruptionsAllowed")),
    ageColumn,
  ],
};

/** `cpu: 40%/80%`, with `<unknown>` where nothing has been measured. */
function targetsOf(autoscaler: JsonObject): string {
  const measured = listOf(at(autoscaler, "status", "currentMetrics")).map(objectOf);
  const texts = listOf(at(autoscaler, "spec", "metrics")).map((metric) => {
    const { type, resource } = objectOf(metric);
    if (type !== "Resource") return `<unknown>/${textOf(type)}`;
    const { name, target } = objectOf(resource);
    const current = measured.map((one) => objectOf(one.resource)).find((one) => one.name === name);
    const wanted = objectOf(target).averageUtilization;
    const now = at(current, "current", "averageUtilization");
    const suffix = wanted === undefined ? "" : "%";
    return `${textOf(name)}: ${now === undefined ? "<unknown>" : `${textOf(now)}%`}/${textOf(wanted ?? objectOf(target).averageValue ?? objectOf(target).value)}${suffix}`;
  });
  return texts.length === 0 ? "<none>" : texts.join(", ");
}
