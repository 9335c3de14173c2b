import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  accessOf,
  apiCaller,
  type Caller,
  forbidden,
  notFound,
  paged,
  projectOf,
  refused,
  roles,
  userJson,
} from "./http-answers.ts";
import { extractCommands } from "./quick-actions.ts";
import type { MergeRequest, Note, Noteable, Project, State } from "./state.ts";
import { addSystemNote } from "./versions.ts";
import type { Webhooks } from "./webhooks.ts";

const noteJson = ({ id, author, body, isSystem, created, updated = created }: Note) => ({
  id,
  body,
  system: isSystem,
  author: userJson(author),
  created_at: created,
  updated_at: updated,
  // Of notes on the whole; those on lines and answers have the name of a kind.
  type: null,
});

interface Place {
  readonly project: Project;
  readonly on: Noteable;
  readonly request?: MergeRequest;
}

const longestNote = 1_000_000;

/** Comments of merge requests and issues. Both kinds carry out the quick actions in them, when they are edited too. */
export function noteRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  const placeOf = (request: FastifyRequest, caller: Caller): Place => {
    const project = projectOf(state, request, caller);
    const { kind, iid } = request.params as { readonly kind: string; readonly iid: string };
    if (kind === "merge_requests") {
      const found = project.requests.find((each) => String(each.iid) === iid);
      if (!found) throw notFound("Not");
      return { project, on: found, request: found };
    }
    const found = project.issues.find((each) => String(each.iid) === iid);
    if (!found) throw notFound("Not");
    return { project, on: found };
  };
  const carryOut = ({ project, on, request }: Place, { user }: Caller, commands: readonly string[]) => {
    for (const command of commands) {
      if (command === "close") on.state = "closed";
      if (command === "request_changes" && request) {
        request.reviewers.set(user.id, "requested_changes");
        request.approvals.splice(
          0,
          request.approvals.length,
          ...request.approvals.filter((each) => each.user !== user),
        );
        addSystemNote(state, request, user, "requested changes");
        hooks.mergeRequest(project, request, "update", user, { changes: { reviewers: [[], []] } });
      }
    }
  };
  const refuseLong = (body: string) => {
    if (Array.from(body).length > longestNote)
      throw refused(400, { note: [`is too long (maximum is ${longestNote} characters)`] });
  };
  const base = "/projects/:id/:kind(^merge_requests|issues$)/:iid/notes";

  app.get<{ Querystring: { sort?: string } }>(base, (request, reply) => {
    const { on } = placeOf(request, apiCaller(state, request));
    const notes = request.query.sort === "asc" ? on.notes : on.notes.toReversed();
    return paged(state, { request, reply }, notes).map(noteJson);
  });

  app.post<{ Body: { body: string } }>(base, (request, reply) => {
    const caller = apiCaller(state, request);
    const place = placeOf(request, caller);
    const { project, on } = place;
    if (project.isArchived || (on.isLocked && accessOf(project, caller.user) < roles.reporter)) throw forbidden();
    refuseLong(request.body.body);
    const { text, commands } = extractCommands(request.body.body);
    carryOut(place, caller, commands);
    if (text === "" && commands.length > 0) {
      reply.code(202);
      return { commands_changes: {}, summary: commands };
    }
    if (text === "") throw refused(400, { note: ["can't be blank"] });
    const note = {
      id: state.nextId(),
      author: caller.user,
      body: text,
      isSystem: false,
      created: state.now(),
      reactions: [],
    };
    on.notes.push(note);
    if (place.request) hooks.noted(project, place.request, note, "create", caller.user);
    reply.code(201);
    return noteJson(note);
  });

  app.put<{ Params: { note: string }; Body: { body: string } }>(`${base}/:note`, (request, reply) => {
    const caller = apiCaller(state, request);
    const place = placeOf(request, caller);
    const note = noteOf(place, request.params.note);
    if (place.project.isArchived) throw forbidden();
    if (note.author !== caller.user && accessOf(place.project, caller.user) < roles.maintainer) throw forbidden();
    refuseLong(request.body.body);
    const { text, commands } = extractCommands(request.body.body);
    carryOut(place, caller, commands);
    if (text === "") {
      place.on.notes.splice(place.on.notes.indexOf(note), 1);
      return reply.code(202).send({ commands_changes: {} });
    }
    const now = state.now();
    Object.assign(note, { body: text, updated: now, edited: now });
    if (place.request) hooks.noted(place.project, place.request, note, "update", caller.user);
    return noteJson(note);
  });

  app.post<{ Params: { note: string }; Body: { name: string } }>(`${base}/:note/award_emoji`, (request, reply) => {
    const caller = apiCaller(state, request);
    const note = noteOf(placeOf(request, caller), request.params.note);
    const { reactions = [] } = note;
    const { name } = request.body;
    // As if there were no such note.
    if (reactions.some((each) => each.by === caller.user && each.name === name))
      throw notFound("Award Emoji Name has already been taken");
    reactions.push({ by: caller.user, name });
    note.updated = state.now();
    reply.code(201);
    return { id: state.nextId(), name, user: userJson(caller.user) };
  });

  app.get<{ Params: { note: string } }>(`${base}/:note/award_emoji`, (request, reply) => {
    const { reactions = [] } = noteOf(placeOf(request, apiCaller(state, request)), request.params.note);
    return paged(state, { request, reply }, reactions).map(({ by, name }) => ({ name, user: userJson(by) }));
  });

  app.delete<{ Params: { note: string } }>(`${base}/:note`, (request, reply) => {
    const caller = apiCaller(state, request);
    const place = placeOf(request, caller);
    const note = noteOf(place, request.params.note);
    if (note.author !== caller.user && accessOf(place.project, caller.user) < roles.maintainer) throw forbidden();
    place.on.notes.splice(place.on.notes.indexOf(note), 1);
    return reply.code(204).send();
  });
}

function noteOf({ on }: Place, id: string): Note {
  const found = on.notes.find((each) => String(each.id) === id);
  if (!found) throw notFound("Note");
  return found;
}
