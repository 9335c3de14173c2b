import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { callerOf, callerWith, notFound, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import type { Permission, State, User } from "./state.ts";

export const userJson = ({ id, login, email }: User) => ({
  id,
  login,
  login_name: "",
  full_name: "",
  email: `${login}@noreply.example`,
  username: login,
  contact: email,
});

/** Users, their tokens, and what they may do in a repository. */
export function userRoutes(app: FastifyInstance, state: State): void {
  const named = (login: string) => state.users.find((each) => each.login.toLowerCase() === login.toLowerCase());

  app.get("/user", (request) => userJson(callerWith(state, request, "read:user").user));

  app.get("/admin/orgs", (request) => {
    if (!callerWith(state, request, "read:admin").user.isAdmin) throw new Refused(403, "user should be the site admin");
    return [];
  });
  app.get("/notifications", (request) => {
    callerWith(state, request, "read:notification");
    return [];
  });

  app.get("/users/search", (request) => {
    callerWith(state, request, "read:user");
    const { uid } = request.query as { readonly uid?: string };
    return { ok: true, data: state.users.filter(({ id }) => String(id) === uid).map(userJson) };
  });

  app.post<{ Body: { username: string; email: string; password: string } }>("/admin/users", (request, reply) => {
    const { user } = callerWith(state, request, "write:admin");
    if (!user.isAdmin) throw new Refused(403, "user should be the site admin");
    const { username, email, password } = request.body;
    if (named(username)) throw new Refused(422, `user already exists [name: ${username}]`);
    const made = { id: state.nextId(), login: username, email, password, isAdmin: false };
    state.users.push(made);
    reply.code(201);
    return userJson(made);
  });

  // Tokens are made by name and password alone.
  app.post<{ Params: { name: string }; Body: { name: string; scopes: string[] } }>(
    "/users/:name/tokens",
    (request, reply) => {
      const caller = callerOf(state, request.headers.authorization);
      if (caller?.user !== named(request.params.name)) throw new Refused(401, "auth required");
      const token = {
        value: randomBytes(20).toString("hex"),
        user: caller!.user,
        scopes: request.body.scopes,
        isExpired: false,
      };
      state.tokens.push(token);
      reply.code(201);
      return { id: state.nextId(), name: request.body.name, sha1: token.value, scopes: token.scopes };
    },
  );

  app.put<{ Params: { name: string }; Body: { permission: Permission } }>(
    "/repos/:owner/:repo/collaborators/:name",
    (request, reply) => {
      const caller = callerWith(state, request, "write:repository");
      const repository = repositoryOf(state, request, caller);
      const user = named(request.params.name);
      if (!user) throw new Refused(422, "user does not exist");
      repository.collaborators.set(user.id, request.body.permission);
      return reply.code(204).send();
    },
  );

  app.get<{ Params: { name: string } }>("/repos/:owner/:repo/collaborators/:name/permission", (request) => {
    const caller = callerWith(state, request, "read:repository");
    const repository = repositoryOf(state, request, caller);
    const user = named(request.params.name);
    const isAdmin = ["admin", "owner"].includes(permissionOf(repository, caller.user));
    if (!isAdmin && user !== caller.user)
      throw new Refused(
        403,
        "Only admins can query all permissions, repo admins can query all repo permissions, collaborators can query only their own",
      );
    if (!user) throw notFound();
    const permission = permissionOf(repository, user);
    return { permission, role_name: permission, user: userJson(user) };
  });
}
