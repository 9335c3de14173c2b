import { createHmac, randomUUID } from "node:crypto";
import type { Delivery } from "./deliveries.ts";
import { mergeRequestJson } from "./merge-request-json.ts";
import {
  fullPath,
  type Hook,
  lastVersion,
  type MergeRequest,
  type Note,
  type Project,
  type State,
  type User,
} from "./state.ts";

/** Announces what happened to the webhooks of a project. */
export interface Webhooks {
  mergeRequest(
    project: Project,
    request: MergeRequest,
    action: string,
    by: User,
    more?: { readonly oldrev?: string; readonly changes?: object },
  ): void;
  noted(project: Project, request: MergeRequest, note: Note, action: "create" | "update", by: User): void;
  pushed(
    project: Project,
    push: { readonly ref: string; readonly before: string; readonly after: string; readonly by: User },
  ): void;
}

/** Keeps each delivery. @param deliver is given each one, in order */
export function webhooks(state: State, deliver: (delivery: Delivery) => void): Webhooks {
  const announce = (project: Project, event: string, payload: object) => {
    const body = JSON.stringify({
      ...payload,
      project: { id: project.id, path_with_namespace: fullPath(project), default_branch: "main" },
    });
    for (const hook of project.hooks) deliver({ url: hook.url, headers: hookHeaders(hook, event, body), body });
  };
  const userHook = ({ id, username }: User) => ({ id, username, name: username, email: "[REDACTED]" });
  const attributes = (project: Project, request: MergeRequest) => ({
    ...mergeRequestJson(project, request, "in a list"),
    last_commit: { id: lastVersion(request).head },
  });
  return {
    mergeRequest(project, request, action, by, { oldrev, changes = {} } = {}) {
      announce(project, "Merge Request Hook", {
        object_kind: "merge_request",
        event_type: "merge_request",
        user: userHook(by),
        object_attributes: { ...attributes(project, request), action, ...(oldrev && { oldrev }) },
        changes,
      });
    },
    noted(project, request, { id, body }, action, by) {
      announce(project, "Note Hook", {
        object_kind: "note",
        event_type: "note",
        user: userHook(by),
        object_attributes: { id, note: body, noteable_type: "MergeRequest", system: false, action },
        merge_request: attributes(project, request),
      });
    },
    pushed(project, { ref, before, after, by }) {
      announce(project, "Push Hook", {
        object_kind: "push",
        event_name: "push",
        ref,
        before,
        after,
        user_id: by.id,
        user_username: by.username,
        commits: [],
        total_commits_count: 0,
      });
    },
  };

  function hookHeaders(hook: Hook, event: string, body: string): Readonly<Record<string, string>> {
    const [id, seconds] = [randomUUID(), String(Math.floor(Date.now() / 1_000))];
    const signature = (token: string) =>
      createHmac("sha256", Buffer.from(token.replace("whsec_", ""), "base64"))
        .update(`${id}.${seconds}.${body}`)
        .digest("base64");
    return {
      "content-type": "application/json",
      "user-agent": "GitLab/18.6.0",
      "x-gitlab-event": event,
      "x-gitlab-instance": "http://configured.example",
      "x-gitlab-webhook-uuid": randomUUID(),
      // Shared by the webhooks that one event sets off.
      "x-gitlab-event-uuid": `event-${state.nextId()}`,
      "idempotency-key": randomUUID(),
      ...(hook.token && { "x-gitlab-token": hook.token }),
      ...(hook.signingToken && {
        "webhook-id": id,
        "webhook-timestamp": seconds,
        "webhook-signature": `v1,${signature(hook.signingToken)}`,
      }),
    };
  }
}
