import { environmentsFolder, inOrder, type Reading, readDocument } from "../environment/index.ts";
import { type FileTree, parseDuration } from "../lib/index.ts";
import type { FleetFacts } from "../promotion/index.ts";
import { checkRoutes } from "./check-routes.ts";
import { notificationsDocument, type RawNotifications, type RawRoute } from "./document.ts";
import type { QuietHours } from "./quiet-hours.ts";
import type { Destination, NotificationSettings, Owners, Route } from "./settings.ts";

/** The one file that says who is told of what. */
export const notificationsPath = `${environmentsFolder}/notifications.yaml`;

/**
 * Reads the notifications file of a tree: valid, or everything that is wrong with it.
 *
 * `undefined` where there is none. Never throws for what the file says. An issue never repeats what stands where a secret was expected by
 * the name of its variable.
 *
 * @param tree of the protected branch, so that no change takes away who is told of it
 */
export async function readNotifications(
  tree: FileTree,
  fleet: FleetFacts,
): Promise<Reading<NotificationSettings> | undefined> {
  const read = await readDocument(tree, notificationsPath, notificationsDocument);
  if (!read) return undefined;
  if ("wrong" in read) return { ok: false, issues: read.wrong };
  const { spec } = read.value;
  const issues = inOrder([...read.issues, ...checkRoutes(read.root, spec, fleet)]);
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return { ok: true, value: settingsFrom(spec), issues };
}

/** The owners of environments, as their metadata name them. */
export function ownersOf(fleet: FleetFacts): Owners {
  return new Map([...fleet].flatMap(([name, { owner }]) => (owner === undefined ? [] : [[name, owner]])));
}

function settingsFrom({ after, settle, convergedAfter, digestBeyond, quietHours, routes }: RawNotifications["spec"]) {
  const { drift, unknown, failed, waiting } = after;
  return {
    afterMilliseconds: {
      drift: milliseconds(drift),
      unknown: milliseconds(unknown),
      failed: milliseconds(failed),
      waiting: milliseconds(waiting),
    },
    settleMilliseconds: milliseconds(settle),
    convergedMilliseconds: milliseconds(convergedAfter),
    digestBeyond,
    routes: routes.map((route) => routeFrom(route, quietHours)),
  };
}

function routeFrom(raw: RawRoute, usualQuietHours: RawRoute["quietHours"]): Route {
  const { name, environments, owners = [], tell, heartbeat, quietHours = usualQuietHours } = raw;
  return {
    name,
    environments,
    owners,
    kinds: tell,
    ...(quietHours && { quietHours: quietHoursFrom(quietHours) }),
    ...(heartbeat !== undefined && { heartbeatMilliseconds: milliseconds(heartbeat) }),
    to: destinationOf(raw),
  };
}

/** Exactly one is there: {@link checkRoutes} has seen to it. */
function destinationOf({ slack, teams, webhook, email }: RawRoute): Destination {
  if (slack) {
    const { url, ...rest } = slack;
    return { kind: "slack", ...rest, ...(url !== undefined && { url }) };
  }
  if (teams) return { kind: "teams", ...teams };
  if (webhook) {
    const { url, urlFrom, secretFrom } = webhook;
    return { kind: "webhook", secretFrom, ...(url !== undefined ? { url } : { urlFrom: urlFrom ?? "" }) };
  }
  if (!email) return { kind: "issue" };
  const { user, passwordFrom, ...rest } = email;
  return {
    kind: "smtp",
    ...rest,
    ...(user !== undefined && { user }),
    ...(passwordFrom !== undefined && { passwordFrom }),
  };
}

function quietHoursFrom({ from, to, days, zone }: NonNullable<RawRoute["quietHours"]>): QuietHours {
  return { from: minutes(from), to: minutes(to), days, zone };
}

function minutes(time: string): number {
  const [hour = "", minute = ""] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

function milliseconds(duration: string): number {
  return parseDuration(duration, ["h", "m", "s"]) ?? 0;
}
