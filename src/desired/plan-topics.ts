import type { Environment } from "../environment/index.ts";
import { pubsubName } from "./names.ts";
import { optional, type Planning } from "./planning.ts";
import type {
  DesiredAgentGrant,
  DesiredMessageSchema,
  DesiredServiceIdentity,
  DesiredSubscription,
  DesiredTopic,
} from "./topic-values.ts";

type Topic = Environment["topics"][number];
type Subscription = Topic["subscriptions"][number];

/** Key of the account in whose name Pub/Sub moves dead letters and writes to buckets. */
const agent = "pubsub";

export function planMessageSchemas(planning: Planning): readonly DesiredMessageSchema[] {
  return planning.environment.topics.flatMap(({ name, schema }) =>
    schema === undefined
      ? []
      : [
          {
            key: name,
            protect: planning.protects("topics", name),
            args: {
              name: planning.name([name], pubsubName),
              type: schema.type === "avro" ? ("AVRO" as const) : ("PROTOCOL_BUFFER" as const),
              definition: schema.definition,
            },
          },
        ],
  );
}

export function planTopics(planning: Planning): readonly DesiredTopic[] {
  return planning.environment.topics.map(({ name, retentionSeconds, regions, schema, labels }) => ({
    key: name,
    protect: planning.protects("topics", name),
    ...optional("schema", schema && { schema: name, encoding: schema.encoding === "json" ? "JSON" : "BINARY" }),
    args: {
      name: planning.name([name], pubsubName),
      ...optional("messageRetentionDuration", retentionSeconds === undefined ? undefined : `${retentionSeconds}s`),
      messageStoragePolicy: { allowedPersistenceRegions: regions.toSorted() },
      labels: planning.labelsWith(labels),
    },
  }));
}

export function planSubscriptions(planning: Planning): readonly DesiredSubscription[] {
  return planning.environment.topics.flatMap((topic) =>
    topic.subscriptions.map((subscription) => planSubscription(planning, topic, subscription)),
  );
}

function planSubscription(planning: Planning, topic: Topic, subscription: Subscription): DesiredSubscription {
  const { push, bucket, deadLetters, retry, expiresAfterSeconds } = subscription;
  return {
    key: subscriptionKey(topic, subscription),
    protect: planning.protects("topics", topic.name),
    topic: topic.name,
    subscription: subscription.name,
    ...optional("push", push),
    ...optional("bucket", bucket && { bucket: bucket.name, args: bucketArgs(bucket) }),
    ...optional("deadLetters", deadLetters && { topic: deadLetters.topic, maxDeliveryAttempts: deadLetters.attempts }),
    args: {
      name: planning.name([topic.name, subscription.name], pubsubName),
      ackDeadlineSeconds: subscription.ackDeadlineSeconds,
      messageRetentionDuration: `${subscription.retentionSeconds}s`,
      retainAckedMessages: subscription.keepAcknowledged,
      enableMessageOrdering: subscription.ordering,
      enableExactlyOnceDelivery: subscription.exactlyOnce,
      ...optional("filter", subscription.filter),
      // Without any policy it is deleted after 31 days without a subscriber; an empty one means never.
      expirationPolicy: { ttl: expiresAfterSeconds === undefined ? "" : `${expiresAfterSeconds}s` },
      ...optional(
        "retryPolicy",
        retry && { minimumBackoff: `${retry.minSeconds}s`, maximumBackoff: `${retry.maxSeconds}s` },
      ),
      labels: planning.labelsWith(topic.labels),
    },
  };
}

function bucketArgs({ prefix, suffix, format, everySeconds }: NonNullable<Subscription["bucket"]>) {
  return {
    ...optional("filenamePrefix", prefix === "" ? undefined : prefix),
    ...optional("filenameSuffix", suffix === "" ? undefined : suffix),
    maxDuration: `${everySeconds}s`,
    ...optional("avroConfig", format === "avro" ? { writeMetadata: true } : undefined),
  };
}

function subscriptionKey(topic: Topic, subscription: Subscription): string {
  return `${topic.name}-${subscription.name}`;
}

/**
 * What Pub/Sub's own account may do: publish to topics for dead letters, acknowledge what it moved there, write to buckets.
 *
 * Each grant is one, however many subscriptions need it.
 */
export function planAgentGrants(planning: Planning): readonly DesiredAgentGrant[] {
  const grants = planning.environment.topics.flatMap((topic) =>
    topic.subscriptions.flatMap((subscription): Grant[] => {
      const { deadLetters, bucket } = subscription;
      const own = subscriptionKey(topic, subscription);
      return [
        ...(deadLetters
          ? [
              { on: "topic", target: deadLetters.topic, role: "roles/pubsub.publisher" } as const,
              { on: "subscription", target: own, role: "roles/pubsub.subscriber" } as const,
            ]
          : []),
        ...(bucket
          ? [
              { on: "bucket", target: bucket.name, role: "roles/storage.objectCreator" } as const,
              { on: "bucket", target: bucket.name, role: "roles/storage.legacyBucketReader" } as const,
            ]
          : []),
      ];
    }),
  );
  const values = grants.map(({ on, target, role }) => ({
    key: `${on}-${target}-${role.slice("roles/".length)}`,
    protect: false,
    on,
    target,
    agent,
    args: { role },
  }));
  return [...new Map(values.map((value) => [value.key, value])).values()];
}

interface Grant {
  readonly on: DesiredAgentGrant["on"];
  readonly target: string;
  readonly role: string;
}

/** The account of Pub/Sub itself, where it needs grants. Google makes it when it is asked for. */
export function planServiceIdentities(planning: Planning): readonly DesiredServiceIdentity[] {
  const { project } = planning.environment.cloud;
  if (planAgentGrants(planning).length === 0) return [];
  return [{ key: agent, protect: false, args: { project, service: "pubsub.googleapis.com" } }];
}
