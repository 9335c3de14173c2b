import type { FastifyInstance } from "fastify";
import { commitAt } from "../forge-host/bare-git.ts";
import { callerWith, mayWrite, paged, Refused, serverError } from "./http-answers.ts";
import type { PullLookup } from "./pull-lookup.ts";
import type { Pull, Review, State } from "./state.ts";
import { userJson } from "./user-routes.ts";
import type { Webhooks } from "./webhooks.ts";

const reviewJson = (review: Review, { head }: Pull) => ({
  id: review.id,
  user: userJson(review.author),
  state: review.state,
  body: review.body,
  commit_id: review.commit,
  // By the diff in the real one: a push that changes nothing leaves it false.
  stale: review.commit !== head,
  official: review.official,
  dismissed: review.dismissed,
  submitted_at: review.submitted,
});

export function reviewRoutes(app: FastifyInstance, state: State, pullAt: PullLookup, hooks: Webhooks): void {
  app.get("/repos/:owner/:repo/pulls/:number/reviews", async (request, reply) => {
    const caller = callerWith(state, request, "read:repository");
    const { pull } = await pullAt(request, caller);
    // A pending review is seen by its author alone.
    const seen = pull.reviews.filter((each) => each.state !== "PENDING" || each.author === caller.user);
    return paged(state, { request, reply }, seen, { headers: "all" }).map((each) => reviewJson(each, pull));
  });

  app.post<{ Body: { event?: string; body?: string; commit_id?: string } }>(
    "/repos/:owner/:repo/pulls/:number/reviews",
    async (request) => {
      const caller = callerWith(state, request, "write:repository");
      const { repository, issue, pull } = await pullAt(request, caller);
      const { event = "", body = "", commit_id: commit = pull.head } = request.body;
      if (event === "APPROVED" && issue.author === caller.user)
        throw new Refused(422, "approve your own pull is not allowed");
      if ((await commitAt(repository.folder, commit)) === undefined) throw serverError();
      // GitHub's words are taken, and make a review that counts for nothing.
      const isKnown = ["APPROVED", "REQUEST_CHANGES", "COMMENT"].includes(event);
      const isOpinion = event === "APPROVED" || event === "REQUEST_CHANGES";
      if (isOpinion)
        for (const each of pull.reviews)
          if (each.author === caller.user && each.state !== "COMMENT") {
            each.official = false;
            each.dismissed = true;
          }
      const review = {
        id: state.nextId(),
        author: caller.user,
        state: isKnown ? event : "PENDING",
        body,
        commit,
        official: isOpinion && mayWrite(repository, caller.user),
        dismissed: false,
        submitted: state.now(),
      };
      pull.reviews.push(review);
      if (isKnown) hooks.reviewed(repository, issue, review);
      return reviewJson(review, pull);
    },
  );

  app.post<{ Params: { id: string } }>("/repos/:owner/:repo/pulls/:number/reviews/:id/dismissals", async (request) => {
    const { pull } = await pullAt(request, callerWith(state, request, "write:repository"));
    const review = pull.reviews.find(({ id }) => String(id) === request.params.id);
    if (!review) throw new Refused(404, "");
    // Its state stays the same.
    review.dismissed = true;
    return reviewJson(review, pull);
  });

  // Asking for a review again takes the earlier approval's weight, and nothing else of it.
  app.post<{ Body: { reviewers: string[] } }>(
    "/repos/:owner/:repo/pulls/:number/requested_reviewers",
    async (request, reply) => {
      const { pull } = await pullAt(request, callerWith(state, request, "write:repository"));
      for (const login of request.body.reviewers) {
        const author = state.users.find((each) => each.login === login);
        if (!author) throw new Refused(404, "");
        for (const each of pull.reviews) if (each.author === author) each.official = false;
        const asked = { id: state.nextId(), author, state: "REQUEST_REVIEW", body: "", commit: "" };
        pull.reviews.push({ ...asked, official: true, dismissed: false, submitted: state.now() });
      }
      reply.code(201);
      return [];
    },
  );
}
