import { DatasetIamMember } from "@pulumi/gcp/bigquery/datasetIamMember.js";
import { ProjectSink } from "@pulumi/gcp/logging/projectSink.js";
import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import type { Topic } from "@pulumi/gcp/pubsub/topic.js";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember.js";
import type { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { ComponentResource, type ComponentResourceOptions, interpolate, type Output } from "@pulumi/pulumi";
import type { DesiredDestination, DesiredSinkWriter, DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export type LogSinksArgs = Pick<DesiredState, "logSinks" | "sinkWriters"> & {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly references: References;
};

/** Where logs go, and the right to write there. */
export class LogSinks extends ComponentResource {
  readonly sinks: ReadonlyMap<string, ProjectSink>;

  constructor(
    name: string,
    private readonly args: LogSinksArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:LogSinks", name, {}, options);
    this.sinks = createEach(
      args.logSinks,
      ({ key, protect, args, destination }) =>
        new ProjectSink(key, { ...args, destination: this.pathOf(destination) }, { parent: this, protect }),
    );
    for (const writer of args.sinkWriters) this.letWrite(writer);
    this.registerOutputs({});
  }

  private pathOf(destination: DesiredDestination): Output<string> {
    if ("path" in destination) return this.args.references.resolve(destination.path);
    return "bucket" in destination
      ? interpolate`storage.googleapis.com/${known(this.args.buckets, destination.bucket).name}`
      : interpolate`pubsub.googleapis.com/${known(this.args.topics, destination.topic).id}`;
  }

  private letWrite({ key, protect, sink, on, args }: DesiredSinkWriter): void {
    const grant = { ...args, member: known(this.sinks, sink).writerIdentity };
    const options = { parent: this, protect };
    const { buckets, topics, references } = this.args;
    if ("bucket" in on) new BucketIAMMember(key, { ...grant, bucket: known(buckets, on.bucket).name }, options);
    else if ("otherBucket" in on)
      new BucketIAMMember(key, { ...grant, bucket: references.resolve(on.otherBucket) }, options);
    else if ("topic" in on) new TopicIAMMember(key, { ...grant, topic: known(topics, on.topic).name }, options);
    else if ("otherTopic" in on)
      new TopicIAMMember(key, { ...grant, topic: on.otherTopic, project: on.project }, options);
    else if ("dataset" in on)
      new DatasetIamMember(key, { ...grant, datasetId: on.dataset, project: on.project }, options);
    else new ProjectMember(key, { ...grant, project: on.project }, options);
  }
}
