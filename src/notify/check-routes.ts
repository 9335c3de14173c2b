import { type Issue, issueAt, type Located, type ValuePath } from "../environment/index.ts";
import { isLoopbackHost } from "../lib/index.ts";
import { isTimeZone } from "../lib/time-zone.ts";
import { checkEnvironments, type FleetFacts, type Report } from "../promotion/index.ts";
import type { RawNotifications, RawRoute } from "./document.ts";

/** Everything that is wrong with routes of the right shape. */
export function checkRoutes(
  root: Located,
  { routes, quietHours }: RawNotifications["spec"],
  fleet: FleetFacts,
): readonly Issue[] {
  const issues: Issue[] = [];
  const report: Report = (path, code, message, severity = "error") =>
    issues.push(issueAt(root, path, { severity, code, message }));
  checkQuietHours(report, ["spec", "quietHours"], quietHours);
  for (const [index, route] of routes.entries()) {
    const at: ValuePath = ["spec", "routes", index];
    if (routes.slice(0, index).some(({ name }) => name === route.name))
      report(
        [...at, "name"],
        "duplicate-name",
        `a route above is called "${route.name}" already; give each its own name`,
      );
    checkEnvironments(
      // One that left Git keeps no other route from being told.
      (path, code, message) => report(path, code, message, "warning"),
      [...at, "environments"],
      route.environments.filter((each) => each !== "*"),
      fleet,
    );
    checkQuietHours(report, [...at, "quietHours"], route.quietHours);
    checkDestination(report, at, route);
  }
  return issues;
}

const destinations = ["slack", "teams", "webhook", "email", "issue"] as const;

function checkDestination(report: Report, at: ValuePath, route: RawRoute): void {
  const named = destinations.filter((kind) => route[kind] !== undefined);
  if (named.length !== 1)
    report(
      at,
      "one-destination",
      `leads to ${named.join(" and ") || "nothing"}; write one of ${destinations.join(", ")}`,
    );
  const { webhook, email, slack } = route;
  if (webhook && (webhook.url === undefined) === (webhook.urlFrom === undefined))
    report([...at, "webhook"], "one-of-two", "write either url or urlFrom: the address, or the variable that holds it");
  checkVariables(report, at, route);
  checkAddress(report, [...at, "webhook", "url"], webhook?.url);
  checkAddress(report, [...at, "slack", "url"], slack?.url);
  if (!email) return;
  const isLocal = isLoopbackHost(email.host);
  if (email.passwordFrom !== undefined && email.user === undefined)
    report([...at, "email"], "missing-user", "has a password and no user; write the user's name on the mail server");
  if (email.passwordFrom !== undefined && email.tls === "none" && !isLocal)
    report(
      [...at, "email", "tls"],
      "not-encrypted",
      "the password could be read on the way; write starttls or implicit",
    );
}

function checkVariables(report: Report, at: ValuePath, { slack, teams, webhook, email }: RawRoute): void {
  const named = [
    ["slack", "tokenFrom", slack?.tokenFrom],
    ["teams", "urlFrom", teams?.urlFrom],
    ["webhook", "urlFrom", webhook?.urlFrom],
    ["webhook", "secretFrom", webhook?.secretFrom],
    ["email", "passwordFrom", email?.passwordFrom],
  ] as const;
  const remedy =
    "write the name of the environment's variable that holds it, such as SLACK_TOKEN, and never the secret itself";
  for (const [key, member, value] of named)
    if (value !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/u.test(value))
      report([...at, key, member], "no-variable", remedy);
}

function checkAddress(report: Report, at: ValuePath, url: string | undefined): void {
  if (url === undefined) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/u.test(parsed.protocol) || parsed.username !== "" || parsed.password !== "")
    report(
      at,
      "no-address",
      "write an address, such as https://hooks.example.com/drift, without a name or a password in it",
    );
  else if (parsed.protocol !== "https:" && !isLoopbackHost(parsed.hostname))
    report(at, "not-encrypted", "what is sent there could be read on the way; write an address with https");
}

function checkQuietHours(report: Report, at: ValuePath, hours: RawRoute["quietHours"]): void {
  if (!hours) return;
  if (!isTimeZone(hours.zone))
    report([...at, "zone"], "unknown-zone", `no time zone is called "${hours.zone}"; write one such as Europe/Berlin`);
  if (hours.from === hours.to)
    report(
      [...at, "to"],
      "no-quiet-hours",
      "is the time at which they begin; write another one, or leave quietHours out",
    );
}
