import path from "node:path";
import { type Forge, limitsWithoutBoard } from "../forge/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { issueNotifier } from "../notify/forge-issue/index.ts";
import { type Notifier, type NotifierOf, type Route, RouteNotReady, usualSending } from "../notify/index.ts";
import { slackNotifier } from "../notify/slack/index.ts";
import { smtpNotifier } from "../notify/smtp/index.ts";
import { teamsNotifier } from "../notify/teams/index.ts";
import { webhookNotifier } from "../notify/webhook/index.ts";
import { checkoutFolder } from "./checkout-folder.ts";

/** What tells the people of each route, with the secrets that the environment's variables hold. */
export async function openNotifiers(
  forge: Forge | undefined,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<NotifierOf> {
  const from = forge?.repository ?? (await repositoryName(cwd, environment));
  return (route) => notifierOf(route, { from, forge, environment });
}

interface Given {
  /** The repository, for people. */
  readonly from: string;
  readonly forge: Forge | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

function notifierOf({ name: route, to }: Route, { from, forge, environment }: Given): Notifier {
  const common = { route, from, policy: usualSending };
  const secret = (variable: string) => secretIn(environment, variable, route);
  switch (to.kind) {
    case "slack": {
      const { channel, tokenFrom, url } = to;
      return slackNotifier({ ...common, channel, token: secret(tokenFrom), ...(url !== undefined && { url }) });
    }
    case "teams":
      return teamsNotifier({ ...common, url: secret(to.urlFrom) });
    case "webhook": {
      const url = to.url ?? secret(to.urlFrom ?? "");
      return webhookNotifier({ ...common, url, secret: secret(to.secretFrom), now: Date.now });
    }
    case "smtp": {
      const { host, port, tls, from: sender, to: recipients, user, passwordFrom } = to;
      const login =
        user !== undefined && passwordFrom !== undefined ? { user, password: secret(passwordFrom) } : undefined;
      return smtpNotifier({ ...common, host, port, tls, sender, recipients, ...(login && { login }) });
    }
    default: {
      const issues = forge?.issues;
      if (!forge || !issues) throw withoutIssues(route, forge);
      const { dialect } = forge.board?.limits ?? limitsWithoutBoard;
      return issueNotifier({ route, issues, forge: `${forge.repository} on ${forge.name}`, dialect });
    }
  }
}

function withoutIssues(route: string, forge: Forge | undefined): RouteNotReady {
  const problem = forge ? `${forge.name} has no issues` : "no forge is named, so that there are no issues";
  const remedy = forge ? "Lead it to another place." : "Name the forge with --forge or GROUNDWORK_FORGE.";
  return new RouteNotReady({ route, problem, remedy });
}

/** Without the line break that files of secrets end with. */
function secretIn(environment: NodeJS.ProcessEnv, variable: string, route: string): string {
  const value = environment[variable]?.trim() ?? "";
  if (value !== "" && !/[\r\n]/u.test(value)) return value;
  const problem = value === "" ? `the variable ${variable} is not set` : `the variable ${variable} has several lines`;
  throw new RouteNotReady({ route, problem, remedy: `Give this process its secret in ${variable}.` });
}

/** As the remote is called, or the folder. */
async function repositoryName(cwd: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const git = await openRepository(cwd, mergeTreesWithGit(environment), environment);
  const url = await git.remoteUrl("origin");
  const [, name] = /([^/:]+\/[^/]+?)(?:\.git)?\/?$/u.exec(url ?? "") ?? [];
  return name ?? path.basename(checkoutFolder(git, cwd));
}
