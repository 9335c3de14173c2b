import { environmentPath, type Issue } from "../environment/index.ts";
import type { DesiredState } from "./desired-state.ts";

/** One name that an environment takes in the cloud, unique within its scope. */
interface TakenName {
  readonly environment: string;
  readonly kind: string;
  readonly scope: string;
  readonly name: string;
}

/**
 * Finds names in the cloud that two resources would have: of two environments in one project, such as the subnet `eu-main` of
 * `dev` and `main` of `dev-eu`, or of one.
 */
export function findNameCollisions(states: readonly DesiredState[]): ReadonlyMap<string, readonly Issue[]> {
  const owners = new Map<string, TakenName>();
  const issues = new Map<string, Issue[]>();
  for (const taken of states.flatMap(takenNames)) {
    const id = `${taken.kind} ${taken.scope} ${taken.name}`;
    const owner = owners.get(id);
    if (!owner) owners.set(id, taken);
    else issues.set(taken.environment, [...(issues.get(taken.environment) ?? []), collision(taken, owner)]);
  }
  return issues;
}

function collision(taken: TakenName, owner: TakenName): Issue {
  const other = owner.environment === taken.environment ? "another of this environment" : `one of ${owner.environment}`;
  const message = `its ${taken.kind} ${taken.name} would have the same name as ${other} in ${taken.scope}; rename one of the two`;
  const place = { file: environmentPath(taken.environment), line: 1, column: 1 };
  return { ...place, severity: "error", code: "name-taken", path: "", message };
}

function takenNames(state: DesiredState): readonly TakenName[] {
  const { environment, cloud } = state;
  const take = (kind: string, names: readonly string[], scope = cloud.project): readonly TakenName[] =>
    names.map((name) => ({ environment, kind, scope: `${scope}${cloud.kind === "local" ? " (local)" : ""}`, name }));
  const inRegion = `${cloud.region} of ${cloud.project}`;
  const named = (values: readonly { readonly args: { readonly name: string } }[]) =>
    values.map(({ args }) => args.name);
  return [
    ...take("network", [state.network.args.name]),
    ...take(
      "subnet",
      named([...state.subnets, ...(state.balancing?.proxySubnet ? [state.balancing.proxySubnet] : [])]),
    ),
    ...take("firewall rule", named(state.firewallRules)),
    ...take(
      "address",
      named([
        ...state.addresses,
        ...state.globalAddresses,
        ...(state.privateServices ? [state.privateServices.range] : []),
      ]),
    ),
    ...take("router", state.router ? [state.router.args.name] : []),
    ...take("machine or disk", named([...state.machines, ...state.disks])),
    ...take("instance group", named([...state.instanceGroups, ...(state.managed?.managers ?? [])])),
    ...balancingNames(state).flatMap(([kind, values]) => take(kind, named(values))),
    ...take("cluster", named(state.clusters)),
    ...take(
      "service account",
      state.serviceAccounts.map(({ args }) => args.accountId),
    ),
    ...take(
      "custom role",
      state.customRoles.map(({ args }) => args.roleId),
    ),
    ...take("log sink", named(state.logSinks)),
    ...take("shared VPC host", state.sharedVpc ? [cloud.project] : []),
    ...take("service project", state.sharedVpc?.services.map(({ key }) => key) ?? [], "the world"),
    ...take("bucket", named(state.buckets), "the world"),
    ...take("database instance", named(state.databaseInstances)),
    ...take("DNS zone", named(state.dnsZones)),
    ...take(
      "secret",
      state.secrets.map(({ args }) => args.secretId),
    ),
    ...take("topic", named(state.topics)),
    ...take("subscription", named(state.subscriptions)),
    ...take("schema", named(state.messageSchemas)),
    ...take("run service", named(state.runServices), inRegion),
    ...take("run job", named(state.runJobs), inRegion),
    ...take("schedule", named(state.jobSchedules), inRegion),
    ...take("cache", named(state.caches), inRegion),
    ...take("document database", named(state.documentDatabases)),
    ...take(
      "artifact repository",
      state.artifactRepositories.map(({ args }) => args.repositoryId),
      inRegion,
    ),
  ];
}

type Named = { readonly args: { readonly name: string } };

/** What load balancers and managed groups consist of. Global and regional ones of a kind share their names here, as it is simpler to tell. */
function balancingNames({ balancing, managed }: DesiredState): readonly (readonly [string, readonly Named[]])[] {
  return [
    ["health check", [...(managed?.healthChecks ?? []), ...(balancing?.healthChecks ?? [])]],
    ["security policy", balancing?.securityPolicies ?? []],
    ["backend service", balancing?.backendServices ?? []],
    ["backend bucket", balancing?.backendBuckets ?? []],
    ["network endpoint group", [...(balancing?.internetGroups ?? []), ...(balancing?.serverlessGroups ?? [])]],
    ["URL map", balancing?.urlMaps ?? []],
    ["proxy", balancing?.proxies ?? []],
    ["forwarding rule", balancing?.forwardingRules ?? []],
  ];
}
