import { type Problem, problemOf, type RouteTold } from "../../change/index.ts";
import {
  digested,
  type Notice,
  type NotificationSettings,
  type Notifier,
  type NotifierOf,
  type Route,
  type Sent,
} from "../../notify/index.ts";

/** What came of telling routes. */
export interface ToldRoutes {
  readonly routes: readonly RouteTold[];
  readonly sent: readonly Sent[];
}

/** One that takes none of so many notices takes none of the others either. */
const mostFailures = 3;

/** Tells each route its notices, in their order. A route that fails keeps no other one from being told. */
export async function tellRoutes(
  { routes, digestBeyond }: Pick<NotificationSettings, "routes" | "digestBeyond">,
  notices: readonly Notice[],
  notifierOf: NotifierOf,
): Promise<ToldRoutes> {
  const told = await Promise.all(
    routes.map(async (route) => {
      const own = notices.filter((notice) => notice.route === route.name);
      return { route, ...(await tellOne(route, digested(route, own, digestBeyond), notifierOf)) };
    }),
  );
  return {
    routes: told.flatMap(({ route: { name, to }, sent, problems }) =>
      sent.length + problems.length === 0 ? [] : [{ route: name, to: to.kind, sent: sent.length, problems }],
    ),
    sent: told.flatMap(({ sent }) => sent),
  };
}

async function tellOne(
  route: Route,
  notices: readonly Notice[],
  notifierOf: NotifierOf,
): Promise<{ readonly sent: readonly Sent[]; readonly problems: readonly Problem[] }> {
  const sent: Sent[] = [];
  const problems: Problem[] = [];
  if (notices.length === 0) return { sent, problems };
  let notifier: Notifier;
  try {
    notifier = notifierOf(route);
  } catch (thrown) {
    return { sent, problems: [problemOf(thrown)] };
  }
  let failures = 0;
  for (const notice of notices) {
    if (failures === mostFailures) break;
    try {
      const told = await notifier.tell(notice);
      // Of what stood in a digest no message of its own is edited later.
      if (notice.digest) sent.push(...notice.digest.map((each) => ({ notice: each })));
      else sent.push({ notice, ...told });
      failures = 0;
    } catch (thrown) {
      problems.push(problemOf(thrown));
      failures += 1;
    }
  }
  return { sent, problems };
}
