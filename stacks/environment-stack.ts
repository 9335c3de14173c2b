import { Provider as Gcp } from "@pulumi/gcp/provider.js";
import { Provider as Kubernetes } from "@pulumi/kubernetes/provider.js";
import type { Input, Output } from "@pulumi/pulumi";
import type { DesiredState, DesiredSync } from "../src/desired/index.ts";
import { type FluxManifests, followedIn } from "../src/desired/of-program/index.ts";
import type { Followed, OutputReference } from "../src/environment/index.ts";
import { accessFacts, describeAccess } from "./access-outputs.ts";
import {
  access,
  artifacts,
  Clusters,
  caches,
  customRoles,
  Data,
  describeEach,
  documents,
  Identities,
  keys,
  known,
  kubeconfigOf,
  loadBalancers,
  logSinks,
  Machines,
  managedMachines,
  messaging,
  Network,
  publicBuckets,
  References,
  run,
  Services,
  SYNC_NAMESPACE,
  Sync,
  sharedVpc,
} from "./components/index.ts";
import { factName, type OwnResources, ownFacts } from "./facts.ts";
import type { FollowedRepository } from "./repository.ts";
import { describeServices, serviceFacts } from "./service-outputs.ts";

export interface EnvironmentStackOptions {
  /** Where the cluster's agent fetches from; given whenever the environment has a sync. */
  readonly repository: FollowedRepository | undefined;
  /** What installs Flux; given where the agent is Flux, unless that is in the cluster already. */
  readonly flux: FluxManifests | undefined;
  /** Of the cluster that is kept in sync, where the environment does not declare it. Secret. */
  readonly kubeconfig?: Output<string> | undefined;
  /** Whether resources of a team's own come before the agent: it waits for {@link EnvironmentStack.complete} then. @default false */
  readonly awaitsOwn?: boolean;
}

const noOwn: OwnResources = { outputs: {}, facts: {}, replaced: {} };

/** One environment, machines to apps: cloud first, then the cluster, then the agent that keeps its apps. */
export class EnvironmentStack {
  outputs: ReturnType<EnvironmentStack["describe"]>;
  readonly services: Services;
  readonly network: Network;
  readonly identities: Identities;
  readonly machines: Machines;
  readonly managed: ReturnType<typeof managedMachines>;
  readonly clusters: Clusters;
  readonly data: Data;
  readonly artifacts: ReturnType<typeof artifacts>;
  readonly caches: ReturnType<typeof caches>;
  readonly documents: ReturnType<typeof documents>;
  readonly customRoles: ReturnType<typeof customRoles>;
  readonly keys: ReturnType<typeof keys>;
  readonly logSinks: ReturnType<typeof logSinks>;
  readonly run: ReturnType<typeof run>;
  readonly messaging: ReturnType<typeof messaging>;
  readonly loadBalancers: ReturnType<typeof loadBalancers>;
  private readonly references = new References();
  private readonly kubernetes = new Map<string, Kubernetes>();
  private own = noOwn;

  constructor(
    readonly desired: DesiredState,
    private readonly options: EnvironmentStackOptions,
  ) {
    const { cloud, environment: name } = desired;
    const provider = new Gcp("cloud", { project: cloud.project, region: cloud.region });
    const services = new Services(name, desired, { provider });
    this.services = services;
    const inCloud = { provider, ...(desired.services.length > 0 && { dependsOn: services }) };
    const { references } = this;

    this.network = new Network(name, { ...desired, references }, inCloud);
    const { vpc, subnets, addresses, globalAddresses } = this.network;
    sharedVpc(name, desired.sharedVpc, inCloud);
    this.customRoles = customRoles(name, desired, inCloud);
    this.keys = keys(name, desired, inCloud);
    const ownRoles = this.customRoles?.roles ?? new Map<string, never>();
    this.identities = new Identities(name, { ...desired, customRoles: ownRoles }, inCloud);
    const { accounts } = this.identities;
    this.machines = new Machines(name, { ...desired, subnets, addresses, accounts, references }, inCloud);
    this.managed = managedMachines(name, { ...desired, subnets, accounts, references }, inCloud);
    this.clusters = new Clusters(name, { ...desired, network: vpc.id, subnets, accounts }, inCloud);
    this.data = new Data(
      name,
      { ...desired, network: vpc.id, addresses, globalAddresses, references, keys: this.keys },
      inCloud,
    );
    const { buckets, databaseInstances, secrets: secretPlaces } = this.data;
    this.artifacts = artifacts(name, desired, inCloud);
    this.caches = caches(name, { ...desired, network: vpc.id }, inCloud);
    this.documents = documents(name, desired, inCloud);
    this.run = run(
      name,
      { ...desired, network: vpc.id, subnets, accounts, secretPlaces, databaseInstances, references },
      inCloud,
    );
    this.messaging = messaging(name, { ...desired, accounts, buckets, run: this.run, references }, inCloud);
    publicBuckets(name, { ...desired, buckets }, inCloud);
    const groups = { instanceGroups: this.machines.groups, managers: this.managed?.managers ?? new Map() };
    const runServices = this.run?.services ?? new Map();
    const around = { network: vpc, subnets, addresses, globalAddresses, buckets, runServices, ...groups };
    this.loadBalancers = loadBalancers(name, { ...desired, ...around }, inCloud);
    const none = new Map<string, never>();
    this.logSinks = logSinks(
      name,
      { ...desired, buckets, topics: this.messaging?.topics ?? none, references },
      inCloud,
    );
    const { project, region } = cloud;
    const targets = {
      project,
      region,
      subnets,
      buckets,
      secrets: secretPlaces,
      topics: this.messaging?.topics ?? none,
      serviceAccounts: accounts,
      runServices: this.run?.services ?? none,
      runJobs: this.run?.jobs ?? none,
      artifactRepositories: this.artifacts?.repositories ?? none,
      keyRings: this.keys?.rings ?? none,
      keys: this.keys?.keys ?? none,
    };
    access(name, { ...desired, targets, accounts, customRoles: ownRoles, references }, inCloud);
    if (desired.sync !== undefined && options.awaitsOwn !== true) this.follow(desired.sync);
    this.outputs = this.describe();
  }

  /** Adds what a team's own files have created, and only then has the cluster follow Git. */
  complete(own: OwnResources): this {
    this.own = own;
    if (this.desired.sync !== undefined) this.follow(this.desired.sync);
    this.outputs = this.describe();
    return this;
  }

  /** The outputs of another environment's stack. */
  outputOf({ environment, path }: OutputReference): Output<string> {
    return this.references.resolve([{ environment, path }]);
  }

  /** Entries of the environment's values, with references filled in. */
  values(): ReadonlyMap<string, Output<string>> {
    return new Map(Object.entries(this.desired.values).map(([key, text]) => [key, this.references.resolve(text)]));
  }

  /** Clusters by name, that of `sync.kubeconfig` among them. */
  kubeconfigs(): ReadonlyMap<string, Output<string>> {
    const { sync } = this.desired;
    const declared = [...this.clusters.clusters].map(([key, cluster]) => [key, kubeconfigOf(cluster)] as const);
    const { kubeconfig } = this.options;
    return new Map(sync && kubeconfig ? [...declared, [sync.cluster, kubeconfig]] : declared);
  }

  /** For objects in a cluster: one for each, however often it is asked for. */
  kubernetesOf(cluster: string): Kubernetes {
    const made = this.kubernetes.get(cluster) ?? this.kubernetesFor(cluster);
    this.kubernetes.set(cluster, made);
    return made;
  }

  private follow(sync: DesiredSync): void {
    const provider = this.kubernetesOf(sync.cluster);
    const { labels } = this.desired;
    const { flux } = this.options;
    const repository = this.options.repository ?? { url: "" };
    new Sync(
      this.desired.environment,
      { sync, repository, follows: this.followed(sync), facts: this.facts(), labels, flux },
      { provider },
    );
  }

  private kubernetesFor(key: string): Kubernetes {
    const { cloud, sync } = this.desired;
    const isFollowing = key === sync?.cluster;
    return new Kubernetes(
      isFollowing ? "cluster" : `cluster-${key}`,
      {
        kubeconfig: known(this.kubeconfigs(), key),
        enableServerSideApply: true,
        // What installs an agent may stand there already: another agent left its definitions, or the cluster had Flux before.
        upsertExistingObjects: true,
        // A changed fact is patched: a ConfigMap that is made anew is missing for a moment, and takes what mounts it along.
        enableConfigMapMutable: true,
        // The local cloud runs on this machine: a cluster that cannot be reached there is gone, and what was in it, too.
        ...(cloud.kind === "local" && this.clusters.clusters.has(key) && { deleteUnreachable: true }),
      },
      { dependsOn: [...(this.clusters.nodePools.get(key) ?? [])] },
    );
  }

  private followed({ follows }: DesiredSync): Followed {
    return followedIn(follows, this.options.repository?.branchForTags);
  }

  /** What manifests may refer to: the environment's own facts, then what was declared under `values`. */
  private facts(): Record<string, Input<string>> {
    const { cloud, environment, network, values } = this.desired;
    const named = factName;
    return {
      environment,
      project: cloud.project,
      region: cloud.region,
      network: this.network.vpc.name,
      network_cidr: network.cidr,
      ...Object.fromEntries([...this.network.addresses].map(([key, { address }]) => [named("address", key), address])),
      ...Object.fromEntries(
        [...this.network.globalAddresses].map(([key, { address }]) => [named("address", key), address]),
      ),
      ...Object.fromEntries(
        [...(this.loadBalancers?.described ?? [])].flatMap(([key, { url }]) =>
          url === undefined ? [] : [[named("load_balancer", key), url]],
        ),
      ),
      ...Object.fromEntries([...this.data.buckets].map(([key, bucket]) => [named("bucket", key), bucket.name])),
      ...Object.fromEntries(
        [...this.data.databaseInstances].map(([key, { connectionName }]) => [named("database", key), connectionName]),
      ),
      ...serviceFacts(this, named),
      ...accessFacts(this, named),
      ...ownFacts(this.own),
      ...Object.fromEntries(Object.entries(values).map(([key, text]) => [key, this.references.resolve(text)])),
    };
  }

  private describe() {
    const { network, machines, clusters, data, identities } = this;
    const { sync, environment, cloud } = this.desired;
    const { replaced, outputs } = this.own;
    return {
      environment,
      project: cloud.project,
      region: cloud.region,
      network: { name: network.vpc.name, selfLink: network.vpc.selfLink, cidr: this.desired.network.cidr },
      subnets: describeEach(network.subnets, ({ name, selfLink, ipCidrRange }) => ({
        name,
        selfLink,
        cidr: ipCidrRange,
      })),
      addresses: {
        ...describeEach(network.addresses, ({ address }) => address),
        ...describeEach(network.globalAddresses, ({ address }) => address),
      },
      machines: describeEach(machines.instances, ({ name, zone, networkInterfaces }) => ({
        name,
        zone,
        internalIp: networkInterfaces.apply(([first]) => first?.networkIp ?? ""),
        externalIp: networkInterfaces.apply(([first]) => first?.accessConfigs?.[0]?.natIp ?? ""),
      })),
      ...(this.managed && {
        managedGroups: describeEach(this.managed.managers, ({ name, instanceGroup }) => ({ name, instanceGroup })),
      }),
      clusters: [...clusters.clusters].map(([key, cluster]) => ({
        key,
        id: cluster.id,
        name: cluster.name,
        location: cluster.location,
        endpoint: cluster.endpoint,
        kubeconfig: kubeconfigOf(cluster),
      })),
      serviceAccounts: describeEach(identities.accounts, ({ email }) => email),
      buckets: { ...describeEach(data.buckets, ({ name, url }) => ({ name, url })), ...replaced.buckets },
      databases: {
        ...describeEach(data.databaseInstances, ({ name, connectionName }) => ({ name, connectionName })),
        ...replaced.databases,
      },
      dnsZones: describeEach(data.dnsZones, ({ dnsName, nameServers }) => ({ dnsName, nameServers })),
      ...describeServices(this),
      ...(this.loadBalancers && { loadBalancers: describeEach(this.loadBalancers.described, (balancer) => balancer) }),
      ...describeAccess(this),
      secrets: {
        ...describeEach(data.secrets, ({ id }) => id),
        ...describeEach(new Map(Object.entries(replaced.secrets ?? {})), ({ id }) => id),
      },
      ...(this.desired.resources && { resources: outputs }),
      // Pulumi warns of an output without a value.
      ...(sync && {
        sync: {
          cluster: sync.cluster,
          agent: sync.agent,
          namespace: SYNC_NAMESPACE,
          name: sync.name,
          repository: this.options.repository?.url,
          [this.followed(sync).kind]: this.followed(sync).value,
          path: sync.path,
        },
      }),
      // Apart, because it is secret, and what holds a secret is secret as a whole.
      ...(this.options.kubeconfig && { syncKubeconfig: this.options.kubeconfig }),
    };
  }
}
