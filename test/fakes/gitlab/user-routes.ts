import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { accessOf, apiCaller, callerOf, forbidden, needRole, notFound, projectOf, userJson } from "./http-answers.ts";
import type { State } from "./state.ts";

/** Users, their tokens, and the members of projects. */
export function userRoutes(app: FastifyInstance, state: State): void {
  const withId = (id: string | number) => {
    const found = state.users.find((each) => String(each.id) === String(id));
    if (!found) throw notFound("User");
    return found;
  };

  app.get("/user", (request) => userJson(apiCaller(state, request).user));

  app.post<{ Body: { username: string; email: string } }>("/users", (request, reply) => {
    if (!apiCaller(state, request).user.isAdmin) throw forbidden();
    const { username, email } = request.body;
    const made = { id: state.nextId(), username, email, isAdmin: false };
    state.users.push(made);
    reply.code(201);
    return userJson(made);
  });

  app.post<{ Params: { user: string }; Body: { scopes: string[] } }>(
    "/users/:user/personal_access_tokens",
    (request, reply) => {
      if (!apiCaller(state, request).user.isAdmin) throw forbidden();
      const value = `glpat-${randomBytes(10).toString("hex")}`;
      state.tokens.push({ value, user: withId(request.params.user), scopes: request.body.scopes, isExpired: false });
      reply.code(201);
      return { id: state.nextId(), token: value };
    },
  );

  // Any token may ask what it is itself.
  app.get("/personal_access_tokens/self", ({ headers }) => {
    const { scopes } = callerOf(state, headers["private-token"] as string | undefined);
    return { id: 1, active: true, scopes };
  });

  app.post<{ Body: { user_id: number; access_level: number } }>("/projects/:id/members", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "maintainer");
    project.members.set(request.body.user_id, request.body.access_level);
    reply.code(201);
    return { ...userJson(withId(request.body.user_id)), access_level: request.body.access_level };
  });

  // Members of the groups are under this address alone.
  app.get<{ Params: { user: string } }>("/projects/:id/members/all/:user", (request) => {
    const project = projectOf(state, request, apiCaller(state, request));
    const user = state.users.find((each) => String(each.id) === request.params.user);
    const access = user ? accessOf(project, user) : 0;
    if (!user || access === 0) throw notFound("Member");
    return { ...userJson(user), access_level: access };
  });
}
