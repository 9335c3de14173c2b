import * as z from "zod";
import { duration } from "./durations.ts";
import { labels, name, named, text } from "./words.ts";

const push = z
  .strictObject({
    endpoint: text.optional().describe("https:// address to which messages are sent. Either this or runService."),
    runService: name.optional().describe("One of the environment's runServices, which gets the messages."),
    path: z
      .string()
      .regex(/^\/\S*$/, { error: "write a path that starts with /" })
      .optional()
      .describe("Path of the runService; absent: /."),
    serviceAccount: name
      .optional()
      .describe("One of the environment's serviceAccounts, whose OIDC token every request carries."),
    audience: text.optional().describe("Audience of the OIDC token; absent: the endpoint."),
    unwrapped: z
      .boolean()
      .default(false)
      .describe("The body of a request is the message's data alone, without its JSON envelope."),
  })
  .describe("Messages are sent to an address. Either this or bucket; absent both: subscribers pull.");

const toBucket = z
  .strictObject({
    name: name.describe("One of the environment's buckets."),
    prefix: z.string().max(256).default("").describe("How the names of the objects start."),
    suffix: z.string().max(256).default("").describe("How the names of the objects end."),
    format: z.enum(["text", "avro"]).default("text").describe("What an object holds: lines of data, or Avro records."),
    every: duration.default("5m").describe("How long one object is written at most, 1m to 10m."),
  })
  .describe("Messages are written to a bucket.");

const deadLetters = z
  .strictObject({
    topic: name.describe("Name of the topic that gets the messages that were never acknowledged."),
    attempts: z.int().min(5).max(100).default(5).describe("Deliveries before a message goes there."),
  })
  .describe("Where messages go that were delivered in vain; the grants that Pub/Sub needs for it are made, too.");

const retry = z
  .strictObject({
    min: duration.default("10s").describe("Shortest time before a message is delivered again, 0s to 10m."),
    max: duration.default("10m").describe("Longest time before a message is delivered again, 0s to 10m."),
  })
  .describe("Exponential backoff between deliveries; absent: at once.");

const subscription = named({
  push: push.optional(),
  bucket: toBucket.optional(),
  ackDeadline: duration.default("10s").describe("How long a subscriber has to acknowledge a message, 10s to 10m."),
  retention: duration.default("7d").describe("How long messages are kept that are not acknowledged, 10m to 31d."),
  keepAcknowledged: z.boolean().default(false).describe("Keep acknowledged messages as long, to seek back to them."),
  ordering: z.boolean().default(false).describe("Messages with one ordering key are delivered in order."),
  exactlyOnce: z.boolean().default(false).describe("An acknowledged message is never delivered again. Pull only."),
  filter: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('Which messages are delivered, by their attributes: attributes.kind = "paid".'),
  retry: retry.optional(),
  deadLetters: deadLetters.optional(),
  expiresAfter: duration.optional().describe("Time without a subscriber after which it is deleted; absent: never."),
});

const schema = z
  .strictObject({
    type: z.enum(["avro", "protobuf"]).default("avro").describe("Language of the definition."),
    definition: z.string().min(1).max(300_000).describe("The definition itself."),
    encoding: z.enum(["json", "binary"]).default("json").describe("How messages are written."),
  })
  .describe("What every message has to look like; others are refused.");

export const topic = named({
  retention: duration
    .optional()
    .describe("How long every published message can be read again, 10m to 31d; absent: as subscriptions say."),
  regions: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Regions in which messages are stored; absent: the environment's."),
  schema: schema.optional(),
  labels: labels.default({}),
  subscriptions: z.array(subscription).default([]).describe("Who gets the messages."),
});
