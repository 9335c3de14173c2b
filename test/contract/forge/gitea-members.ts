import { randomBytes } from "node:crypto";
import type { ForgeUser } from "../../../src/forge/index.ts";

/** A running server, real or fake. */
export interface GiteaHost {
  readonly url: string;
  readonly administrator: { readonly name: string; readonly password: string };
  /** Resolves when what is queued in the background was carried out. @default at once */
  readonly settle?: () => Promise<void>;
  /** Whole requests that wrote, `METHOD /path`. */
  readonly writes?: readonly string[];
  readonly unexpected?: readonly string[];
}

export interface Member extends ForgeUser {
  readonly token: string;
  readonly email: string;
  readonly password: string;
}

/** The users of a server's tests, and its API. */
export interface Members {
  /** A request; fails unless it succeeds. */
  ask(authorization: string, method: string, path: string, body?: object): Promise<unknown>;
  asAdministrator(method: string, path: string, body?: object): Promise<unknown>;
  /** The user of a role, the same one for every test. */
  of(role: string, scopes?: readonly string[]): Promise<Member>;
  /** A user whom no other test knows: for tests that change users. */
  fresh(role: string, scopes?: readonly string[]): Promise<Member>;
  withId(id: string): Member;
  newToken(member: Member, scopes: readonly string[]): Promise<string>;
}

const known = new Map<string, Members>();

/**
 * The members of a server. Each password that the real one checks takes it a tenth of a second and more, so users are made once
 * and then ask with tokens.
 */
export function membersOf(host: GiteaHost): Members {
  const key = `${host.url} ${host.administrator.password}`;
  const members = known.get(key) ?? newMembers(host);
  known.set(key, members);
  return members;
}

function newMembers({ url, administrator: { name, password } }: GiteaHost): Members {
  const byRole = new Map<string, Promise<Member>>();
  const byId = new Map<string, Member>();
  const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;

  async function ask(authorization: string, method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { authorization, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
  async function tokenOf(user: string, secret: string, scopes: readonly string[]): Promise<string> {
    const body = { name: randomBytes(6).toString("hex"), scopes };
    return ((await ask(basic(user, secret), "POST", `users/${user}/tokens`, body)) as { sha1: string }).sha1;
  }
  let administratorToken: Promise<string> | undefined;
  async function asAdministrator(method: string, path: string, body?: object): Promise<unknown> {
    administratorToken ??= tokenOf(name, password, ["all"]);
    return await ask(`token ${await administratorToken}`, method, path, body);
  }
  async function fresh(role: string, scopes: readonly string[] = ["all"]): Promise<Member> {
    const [login, secret] = [`${role}-${randomBytes(4).toString("hex")}`, randomBytes(12).toString("hex")];
    const email = `${login}@example.com`;
    const body = { username: login, email, password: secret, must_change_password: false };
    const { id } = (await asAdministrator("POST", "admin/users", body)) as { id: number };
    const token = await tokenOf(login, secret, scopes);
    const made = { id: String(id), name: login, email, password: secret, token };
    byId.set(made.id, made);
    return made;
  }
  return {
    ask,
    asAdministrator,
    fresh,
    async of(role, scopes) {
      const member = byRole.get(role) ?? fresh(role, scopes);
      byRole.set(role, member);
      return await member;
    },
    withId(id) {
      const found = byId.get(id);
      if (!found) throw new Error(`no user with the id ${id}`);
      return found;
    },
    newToken: (member, scopes) => tokenOf(member.name, member.password, scopes),
  };
}
