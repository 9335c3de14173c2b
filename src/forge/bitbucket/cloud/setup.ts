import * as z from "zod";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal, shownAddress } from "../../http/index.ts";
import type { Setup } from "../../setup.ts";
import { type Restriction, restriction, webhook } from "./answers.ts";
import { protectionBy } from "./branch-rules.ts";
import type { CloudClient } from "./client.ts";

interface NeededScope {
  readonly name: string;
  /** What access tokens call it, and those of theirs that include it. */
  readonly ofAccessTokens: readonly string[];
  readonly neededFor: string;
}

const needed: readonly NeededScope[] = [
  {
    name: "write:pullrequest:bitbucket",
    ofAccessTokens: ["pullrequest:write"],
    neededFor: "comments and change requests",
  },
  {
    name: "write:repository:bitbucket",
    ofAccessTokens: ["repository:write", "pullrequest:write"],
    neededFor: "checks and the record",
  },
  {
    name: "admin:repository:bitbucket",
    ofAccessTokens: ["repository:admin"],
    neededFor: "what reviewers may do, without which up refuses approvals",
  },
];

/** Where settings name no user. No access token has it. */
const ownUser: NeededScope = {
  name: "read:user:bitbucket",
  ofAccessTokens: [],
  neededFor: "telling its own comments from those of others",
};

export function cloudSetup(client: CloudClient): Setup {
  const base = `repositories/${client.repository}`;
  return {
    async tokenRights() {
      const scopes = await scopesOf(client, base);
      const all = client.server.ownId === undefined ? [...needed, ownUser] : needed;
      return all.map(({ name, ofAccessTokens, neededFor }) => ({
        name,
        neededFor,
        isHeld: scopes === undefined ? "unknown" : [name, ...ofAccessTokens].some((each) => scopes.includes(each)),
      }));
    },
    async protectionOf(branch) {
      const path = branch.split("/").map(encodeURIComponent).join("/");
      const found = await client.find(`${base}/refs/branches/${path}`, z.object({ name: z.string() }));
      const rules = found === undefined ? "unknown" : await readRestrictions(client);
      return rules === "unknown" ? "unknown" : protectionBy(rules, branch);
    },
    async webhooks() {
      const found = await orRefusal(client.list(`${base}/hooks?pagelen=100`, webhook), 403);
      if (found instanceof ForgeRefused) return "unknown";
      return found.map(({ url, active }) => ({ url: shownAddress(url), isActive: active }));
    },
  };
}

/** Every rule about branches. Administrators alone may ask for them. */
export async function readRestrictions(client: CloudClient): Promise<readonly Restriction[] | "unknown"> {
  const path = `repositories/${client.repository}/branch-restrictions?pagelen=100`;
  const found = await orRefusal(client.list(path, restriction), 403);
  return found instanceof ForgeRefused ? "unknown" : found;
}

/** The scopes of the token, which a header of answers names; `undefined` where it does not. */
async function scopesOf(client: CloudClient, path: string): Promise<readonly string[] | undefined> {
  const { headers } = await client.get(path);
  return headers.get("x-oauth-scopes")?.split(/[\s,]+/);
}
