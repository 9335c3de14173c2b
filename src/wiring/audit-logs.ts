import { gcpAuditLog } from "../audit/gcp/index.ts";
import type { AuditLogs } from "../audit/index.ts";
import { localAuditLog } from "../audit/local/index.ts";
import type { LocalCloud } from "../local/index.ts";

/** Of Cloud Logging's API. */
const loggingUrl = "https://logging.googleapis.com";

/** The local cloud's own events, and Google's audit log where the environment holds a token for it. */
export function auditLogs(cloud: LocalCloud, { GOOGLE_OAUTH_ACCESS_TOKEN: token }: NodeJS.ProcessEnv): AuditLogs {
  const local = localAuditLog({ events: () => cloud.events() });
  return {
    of({ kind, project }) {
      if (kind === "local") return local;
      return token ? gcpAuditLog({ project, token, url: loggingUrl }) : undefined;
    },
  };
}
