import { listAt, printable, stringOf } from "../../lib/index.ts";
import { ForgeRefused } from "../errors.ts";
import { type ApiAnswer, forgeText, withoutSecrets } from "../http/index.ts";
import type { CheckedServer } from "./checked-server.ts";

/** An answer below 500 that is no success, as an error that says what to do. */
export function refusalOf(
  answer: Pick<ApiAnswer, "status" | "json">,
  { forge, kind, repository, secrets }: CheckedServer,
  request: string,
): ForgeRefused {
  const words = withoutSecrets(forgeText(answer.json), secrets);
  return new ForgeRefused({
    forge,
    request,
    what: `it answered ${answer.status}${words}`,
    remedy: withoutSecrets(remedyOf(answer, words, { kind, repository }), secrets),
    status: answer.status,
  });
}

function remedyOf(
  { status, json }: Pick<ApiAnswer, "status" | "json">,
  words: string,
  { kind, repository }: Pick<CheckedServer, "kind" | "repository">,
): string {
  const scopes = listAt(json, "error", "detail", "required").flatMap((scope) => stringOf(scope) ?? []);
  if (scopes.length > 0) return `Give the token the scope ${printable(scopes.join(", "))}.`;
  if (status === 401)
    return kind === "cloud"
      ? "Set GROUNDWORK_FORGE_TOKEN to a valid token: this one is wrong, revoked or expired. An API token needs its account's " +
          "e-mail address in GROUNDWORK_FORGE_USER; app passwords have ended."
      : "Set GROUNDWORK_FORGE_TOKEN to a valid token: this one is wrong, revoked or expired, or its user may not do this.";
  if (/archived/i.test(words)) return `Take ${repository} out of the archive.`;
  if (status === 403)
    return `Give the token's user the permission in ${repository}, or look at the restrictions of the branch.`;
  if (status === 404) return `Check the name ${repository}, and that the token's user may see it.`;
  if (status === 409) return "Run the same command again: it was changed in between, and what it is now is read anew.";
  return "Look at it on the forge, change what it names, and run the same command again.";
}
