import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import { type ApiAnswer, forgeText, withoutSecrets } from "../http/index.ts";

/** An answer below 500 that is no success, as an error that says what to do. */
export function refusalOf(
  answer: Pick<ApiAnswer, "status" | "json">,
  at: { readonly forge: string; readonly repository: string; readonly request: string; readonly token: string },
): ForgeRefused {
  const words = withoutSecrets(forgeText(answer.json), [at.token]);
  const { forge, request } = at;
  return new ForgeRefused({
    forge,
    request,
    what: `it answered ${answer.status}${words}`,
    remedy: remedyOf(answer.status, words, at.repository),
    status: answer.status,
  });
}

function remedyOf(status: number, words: string, repository: string): string {
  const scopes = /required=\[([\w:, ]*)\]/.exec(words)?.[1];
  if (status === 401)
    return "Set GROUNDWORK_FORGE_TOKEN to a token that is valid: this one is wrong, revoked or expired.";
  if (scopes) return `Give the token the scope ${scopes}.`;
  if (status === 403)
    return `Give the token's user the permission in ${repository}, or look at the rules that protect the branch.`;
  if (status === 404) return `Check the name ${repository}, and that the token's user may see it.`;
  if (status === 423) return `Unlock the conversation, or take ${repository} out of the archive.`;
  return "Look at it on the forge, change what it names, and run the same command again.";
}

/** What a call gives, or its error where Gitea answered 500: it does so for mistakes of the client as well. */
export async function orServerError<T>(call: Promise<T>): Promise<T | ForgeUnavailable> {
  return await call.catch((thrown: unknown) => {
    if (thrown instanceof ForgeUnavailable && thrown.data.status === 500) return thrown;
    throw thrown;
  });
}
