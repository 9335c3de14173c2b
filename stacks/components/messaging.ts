import { ServiceIdentity } from "@pulumi/gcp/projects/serviceIdentity.js";
import { Schema } from "@pulumi/gcp/pubsub/schema.js";
import { Subscription } from "@pulumi/gcp/pubsub/subscription.js";
import { SubscriptionIAMMember } from "@pulumi/gcp/pubsub/subscriptionIAMMember.js";
import { Topic } from "@pulumi/gcp/pubsub/topic.js";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import type { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  interpolate,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { DesiredAgentGrant, DesiredPush, DesiredState, DesiredSubscription } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { Run } from "./run.ts";
import type { References } from "./text.ts";

export type MessagingArgs = Pick<
  DesiredState,
  "serviceIdentities" | "messageSchemas" | "topics" | "subscriptions" | "agentGrants"
> & {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** Given where subscriptions push to services. */
  readonly run: Run | undefined;
  readonly references: References;
};

/** Topics, their subscriptions, and what Pub/Sub itself may do. */
export class Messaging extends ComponentResource {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  private readonly agents: ReadonlyMap<string, ServiceIdentity>;

  constructor(
    name: string,
    private readonly args: MessagingArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Messaging", name, {}, options);

    this.agents = createEach(
      args.serviceIdentities,
      ({ key, protect, args }) => new ServiceIdentity(key, args, { parent: this, protect }),
    );
    const schemas = createEach(
      args.messageSchemas,
      ({ key, protect, args }) => new Schema(key, args, { parent: this, protect }),
    );
    this.topics = createEach(args.topics, ({ key, protect, args: topic, schema }) => {
      const settings = schema && { schema: known(schemas, schema.schema).id, encoding: schema.encoding };
      return new Topic(key, { ...topic, ...(settings && { schemaSettings: settings }) }, { parent: this, protect });
    });
    // Pub/Sub refuses a subscription to a bucket that its own account may not write to.
    const onBuckets = this.grants("bucket", ({ key, args, target }, member) => {
      const bucket = known(this.args.buckets, target).name;
      return new BucketIAMMember(key, { ...args, bucket, member }, { parent: this });
    });
    this.subscriptions = createEach(args.subscriptions, (each) => this.subscribe(each, onBuckets));
    this.grants("topic", ({ key, args, target }, member) => {
      const topic = known(this.topics, target).name;
      return new TopicIAMMember(key, { ...args, topic, member }, { parent: this });
    });
    this.grants("subscription", ({ key, args, target }, member) => {
      const subscription = known(this.subscriptions, target).name;
      return new SubscriptionIAMMember(key, { ...args, subscription, member }, { parent: this });
    });
    this.registerOutputs({});
  }

  private grants(
    on: DesiredAgentGrant["on"],
    create: (grant: DesiredAgentGrant, member: Output<string>) => Resource,
  ): readonly Resource[] {
    const wanted = this.args.agentGrants.filter((grant) => grant.on === on);
    return [...createEach(wanted, (grant) => create(grant, known(this.agents, grant.agent).member)).values()];
  }

  private subscribe(each: DesiredSubscription, onBuckets: readonly Resource[]): Subscription {
    const { key, protect, args, topic, push, bucket, deadLetters } = each;
    return new Subscription(
      key,
      {
        ...args,
        topic: known(this.topics, topic).id,
        ...(push && { pushConfig: this.pushConfig(push) }),
        ...(bucket && { cloudStorageConfig: { ...bucket.args, bucket: known(this.args.buckets, bucket.bucket).name } }),
        ...(deadLetters && {
          deadLetterPolicy: {
            deadLetterTopic: known(this.topics, deadLetters.topic).id,
            maxDeliveryAttempts: deadLetters.maxDeliveryAttempts,
          },
        }),
      },
      { parent: this, protect, ...(bucket && { dependsOn: [...onBuckets] }) },
    );
  }

  private pushConfig({ to, serviceAccount, audience, unwrapped }: DesiredPush) {
    const { accounts, run, references } = this.args;
    const uri = "runService" in to ? known(run?.services ?? new Map(), to.runService).uri : undefined;
    // Cloud Run takes tokens for the address of the service alone, without a path.
    const named = audience === undefined ? uri : references.resolve(audience);
    return {
      pushEndpoint: "runService" in to ? interpolate`${uri}${to.path}` : references.resolve(to.endpoint),
      ...(serviceAccount !== undefined && {
        oidcToken: {
          serviceAccountEmail: known(accounts, serviceAccount).email,
          ...(named !== undefined && { audience: named }),
        },
      }),
      ...(unwrapped && { noWrapper: { writeMetadata: true } }),
    };
  }
}
