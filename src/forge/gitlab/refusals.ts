import * as z from "zod";
import { printable } from "../../lib/index.ts";
import { ForgeRefused } from "../errors.ts";
import { type ApiAnswer, withoutSecrets } from "../http/index.ts";

/** Every form in which GitLab says why: words, lists of words by field, or OAuth's error. */
const words = z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())]);
const refusal = z.object({
  message: words.optional(),
  error: words.optional(),
  error_description: z.string().optional(),
  scope: z.string().optional(),
});

const shownWords = 300;

/** An answer below 500 that is no success, as an error that says what to do. */
export function refusalOf(
  answer: Pick<ApiAnswer, "status" | "json">,
  at: { readonly forge: string; readonly repository: string; readonly request: string; readonly token: string },
): ForgeRefused {
  const { success, data = {} } = refusal.safeParse(answer.json);
  const said = success ? textOf(data.error_description ?? data.message ?? data.error) : "";
  const shown = printable(withoutSecrets(said, [at.token]).slice(0, shownWords));
  return new ForgeRefused({
    forge: at.forge,
    request: at.request,
    what: `it answered ${answer.status}${shown === "" ? "" : `: ${shown}`}`,
    remedy: remedyOf(answer.status, { said, scope: data.scope, repository: at.repository }),
    status: answer.status,
  });
}

function textOf(said: unknown): string {
  if (typeof said === "string") return said;
  if (Array.isArray(said)) return said.map(textOf).join("; ");
  if (typeof said !== "object" || said === null) return "";
  return Object.entries(said)
    .map(([field, problems]) => (field === "base" ? textOf(problems) : `${field} ${textOf(problems)}`))
    .join("; ");
}

function remedyOf(
  status: number,
  {
    said,
    scope,
    repository,
  }: { readonly said: string; readonly scope: string | undefined; readonly repository: string },
): string {
  if (scope !== undefined) return `Give the token the scope ${printable(scope)}.`;
  if (status === 401)
    return "Set GROUNDWORK_FORGE_TOKEN to a token that is valid: this one is wrong, revoked or expired.";
  if (status === 405 && said.includes("moved projects"))
    return `Give the project's path as it is now: ${repository} was moved or renamed.`;
  if (status === 403)
    return `Give the token's user the role Developer in ${repository}, or look whether the project is archived or the discussion locked.`;
  if (status === 404) return `Check the path ${repository}, and that the token's user may see it.`;
  return "Look at it on the forge, change what it names, and run the same command again.";
}
