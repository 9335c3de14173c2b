import { textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { mentions, type TypeRules } from "../type-rules.ts";

const account = mentions("serviceaccount/account:Account");
const targets = ["httpTarget", "pubsubTarget", "appEngineHttpTarget"];

export const schedulerJob: TypeRules = {
  name: {
    property: "name",
    pattern: /^[-_A-Za-z0-9]{1,500}$/,
    says: "must be 1-500 letters, digits, dashes and underscores",
  },
  references: {
    "httpTarget.oauthToken.serviceAccountEmail": account,
    "httpTarget.oidcToken.serviceAccountEmail": account,
    "pubsubTarget.topicName": mentions("pubsub/topic:Topic"),
  },
  check: ({ schedule }) => {
    const text = textOf(schedule);
    if (text === undefined || isSchedule(text)) return [];
    return [{ property: "schedule", reason: `must have the five fields of a crontab; it is ${text}` }];
  },
  admit: ({ id, properties }) => {
    const given = targets.filter((target) => properties[target] !== undefined);
    if (given.length === 1) return;
    const reason = `must be the one of ${targets.join(", ")} that is set`;
    throw new InvalidRequest({ id, property: given[1] ?? "httpTarget", reason, status: "INVALID_ARGUMENT" });
  },
  complete: ({ properties }) => ({ state: properties["paused"] === true ? "PAUSED" : "ENABLED" }),
};

/** A crontab, or English such as `every 5 minutes`. */
function isSchedule(text: string): boolean {
  return /^\s*(every|\d+(st|nd|rd|th))\b/i.test(text) || /^\S+(\s+\S+){4}$/.test(text.trim());
}
