import { createHmac, randomUUID } from "node:crypto";
import type { Resources } from "./resources.ts";
import { type Comment, fullName, type Issue, pullOf, type Repository, type Review, type User } from "./state.ts";

/** One delivery, as it reaches a receiver. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Announces what happened to the webhooks of a repository. */
export interface Webhooks {
  pullRequest(repository: Repository, issue: Issue, action: string, sender: User): void;
  commented(repository: Repository, issue: Issue, comment: Comment, action: "created" | "edited", sender: User): void;
  reviewed(repository: Repository, issue: Issue, review: Review): void;
  pushed(repository: Repository, reference: string, before: string, after: string, sender: User): void;
  announce(repository: Repository, event: string, payload: object): void;
}

/** Keeps each delivery; GitHub sends none twice unless it is asked. @param deliver is given each one, in order */
export function webhooks(give: () => Resources, deliver: (delivery: Delivery) => void): Webhooks {
  const announce = (repository: Repository, event: string, payload: object) => {
    const about = { id: repository.id, name: repository.name, full_name: fullName(repository) };
    const body = JSON.stringify({ ...payload, repository: about });
    for (const secret of repository.hooks) deliver({ headers: hookHeaders(event, body, secret), body });
  };
  const pullJson = (issue: Issue) => ({
    number: issue.number,
    title: issue.title,
    state: issue.state,
    head: { ref: pullOf(issue).headBranch, sha: pullOf(issue).head },
    base: { ref: pullOf(issue).baseBranch },
  });
  return {
    announce,
    pullRequest(repository, issue, action, sender) {
      const payload = { action, number: issue.number, pull_request: pullJson(issue), sender: give().user(sender) };
      announce(repository, "pull_request", payload);
    },
    commented(repository, issue, comment, action, sender) {
      announce(repository, "issue_comment", {
        action,
        issue: { number: issue.number, title: issue.title, ...(issue.pull && { pull_request: {} }) },
        comment: { id: comment.id, body: comment.body, user: give().user(comment.author) },
        sender: give().user(sender),
      });
    },
    reviewed(repository, issue, review) {
      announce(repository, "pull_request_review", {
        action: "submitted",
        // In lower case here.
        review: { ...give().review(repository, issue, review), state: review.state.toLowerCase() },
        pull_request: pullJson(issue),
        sender: give().user(review.author),
      });
    },
    pushed(repository, ref, before, after, sender) {
      const none = /^0+$/;
      const payload = { ref, before, after, created: none.test(before), deleted: none.test(after), commits: [] };
      announce(repository, "push", { ...payload, pusher: { name: sender.login }, sender: give().user(sender) });
    },
  };
}

/** Without a secret there are no headers of a signature. */
export function hookHeaders(event: string, body: string, secret: string): Readonly<Record<string, string>> {
  const digest = (algorithm: string) => createHmac(algorithm, secret).update(body).digest("hex");
  return {
    "user-agent": "GitHub-Hookshot/1234567",
    "content-type": "application/json",
    "x-github-delivery": randomUUID(),
    "x-github-event": event,
    "x-github-hook-id": "1",
    ...(secret !== "" && {
      "x-hub-signature": `sha1=${digest("sha1")}`,
      "x-hub-signature-256": `sha256=${digest("sha256")}`,
    }),
  };
}
