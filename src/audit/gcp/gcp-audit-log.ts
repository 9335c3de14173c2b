import * as z from "zod";
import type { AuditEntry } from "../../drift/index.ts";
import { messageOf } from "../../lib/index.ts";
import type { AuditLog } from "../audit-log.ts";
import { AuditLogUnreachable } from "../errors.ts";

export interface GcpAuditLogSettings {
  readonly project: string;
  readonly token: string;
  /** Of Cloud Logging's API. */
  readonly url: string;
  /** How long one answer may take, in milliseconds. @default 20,000 */
  readonly limitMilliseconds?: number;
}

/** As many ids as fit into a filter: Cloud Logging takes 20,000 characters (cloud.google.com/logging/quotas). */
const idsAtOnce = 50;
/** The newest entries alone count, so that a log with thousands of others is not read to its end. */
const mostPages = 5;

const answerShape = z.object({
  entries: z
    .array(
      z.object({
        timestamp: z.string(),
        protoPayload: z.object({
          resourceName: z.string().optional(),
          methodName: z.string().optional(),
          authenticationInfo: z.object({ principalEmail: z.string().optional() }).optional(),
        }),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});

type Entry = z.output<typeof answerShape>["entries"][number];

/**
 * Admin activity of a project: every change of a resource by a person or a service account. Entries arrive within seconds, and hours late at
 * worst (cloud.google.com/logging/docs/audit), so that none is no proof of anything.
 */
export function gcpAuditLog(settings: GcpAuditLogSettings): AuditLog {
  return {
    async lastChanges(ids, since) {
      const found = new Map<string, AuditEntry>();
      for (let first = 0; first < ids.length; first += idsAtOnce) {
        const some = ids.slice(first, first + idsAtOnce);
        for (const entry of await entriesOf(some, since, settings)) {
          const id = some.find((each) => isOf(entry, each));
          const actor = entry.protoPayload.authenticationInfo?.principalEmail;
          if (id === undefined || actor === undefined || found.has(id)) continue;
          const action = entry.protoPayload.methodName;
          found.set(id, { actor, at: entry.timestamp, ...(action !== undefined && { action }) });
        }
      }
      return found;
    },
  };
}

/** The newest first. */
async function entriesOf(
  ids: readonly string[],
  since: Date,
  settings: GcpAuditLogSettings,
): Promise<readonly Entry[]> {
  const { project } = settings;
  const names = ids.map((id) => JSON.stringify(id)).join(" OR ");
  const filter = [
    `logName=${JSON.stringify(`projects/${project}/logs/cloudaudit.googleapis.com%2Factivity`)}`,
    `timestamp>${JSON.stringify(since.toISOString())}`,
    // A name in the log may begin with its service or its number of the project.
    `protoPayload.resourceName:(${names})`,
  ].join(" AND ");
  const entries: Entry[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const body = {
      resourceNames: [`projects/${project}`],
      filter,
      orderBy: "timestamp desc",
      pageSize: 1000,
      ...(pageToken !== undefined && { pageToken }),
    };
    const answer = await listed(body, settings);
    entries.push(...answer.entries);
    pageToken = answer.nextPageToken;
    if (pageToken === undefined) break;
  }
  return entries;
}

async function listed(body: object, { url, token, limitMilliseconds = 20_000, project }: GcpAuditLogSettings) {
  const log = `of the project ${project}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL("/v2/entries:list", url), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMilliseconds),
      // A token is sent to the address that was meant, and to no other one.
      redirect: "error",
    });
    text = await response.text();
  } catch (thrown) {
    throw new AuditLogUnreachable({ log, problem: messageOf(thrown) }, { cause: thrown });
  }
  if (!response.ok) throw new AuditLogUnreachable({ log, problem: `it answered ${response.status}` });
  const answer = answerShape.safeParse(jsonOf(text));
  if (!answer.success) throw new AuditLogUnreachable({ log, problem: "its answer is not one of Cloud Logging" });
  return answer.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOf({ protoPayload: { resourceName = "" } }: Entry, id: string): boolean {
  return resourceName === id || resourceName.endsWith(`/${id}`);
}
