import * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import { orRefusal, shownAddress } from "../http/index.ts";
import type { Setup, TokenRight } from "../setup.ts";
import { branch as branchAnswer, listOf } from "./answers.ts";
import type { GiteaClient } from "./client.ts";

const needed: readonly Omit<TokenRight, "isHeld">[] = [
  { name: "write:repository", neededFor: "change requests, checks, reviews and the record" },
  { name: "write:issue", neededFor: "comments" },
  { name: "read:user", neededFor: "telling its own comments from those of others" },
];

/** Reads of kinds of routes that no token of Groundwork needs, and that hold nothing. */
const foreign = ["admin/orgs?limit=1", "notifications?limit=1"];

const webhook = z.object({ active: z.boolean(), config: z.object({ url: z.string() }) });

export function giteaSetup(client: GiteaClient): Setup {
  const base = `repos/${client.repository}`;
  return {
    async tokenRights() {
      const scopes = await scopesOf(client);
      return needed.map((each) => ({ ...each, isHeld: scopes === undefined ? "unknown" : holds(scopes, each.name) }));
    },
    async protectionOf(name) {
      const path = name.split("/").map(encodeURIComponent).join("/");
      const found = await client.find(
        `${base}/branches/${path}`,
        branchAnswer.extend({ required_approvals: z.number() }),
      );
      if (found === undefined) return "unknown";
      return { isProtected: found.protected, requiredApprovals: found.required_approvals };
    },
    async webhooks() {
      const hooks = await orRefusal(client.list(`${base}/hooks`, listOf(webhook)), 403);
      if (hooks instanceof ForgeRefused) return "unknown";
      return hooks.map(({ active, config }) => ({ url: shownAddress(config.url), isActive: active }));
    },
  };
}

/**
 * The scopes of the token. Gitea lists them only where it refuses one: to the password of its user, and in the text of a refusal. So a
 * route is asked for that the token's scopes should not reach; `undefined` where they reach all of them.
 */
async function scopesOf(client: GiteaClient): Promise<readonly string[] | undefined> {
  for (const path of foreign) {
    const answer = await orRefusal(client.read(path, z.unknown()), 403);
    const words = answer instanceof ForgeRefused ? /token scope=([\w:,-]+)/.exec(answer.data.what)?.[1] : undefined;
    if (words !== undefined) return words.split(",");
  }
  return undefined;
}

function holds(scopes: readonly string[], wanted: string): boolean {
  return scopes.includes("all") || scopes.includes(wanted) || scopes.includes(wanted.replace("read:", "write:"));
}
