import type { AuditEntry } from "../../drift/index.ts";
import type { AuditLog } from "../audit-log.ts";

/** An event of the local cloud, as its console lists it. */
export interface LocalEvent {
  readonly at: string;
  readonly change: "created" | "updated" | "deleted";
  readonly by: "provider" | "console" | "cloud";
  readonly id: string;
  readonly actor?: string;
}

/** The events of the local cloud that a person brought about in its console. */
export function localAuditLog(cloud: { events(): Promise<readonly LocalEvent[]> }): AuditLog {
  return {
    async lastChanges(ids, since) {
      const wanted = new Set(ids);
      const found = new Map<string, AuditEntry>();
      for (const { id, at, by, change, actor } of await cloud.events())
        if (by === "console" && wanted.has(id) && Date.parse(at) > since.getTime())
          found.set(id, { actor: actor ?? "the console of the local cloud", at, action: change });
      return found;
    },
  };
}
