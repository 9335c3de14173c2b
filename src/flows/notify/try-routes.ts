import { createHash } from "node:crypto";
import type { RouteTold } from "../../change/index.ts";
import { formatIssue } from "../../environment/index.ts";
import type { Clock, FileTree } from "../../lib/index.ts";
import { nearestName } from "../../lib/nearest-name.ts";
import { type Notice, type NotifierOf, notificationsPath, readNotifications } from "../../notify/index.ts";
import { fleetFacts } from "../../promotion/index.ts";
import { InvalidNotifications, NoNotificationsFile, NoSuchRoute } from "./errors.ts";
import { tellRoutes } from "./tell-routes.ts";

/**
 * Sends a harmless notice through each route, at any time of day, and remembers nothing of it.
 *
 * @param names of routes; empty: all
 * @throws {NoNotificationsFile} without a notifications file
 * @throws {InvalidNotifications} {@link NoSuchRoute}
 */
export async function tryRoutes(
  tree: FileTree,
  names: readonly string[],
  { clock, notifierOf }: { readonly clock: Clock; readonly notifierOf: NotifierOf },
): Promise<readonly RouteTold[]> {
  const reading = await readNotifications(tree, await fleetFacts(tree));
  if (!reading) throw new NoNotificationsFile({ file: notificationsPath });
  if (!reading.ok) throw new InvalidNotifications({ file: notificationsPath, issues: reading.issues.map(formatIssue) });
  const { routes } = reading.value;
  const known = routes.map(({ name }) => name);
  for (const route of names)
    if (!known.includes(route)) throw new NoSuchRoute({ route, known, near: nearestName(route, known) });
  const wanted = routes.filter(({ name }) => names.length === 0 || names.includes(name));
  const at = clock.now().toISOString();
  const notices = wanted.map(({ name }) => testNotice(name, at));
  return (await tellRoutes({ routes: wanted, digestBeyond: reading.value.digestBeyond }, notices, notifierOf)).routes;
}

function testNotice(route: string, at: string): Notice {
  const id = createHash("sha256").update(`test ${route} ${at}`).digest("hex").slice(0, 32);
  return {
    id,
    thread: id,
    route,
    kind: "test",
    news: "opened",
    environments: [],
    joined: [],
    altered: [],
    left: [],
    accepted: {},
    since: at,
    at,
    commit: "",
    open: new Map(),
  };
}
