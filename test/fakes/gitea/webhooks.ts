import { createHmac, randomUUID } from "node:crypto";
import { pullJson } from "./pull-json.ts";
import { repositoryJson } from "./repository-routes.ts";
import { type Comment, type Issue, pullOf, type Repository, type Review, type User } from "./state.ts";
import { userJson } from "./user-routes.ts";

/** One delivery, as it reaches a receiver. */
export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Announces what happened to the webhooks of a repository. */
export interface Webhooks {
  pullRequest(repository: Repository, issue: Issue, action: string, sender: User): void;
  commented(repository: Repository, issue: Issue, comment: Comment, action: "created" | "edited" | "deleted"): void;
  reviewed(repository: Repository, issue: Issue, review: Review): void;
  pushed(repository: Repository, reference: string, before: string, after: string, pusher: User): void;
}

interface Announcement {
  /** The event header, the type header, and the name that a subscription has to have. */
  readonly event: string;
  readonly type: string;
  readonly subscription: string;
}

/** Keeps each delivery; one attempt is all that Gitea makes. @param deliver is given each one, in order */
export function webhooks(deliver: (delivery: Delivery) => void): Webhooks {
  const announce = (repository: Repository, { event, type, subscription }: Announcement, payload: object) => {
    for (const hook of repository.hooks) {
      if (!hook.events.includes(subscription)) continue;
      const body = JSON.stringify({ ...payload, repository: repositoryJson(repository) }, undefined, 2);
      deliver({ url: hook.url, headers: hookHeaders(event, type, body, hook.secret), body });
    }
  };
  return {
    pullRequest(repository, issue, action, sender) {
      const type = { synchronized: "pull_request_sync" }[action] ?? "pull_request";
      const pull = pullJson(repository, issue, { base: "", head: pullOf(issue).head, mergeable: false });
      const payload = { action, number: issue.number, pull_request: pull, sender: userJson(sender), commit_id: "" };
      announce(repository, { event: "pull_request", type, subscription: "pull_request" }, payload);
    },
    commented(repository, issue, comment, action) {
      const type = issue.pull ? "pull_request_comment" : "issue_comment";
      const payload = {
        action,
        issue: { number: issue.number, title: issue.title },
        comment: { id: comment.id, body: comment.body, user: userJson(comment.author) },
        is_pull: issue.pull !== undefined,
        ...(issue.pull && { pull_request: { head: { sha: issue.pull.head } } }),
        sender: userJson(comment.author),
      };
      // Comments on pull requests have the event header of issues, and another subscription.
      announce(repository, { event: "issue_comment", type, subscription: issue.pull ? "pull_request" : type }, payload);
    },
    reviewed(repository, issue, review) {
      const words: Readonly<Record<string, string>> = { APPROVED: "approved", REQUEST_CHANGES: "rejected" };
      const word = words[review.state] ?? "comment";
      const payload = {
        action: "reviewed",
        number: issue.number,
        pull_request: pullJson(repository, issue, { base: "", head: pullOf(issue).head, mergeable: false }),
        review: { type: `pull_request_review_${word}`, content: review.body },
        sender: userJson(review.author),
        commit_id: "",
      };
      const names = {
        event: `pull_request_${word}`,
        type: `pull_request_review_${word}`,
        subscription: "pull_request",
      };
      announce(repository, names, payload);
    },
    pushed(repository, ref, before, after, pusher) {
      const payload = {
        ref,
        before,
        after,
        commits: [],
        total_commits: 0,
        pusher: userJson(pusher),
        sender: userJson(pusher),
      };
      announce(repository, { event: "push", type: "push", subscription: "push" }, payload);
    },
  };
}

/** The headers of a delivery: three families of names, and signatures that are empty without a secret. */
export function hookHeaders(
  event: string,
  type: string,
  body: string,
  secret: string,
): Readonly<Record<string, string>> {
  const digest = (algorithm: string) => (secret === "" ? "" : createHmac(algorithm, secret).update(body).digest("hex"));
  const delivery = randomUUID();
  const families = ["x-gitea", "x-gogs", "x-github"].flatMap((family) => [
    [`${family}-delivery`, delivery],
    [`${family}-event`, event],
    [`${family}-event-type`, type],
  ]);
  return {
    ...(Object.fromEntries(families) as Record<string, string>),
    "content-type": "application/json",
    "x-gitea-signature": digest("sha256"),
    "x-gogs-signature": digest("sha256"),
    "x-hub-signature": `sha1=${digest("sha1")}`,
    "x-hub-signature-256": `sha256=${digest("sha256")}`,
  };
}
