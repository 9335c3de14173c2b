import type { RawSpec } from "../schema/index.ts";
import { formatText } from "../text.ts";
import type { Push, Subscription, Topic } from "../topics.ts";
import type { ValuePath } from "../yaml/index.ts";
import { secondsOf, secondsWithin } from "./durations.ts";
import type { Findings } from "./findings.ts";
import { checkKnown, checkRegion } from "./lookup.ts";

/** What topics may refer to by name. */
export interface TopicSurroundings {
  readonly environment: string;
  readonly region: string;
  readonly serviceAccounts: readonly string[];
  readonly buckets: readonly string[];
  readonly runServices: readonly { readonly name: string; readonly public: boolean }[];
}

type RawTopic = RawSpec["topics"][number];
type RawSubscription = RawTopic["subscriptions"][number];

const retention = ["10m", "31d"] as const;

export function buildTopics(findings: Findings, raw: RawSpec["topics"], around: TopicSurroundings): Topic[] {
  const path = ["spec", "topics"];
  findings.uniqueNames(path, raw);
  if (raw.length > 0 && around.environment.startsWith("goog"))
    findings.error(
      path,
      "reserved-name",
      `names of topics start with the environment's, and Pub/Sub takes none that starts with "goog"; rename ${around.environment}`,
    );
  return raw.map((topic, index) => buildTopic(findings, [...path, index], topic, { ...around, topics: raw }));
}

type Around = TopicSurroundings & { readonly topics: RawSpec["topics"] };

function buildTopic(findings: Findings, at: ValuePath, raw: RawTopic, around: Around): Topic {
  findings.uniqueNames([...at, "subscriptions"], raw.subscriptions);
  for (const [index, region] of (raw.regions ?? []).entries()) checkRegion(findings, [...at, "regions", index], region);
  if (raw.schema?.type === "avro" && !isJson(raw.schema.definition))
    findings.error([...at, "schema", "definition"], "bad-definition", "is no JSON, as definitions of Avro are");
  return {
    name: raw.name,
    ...(raw.retention !== undefined && {
      retentionSeconds: secondsWithin(findings, [...at, "retention"], raw.retention, retention),
    }),
    regions: [...new Set(raw.regions ?? [around.region])],
    ...(raw.schema !== undefined && { schema: raw.schema }),
    labels: raw.labels,
    subscriptions: raw.subscriptions.map((subscription, index) =>
      buildSubscription(findings, [...at, "subscriptions", index], { raw: subscription, topic: raw.name, around }),
    ),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Written {
  readonly raw: RawSubscription;
  /** Name of the subscription's topic. */
  readonly topic: string;
  readonly around: Around;
}

function buildSubscription(findings: Findings, at: ValuePath, { raw, topic, around }: Written): Subscription {
  const { push, bucket, retry, deadLetters, expiresAfter } = raw;
  if (push && bucket)
    findings.error([...at, "bucket"], "one-of-two", "push is declared, too; messages are delivered in one way");
  if (raw.exactlyOnce && push)
    findings.error([...at, "exactlyOnce"], "one-of-two", "is for subscribers that pull; push delivers at least once");
  if (deadLetters) checkDeadLetters(findings, [...at, "deadLetters", "topic"], deadLetters.topic, { topic, around });
  if (bucket) checkKnown(findings, [...at, "bucket", "name"], bucket.name, { what: "bucket", known: around.buckets });
  const within = (key: string, written: string, limits: readonly [string, string]) =>
    secondsWithin(findings, [...at, ...key.split(".")], written, limits);
  if (expiresAfter !== undefined && secondsOf(expiresAfter) < secondsOf(raw.retention))
    findings.error(
      [...at, "expiresAfter"],
      "out-of-range",
      `is ${expiresAfter}, shorter than the retention of ${raw.retention}, within which messages wait for a subscriber`,
    );
  if (retry && secondsOf(retry.max) < secondsOf(retry.min))
    findings.error([...at, "retry", "max"], "out-of-range", `is ${retry.max}, shorter than min ${retry.min}`);
  return {
    name: raw.name,
    ...(push && { push: buildPush(findings, [...at, "push"], push, around) }),
    ...(bucket && {
      bucket: {
        name: bucket.name,
        prefix: bucket.prefix,
        suffix: bucket.suffix,
        format: bucket.format,
        everySeconds: within("bucket.every", bucket.every, ["1m", "10m"]),
      },
    }),
    ackDeadlineSeconds: within("ackDeadline", raw.ackDeadline, ["10s", "10m"]),
    retentionSeconds: within("retention", raw.retention, retention),
    keepAcknowledged: raw.keepAcknowledged,
    ordering: raw.ordering,
    exactlyOnce: raw.exactlyOnce,
    ...(raw.filter !== undefined && { filter: raw.filter }),
    ...(retry && {
      retry: {
        minSeconds: within("retry.min", retry.min, ["0s", "10m"]),
        maxSeconds: within("retry.max", retry.max, ["0s", "10m"]),
      },
    }),
    ...(deadLetters && { deadLetters }),
    ...(expiresAfter !== undefined && { expiresAfterSeconds: within("expiresAfter", expiresAfter, ["1d", "36500d"]) }),
  };
}

function checkDeadLetters(
  findings: Findings,
  path: ValuePath,
  wanted: string,
  { topic, around }: Omit<Written, "raw">,
): void {
  if (wanted === topic) {
    findings.error(path, "self-reference", `is the subscription's own topic, which would deliver them again and again`);
    return;
  }
  checkKnown(findings, path, wanted, { what: "topic", known: around.topics.map(({ name }) => name) });
  const found = around.topics.find(({ name }) => name === wanted);
  if (found?.subscriptions.length === 0)
    findings.warning(path, "lost-messages", `${wanted} has no subscription, so what arrives there is lost`);
}

function buildPush(
  findings: Findings,
  at: ValuePath,
  raw: NonNullable<RawSubscription["push"]>,
  { serviceAccounts, runServices }: Around,
): Push {
  const { endpoint, runService, path = "/", serviceAccount, audience, unwrapped } = raw;
  if ((endpoint === undefined) === (runService === undefined))
    findings.error(at, "one-of-two", "write either endpoint or runService: where messages are sent");
  if (raw.path !== undefined && runService === undefined)
    findings.error([...at, "path"], "one-of-two", "is of a runService; write it as a part of the endpoint");
  if (serviceAccount !== undefined)
    checkKnown(findings, [...at, "serviceAccount"], serviceAccount, {
      what: "service account",
      known: serviceAccounts,
    });
  else if (audience !== undefined)
    findings.error([...at, "audience"], "missing-key", "is of a token, and there is none without a serviceAccount");
  if (runService !== undefined) {
    const known = runServices.map(({ name }) => name);
    checkKnown(findings, [...at, "runService"], runService, { what: "run service", known });
    const isPublic = runServices.find(({ name }) => name === runService)?.public ?? true;
    if (!isPublic && serviceAccount === undefined)
      findings.error(
        [...at, "serviceAccount"],
        "missing-key",
        `is missing; ${runService} is not public, so requests need the token of a service account that may call it`,
      );
  }
  const text = findings.text([...at, "endpoint"], endpoint ?? "");
  const [first] = text;
  if (endpoint !== undefined && (first === undefined || (typeof first === "string" && !first.startsWith("https://"))))
    findings.error(
      [...at, "endpoint"],
      "bad-address",
      `is "${formatText(text)}"; Pub/Sub pushes to https:// addresses`,
    );
  return {
    to: runService === undefined ? { endpoint: text } : { runService, path },
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(audience !== undefined && { audience: findings.text([...at, "audience"], audience) }),
    unwrapped,
  };
}
