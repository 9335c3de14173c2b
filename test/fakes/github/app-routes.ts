import { createPublicKey, randomBytes, verify } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { callerWith, notFound, Refused, repositoryOf } from "./http-answers.ts";
import type { Resources } from "./resources.ts";
import type { App, State } from "./state.ts";

/** Users, and Apps, which prove themselves by a signed JSON web token and then ask for one of an installation. */
export function appRoutes(app: FastifyInstance, state: State, give: Resources): void {
  app.get<{ Params: { id: string } }>("/user/:id", (request) => {
    callerWith(state, request, "metadata=read");
    const user = state.users.find(({ id }) => String(id) === request.params.id);
    if (!user) throw notFound();
    return give.publicUser(user);
  });

  app.get("/app", (request) => give.app(appOf(state, request.headers.authorization)));

  app.get("/repos/:owner/:repo/installation", (request) => {
    const { id, slug, bot, installation, permissions } = appOf(state, request.headers.authorization);
    repositoryOf(state, request, { user: bot });
    return {
      id: installation,
      app_id: id,
      app_slug: slug,
      account: give.user(bot),
      target_id: bot.id,
      target_type: "User",
      repository_selection: "selected",
      access_tokens_url: `${state.url}/api/v3/app/installations/${installation}/access_tokens`,
      repositories_url: `${state.url}/api/v3/installation/repositories`,
      html_url: `${state.url}/settings/installations/${installation}`,
      permissions,
      events: [],
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    };
  });

  app.post<{ Params: { id: string } }>("/app/installations/:id/access_tokens", (request, reply) => {
    const by = appOf(state, request.headers.authorization);
    if (String(by.installation) !== request.params.id) throw notFound();
    const value = installationToken(by);
    state.tokens.push({ value, user: by.bot, permissions: by.permissions, app: by, isExpired: false });
    reply.code(201);
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return { token: value, expires_at: expires, permissions: by.permissions, repository_selection: "selected" };
  });
}

/** The form of 2026: some 520 characters, with dots. */
export function installationToken({ id }: Pick<App, "id">): string {
  const part = (bytes: number) => randomBytes(bytes).toString("base64url");
  return `ghs_${id}_${part(40)}.${part(260)}.${part(64)}`;
}

function appOf(state: State, authorization: string | undefined): App {
  const [head = "", payload = "", signature = ""] = (authorization ?? "").replace(/^bearer /i, "").split(".");
  const refused = new Refused(401, "A JSON web token could not be decoded");
  const claims = claimsOf(payload);
  const found = state.apps.find(({ id }) => String(id) === String(claims["iss"]));
  if (!found?.publicKey) throw refused;
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${payload}`),
    createPublicKey(found.publicKey),
    Buffer.from(signature, "base64url"),
  );
  const lives = Number(claims["exp"]) * 1000 - Date.now();
  if (!isSigned || lives < 0 || lives > 11 * 60_000) throw refused;
  return found;
}

function claimsOf(payload: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
