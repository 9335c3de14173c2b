import { hostname } from "node:os";
import type { GroundworkError } from "../../lib/index.ts";
import {
  DeploymentRejected,
  type LockOwner,
  MissingPassphrase,
  NoProject,
  NoSuchStack,
  StackLocked,
  StateTooNew,
  StateUnreadable,
  TargetUnknown,
  WrongPassphrase,
} from "../errors.ts";
import type { CliEnd } from "./cli.ts";
import {
  BackendMissing,
  BackendUnreachable,
  CliRefused,
  ConfigurationRefused,
  installation,
  NoBackend,
  PlanUnreadable,
  PluginMissing,
  UnknownSecretsProvider,
} from "./errors.ts";

/** What the CLI was asked to do when it refused. */
export interface Refusal {
  /** `up`, `stack import`. */
  readonly command: string;
  readonly stack: string;
  readonly folder: string;
  /** File of the update plan that was to be held to. */
  readonly plan?: string;
}

type Row = readonly [
  says: RegExp,
  named: (found: Readonly<Record<string, string | undefined>>, refusal: Refusal, said: string) => GroundworkError,
];

const missingPlugin =
  /no (?<kind>\w+) plugin 'pulumi-\w+-(?<name>[^']+)' found in the workspace(?: at version (?<version>v\S+))?/u;
const notInstallable =
  /[Cc]ould not (?:automatically )?(?:download and )?install (?<kind>\w+) plugin 'pulumi-\w+-(?<name>[^']+)'(?: at version (?<version>v[^\s,]+))?/u;

/**
 * What the CLI says and what it means, the first row that fits.
 *
 * The texts are those of CLI 3.256, which has exit codes for hardly any of this; `test/unit/engine-automation` holds them.
 */
const rows: readonly Row[] = [
  [/the stack is currently locked by/u, (_, { stack }, said) => lockedBy(stack, said)],
  [/Another update is currently in progress/u, (_, { stack }, said) => lockedBy(stack, said)],
  [/incorrect passphrase/u, (_, { stack }) => new WrongPassphrase({ of: stack })],
  [/passphrase must be set with/u, (_, { stack }) => new MissingPassphrase({ of: stack })],
  [/no resource named '(?<target>.*)' found/u, ({ target = "" }) => new TargetUnknown({ target })],
  [/no stack named '.*' found/u, (_, { stack }) => new NoSuchStack({ stack })],
  [/must be set for login|pulumi login/u, () => new NoBackend()],
  [/storage: bucket doesn't exist|NoSuchBucket/u, (_, __, said) => new BackendMissing({ problem: said })],
  [
    /unknown secrets provider type '(?<provider>.*)' \(supported values: (?<allowed>.*)\)/u,
    ({ provider = "", allowed = "" }) =>
      new UnknownSecretsProvider({ provider, allowed: allowed.replaceAll(",", ", ") }),
  ],
  [/unsupported checkpoint (?<version>version \d+)/u, ({ version = "" }, { stack }) => tooNew(stack, `has ${version}`)],
  [
    /needs support for the following features: (?<features>.*)/u,
    ({ features = "" }, { stack }) => tooNew(stack, `needs ${features}`),
  ],
  [
    /is newer than what this version of the Pulumi CLI understands/u,
    (_, { stack }) => tooNew(stack, "has a newer format"),
  ],
  [
    /snapshot integrity failure; refusing to use it: (?<problem>.*)/u,
    ({ problem = "" }, { stack }) => new StateUnreadable({ stack, problem }),
  ],
  [
    /failed to load checkpoint: (?<problem>.*)/u,
    ({ problem = "" }, { stack }) => new StateUnreadable({ stack, problem }),
  ],
  [missingPlugin, pluginMissing],
  [notInstallable, pluginMissing],
  [/no Pulumi\.yaml project file found/u, (_, { folder }) => new NoProject({ folder })],
  [
    /(?:validating stack config|getting stack configuration|could not unmarshal|requiredPulumiVersion|CLI version range)/u,
    (_, { stack }, said) =>
      isUnreachable(said) ? unreachable(stack, said) : new ConfigurationRefused({ stack, problem: said }),
  ],
  [
    /importing this file could be dangerous|is from a different stack/u,
    (_, { stack }, said) => new DeploymentRejected({ stack, problem: said }),
  ],
];

/** Failures of connections, buckets and credentials, in the words of the library that reports them. */
const unreachableTexts =
  /unable to open bucket|performing HTTP request|dial tcp|no such host|connection refused|credentials|read "\.pulumi|\[?40[13]\]? ?(?:Unauthorized|Forbidden)|blob \(/u;

/** The error that stands for what the CLI said before it ended without having started. */
export function namedError({ stderr, stdout, exitCode }: CliEnd, refusal: Refusal): GroundworkError {
  const said = errorText(stderr) || errorText(stdout);
  const { command, stack, plan } = refusal;
  for (const [says, named] of rows) {
    const found = says.exec(said);
    if (found) return named(found.groups ?? {}, refusal, said);
  }
  if (isUnreachable(said)) return unreachable(stack, said);
  if (plan !== undefined && /invalid character|no such file|unexpected end of JSON/u.test(said))
    return new PlanUnreadable({ file: plan, problem: said });
  if (command === "stack import" && /invalid character|unexpected end of JSON|cannot unmarshal/u.test(said))
    return new DeploymentRejected({ stack, problem: said });
  return new CliRefused({ command, said, ...(exitCode !== undefined && { exitCode }) });
}

/** What to do about an error that the CLI tells after it has started, where it does not say so itself. */
export function remedyFor(message: string): string | undefined {
  const { kind, name, version } = missingPlugin.exec(message)?.groups ?? {};
  if (kind === undefined || name === undefined) return undefined;
  return `Install it with: pulumi plugin install ${[kind, name, version].filter(Boolean).join(" ")}`;
}

/** What the CLI wrote from its first error on, without the word in front of it. */
export function errorText(output: string): string {
  const start = output.search(/^error: /mu);
  return (start === -1 ? output : output.slice(start)).replaceAll(/^error: /gmu, "").trim();
}

function isUnreachable(said: string): boolean {
  return unreachableTexts.test(said);
}

function unreachable(stack: string, said: string): BackendUnreachable {
  return new BackendUnreachable({ stack, problem: said });
}

function tooNew(stack: string, problem: string): StateTooNew {
  return new StateTooNew({ stack, problem, remedy: `Install a newer Pulumi CLI with: ${installation}` });
}

function pluginMissing({ kind = "", name = "", version }: Readonly<Record<string, string | undefined>>): PluginMissing {
  return new PluginMissing({ kind, name, ...(version !== undefined && { version }) });
}

const lockLine = /created by (?<username>.+)@(?<hostname>\S+) \(pid (?<pid>\d+)\) at (?<timestamp>\S+)/gu;

function lockedBy(stack: string, said: string): StackLocked {
  const owners = [...said.matchAll(lockLine)].map(
    ({ groups: { username = "", hostname: host = "", pid = "0", timestamp = "" } = {} }): LockOwner => ({
      username,
      hostname: host,
      pid: Number(pid),
      timestamp,
    }),
  );
  const sameHost = owners.length > 0 && owners.every((owner) => owner.hostname === hostname());
  return new StackLocked({ stack, owners, sameHost, cancel: `pulumi cancel --stack ${stack}` });
}
