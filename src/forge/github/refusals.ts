import { textAt } from "../../lib/index.ts";
import { ForgeRefused } from "../errors.ts";
import { type ApiAnswer, forgeText, withoutSecrets } from "../http/index.ts";

/** An answer below 500 that is no success, as an error that says what to do. */
export function refusalOf(
  answer: Pick<ApiAnswer, "status" | "json" | "headers">,
  at: {
    readonly forge: string;
    readonly repository: string;
    readonly request: string;
    readonly secrets: readonly string[];
  },
): ForgeRefused {
  const words = withoutSecrets(`${forgeText(answer.json)}${problemsText(answer.json)}`, at.secrets);
  const { forge, request } = at;
  return new ForgeRefused({
    forge,
    request,
    what: `it answered ${answer.status}${words}`,
    remedy: remedyOf(answer, words, at.repository),
    status: answer.status,
  });
}

/** GitHub's reasons of a 422 stand beside its message. */
function problemsText(json: unknown): string {
  const reasons = [0, 1, 2].flatMap((index) => textAt(json, "errors", index, "message") ?? []);
  return reasons.length === 0 ? "" : ` (${reasons.join("; ").slice(0, 200)})`;
}

function remedyOf(
  { status, headers }: Pick<ApiAnswer, "status" | "headers">,
  words: string,
  repository: string,
): string {
  // Fine-grained tokens and Apps have permissions, and classic tokens scopes: GitHub names what the request takes.
  const needed = headers.get("x-accepted-github-permissions");
  const scopes = headers.get("x-accepted-oauth-scopes");
  if (status === 401)
    return "Set GROUNDWORK_FORGE_TOKEN to a token that is valid: this one is wrong, revoked or expired.";
  if (/archived/i.test(words)) return `Take ${repository} out of the archive.`;
  if (/locked/i.test(words)) return "Unlock the conversation.";
  if (/SAML|single sign-on/i.test(words)) return "Authorize the token for the organization's single sign-on.";
  if (status === 403 && needed) return `Give the token the permission ${needed.replaceAll("=", ": ")}.`;
  if (status === 403 && scopes) return `Give the token one of the scopes ${scopes}.`;
  if (status === 403)
    return `Give the token the permission in ${repository}: in a workflow under "permissions", otherwise in its settings.`;
  if (status === 404) return `Check the name ${repository}, and that the token may see it.`;
  if (status === 410) return `Turn on the issues of ${repository}.`;
  return "Look at it on the forge, change what it names, and run the same command again.";
}

/** Milliseconds that GitHub asks to wait where it says for how long no time. */
const secondaryWait = 60_000;

/**
 * Milliseconds until GitHub takes requests again; `undefined` for an answer that is no limit's.
 *
 * The limit of an hour and the secondary ones answer with 403 as well as with 429, and not all of them with a time.
 */
export function waitOf({ status, headers, json }: ApiAnswer): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(0, after) * 1000;
  if (headers.get("x-ratelimit-remaining") === "0") {
    const now = Date.parse(headers.get("date") ?? "");
    const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1000;
    return Number.isFinite(reset - now) ? Math.max(0, reset - now) : secondaryWait;
  }
  const isLimit = status === 429 || /rate limit|abuse detection/i.test(textAt(json, "message") ?? "");
  return isLimit ? secondaryWait : undefined;
}
