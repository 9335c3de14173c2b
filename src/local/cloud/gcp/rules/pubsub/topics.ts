import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { mentions, type NameRule, type TypeRules } from "../type-rules.ts";

const NAME: NameRule = {
  property: "name",
  pattern: /^(?!goog)[A-Za-z][-A-Za-z0-9_.~+%]{2,254}$/,
  says: "must be 3-255 letters, digits and -_.~+%, start with a letter and not with goog",
};

/** Without effect on the subscriptions of a topic that is deleted: they stay, and deliver what they have. */
const TOPIC = mentions("pubsub/topic:Topic");

export const topic: TypeRules = {
  name: NAME,
  references: {
    "schemaSettings.schema": mentions("pubsub/schema:Schema"),
    kmsKeyName: mentions("kms/cryptoKey:CryptoKey"),
  },
  check: ({ messageRetentionDuration }) =>
    secondsWithin("messageRetentionDuration", messageRetentionDuration, retention),
};

export const messageSchema: TypeRules = {
  name: NAME,
  replaceOn: ["type"],
  check: ({ type, definition }) => {
    if (type !== "AVRO" || typeof definition !== "string" || isJson(definition)) return [];
    return [{ property: "definition", reason: "must be JSON, as the definitions of Avro are" }];
  },
};

export const subscription: TypeRules = {
  name: NAME,
  replaceOn: ["topic", "filter", "enableMessageOrdering"],
  references: {
    topic: TOPIC,
    "deadLetterPolicy.deadLetterTopic": TOPIC,
    "cloudStorageConfig.bucket": mentions("storage/bucket:Bucket"),
    "pushConfig.oidcToken.serviceAccountEmail": mentions("serviceaccount/account:Account"),
  },
  defaults: { ackDeadlineSeconds: 10, messageRetentionDuration: "604800s" },
  check: (inputs) => [
    ...secondsWithin("messageRetentionDuration", inputs["messageRetentionDuration"], retention),
    ...numberWithin("ackDeadlineSeconds", inputs["ackDeadlineSeconds"], [10, 600]),
    ...numberWithin(
      "deadLetterPolicy.maxDeliveryAttempts",
      memberOfMap(inputs["deadLetterPolicy"], "maxDeliveryAttempts"),
      [5, 100],
    ),
    ...["minimumBackoff", "maximumBackoff"].flatMap((key) =>
      secondsWithin(`retryPolicy.${key}`, memberOfMap(inputs["retryPolicy"], key), [0, 600]),
    ),
    ...secondsWithin("expirationPolicy.ttl", memberOfMap(inputs["expirationPolicy"], "ttl"), [86_400, Infinity]),
  ],
  admit: ({ id, properties }) => {
    const ways = ["pushConfig", "bigqueryConfig", "cloudStorageConfig"].filter(
      (key) => Object.keys((properties[key] ?? {}) as PropertyMap).length > 0,
    );
    const refuse = (property: string, reason: string) => {
      throw new InvalidRequest({ id, property, reason, status: "INVALID_ARGUMENT" });
    };
    if (ways.length > 1) refuse(String(ways[1]), `may not be set beside ${String(ways[0])}`);
    if (properties["enableExactlyOnceDelivery"] === true && ways.length > 0)
      refuse("enableExactlyOnceDelivery", "is for pull subscriptions");
    const endpoint = textOf(memberOfMap(properties["pushConfig"], "pushEndpoint"));
    if (endpoint !== undefined && !endpoint.startsWith("https://"))
      refuse("pushConfig.pushEndpoint", `must start with https://; it is ${endpoint}`);
  },
  complete: ({ properties }) => ({
    expirationPolicy: { ttl: "2678400s", ...(properties["expirationPolicy"] as PropertyMap) },
  }),
};

const retention = [600, 2_678_400] as const;

function memberOfMap(value: unknown, key: string): unknown {
  return (value as PropertyMap | undefined | null)?.[key];
}

function secondsWithin(property: string, value: unknown, limits: readonly [number, number]): CheckFailure[] {
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(textOf(value) ?? "") ?? [];
  return seconds === undefined ? [] : numberWithin(property, Number(seconds), limits, "s");
}

function numberWithin(
  property: string,
  value: unknown,
  [least, most]: readonly [number, number],
  unit = "",
): CheckFailure[] {
  if (typeof value !== "number" || (value >= least && value <= most)) return [];
  const limits = most === Infinity ? `at least ${least}${unit}` : `${least}${unit} to ${most}${unit}`;
  return [{ property, reason: `must be ${limits}; it is ${value}${unit}` }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
