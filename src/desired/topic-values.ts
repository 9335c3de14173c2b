import type { Text } from "../environment/index.ts";
import type { Values } from "./values.ts";

/** For `gcp.projects.ServiceIdentity`: the account in whose name one of Google's services acts in the project. */
export type DesiredServiceIdentity = Values<{ project: string; service: string }>;

/** For `gcp.pubsub.Schema`. */
export type DesiredMessageSchema = Values<{ name: string; type: "AVRO" | "PROTOCOL_BUFFER"; definition: string }>;

/** For `gcp.pubsub.Topic`. */
export type DesiredTopic = Values<{
  name: string;
  messageRetentionDuration?: string;
  messageStoragePolicy: { allowedPersistenceRegions: string[] };
  labels: Record<string, string>;
}> & {
  /** Key of the {@link DesiredMessageSchema}, whose `id` is `schemaSettings.schema`. */
  readonly schema?: { readonly schema: string; readonly encoding: "JSON" | "BINARY" };
};

/** For `gcp.pubsub.Subscription`. */
export type DesiredSubscription = Values<{
  name: string;
  ackDeadlineSeconds: number;
  messageRetentionDuration: string;
  retainAckedMessages: boolean;
  enableMessageOrdering: boolean;
  enableExactlyOnceDelivery: boolean;
  filter?: string;
  expirationPolicy: { ttl: string };
  retryPolicy?: { minimumBackoff: string; maximumBackoff: string };
  labels: Record<string, string>;
}> & {
  /** Key of the {@link DesiredTopic}, whose `id` is the `topic`. */
  readonly topic: string;
  /** Name of the subscription in its topic. */
  readonly subscription: string;
  readonly push?: DesiredPush;
  /** `cloudStorageConfig`, whose `bucket` is the name of the bucket of that key. */
  readonly bucket?: {
    readonly bucket: string;
    readonly args: {
      filenamePrefix?: string;
      filenameSuffix?: string;
      maxDuration: string;
      avroConfig?: { writeMetadata: boolean };
    };
  };
  /** Key of the topic whose `id` is the `deadLetterTopic`. */
  readonly deadLetters?: { readonly topic: string; readonly maxDeliveryAttempts: number };
};

/** `pushConfig`. */
export interface DesiredPush {
  /** An address, or the `uri` of the run service of that key, followed by a path. */
  readonly to: { readonly endpoint: Text } | { readonly runService: string; readonly path: string };
  /** Key of the service account of the `oidcToken`. */
  readonly serviceAccount?: string;
  readonly audience?: Text;
  readonly unwrapped: boolean;
}

/** For `gcp.pubsub.TopicIAMMember`, `gcp.pubsub.SubscriptionIAMMember` or `gcp.storage.BucketIAMMember`. */
export type DesiredAgentGrant = Values<{ role: string }> & {
  readonly on: "topic" | "subscription" | "bucket";
  /** Key of what the role is about. */
  readonly target: string;
  /** Key of the {@link DesiredServiceIdentity} that is the `member`. */
  readonly agent: string;
};
