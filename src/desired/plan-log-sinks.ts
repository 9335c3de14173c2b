import type { LogDestination } from "../environment/index.ts";
import type { DesiredDestination, DesiredLogSink, DesiredSinkWriter } from "./access-values.ts";
import { logSinkName } from "./names.ts";
import { optional, type Planning } from "./planning.ts";

export function planLogSinks(planning: Planning): readonly DesiredLogSink[] {
  const { cloud, logSinks } = planning.environment;
  return logSinks.map(({ name, description, destination, filter, exclusions, disabled }) => ({
    key: name,
    protect: planning.protects("logSinks", name),
    destination: destinationOf(destination),
    args: {
      name: planning.name([name], logSinkName),
      project: cloud.project,
      ...optional("description", description),
      ...optional("filter", filter),
      exclusions: exclusions.map((exclusion) => ({ ...exclusion })),
      disabled,
      uniqueWriterIdentity: true,
      // Tables by day would be one for each day.
      ...optional(
        "bigqueryOptions",
        destination.kind === "dataset" ? { usePartitionedTables: true as const } : undefined,
      ),
    },
  }));
}

function destinationOf(to: LogDestination): DesiredDestination {
  switch (to.kind) {
    case "bucket":
      return { bucket: to.name };
    case "topic":
      return { topic: to.name };
    case "other-bucket":
      return { path: ["storage.googleapis.com/", ...to.bucket] };
    case "other-topic":
      return { path: [`pubsub.googleapis.com/projects/${to.project}/topics/${to.topic}`] };
    case "dataset":
      return { path: [`bigquery.googleapis.com/projects/${to.project}/datasets/${to.dataset}`] };
    default:
      return { path: [`logging.googleapis.com/${logBucketName(to)}`] };
  }
}

/** What lets the sinks write: one grant for each destination, in the name of the first sink that has it. */
export function planSinkWriters({ environment }: Planning): readonly DesiredSinkWriter[] {
  const writers = environment.logSinks
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, destination }): DesiredSinkWriter[] => {
      const grant = grantOf(destination, environment.cloud.project);
      return grant === undefined ? [] : [{ key: destinationKey(destination), protect: false, sink: name, ...grant }];
    });
  return [...new Map(writers.toReversed().map((writer) => [writer.key, writer])).values()];
}

function grantOf(to: LogDestination, ownProject: string): Pick<DesiredSinkWriter, "on" | "args"> | undefined {
  const writesObjects = { role: "roles/storage.objectCreator" };
  const publishes = { role: "roles/pubsub.publisher" };
  switch (to.kind) {
    case "bucket":
      return { on: { bucket: to.name }, args: writesObjects };
    case "topic":
      return { on: { topic: to.name }, args: publishes };
    case "other-bucket":
      return { on: { otherBucket: to.bucket }, args: writesObjects };
    case "other-topic":
      return { on: { otherTopic: to.topic, project: to.project }, args: publishes };
    case "dataset":
      return { on: { dataset: to.dataset, project: to.project }, args: { role: "roles/bigquery.dataEditor" } };
    default:
      // Cloud Logging writes to log buckets of its own project without a grant.
      return to.project === ownProject ? undefined : grantOnLogBucket(to);
  }
}

/** The role is given on the project, for there is none on a log bucket alone. */
function grantOnLogBucket(to: Extract<LogDestination, { kind: "log-bucket" }>): Pick<DesiredSinkWriter, "on" | "args"> {
  const condition = {
    title: `log bucket ${to.bucket}`.slice(0, 100),
    expression: `resource.name.endsWith('${logBucketName(to).replace(/^projects\/[^/]+\//, "")}')`,
  };
  return { on: { project: to.project }, args: { role: "roles/logging.bucketWriter", condition } };
}

function destinationKey(to: LogDestination): string {
  const { kind, ...rest } = to;
  const words = Object.values(rest).flatMap((value: string | readonly unknown[]) =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
  return [kind, ...words].join("/");
}

function logBucketName({ project, location, bucket }: Extract<LogDestination, { kind: "log-bucket" }>): string {
  return `projects/${project}/locations/${location}/buckets/${bucket}`;
}
