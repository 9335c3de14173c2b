import type { Service } from "@pulumi/gcp/cloudrunv2/service.js";
import { BackendBucket } from "@pulumi/gcp/compute/backendBucket.js";
import { BackendService } from "@pulumi/gcp/compute/backendService.js";
import { GlobalNetworkEndpoint } from "@pulumi/gcp/compute/globalNetworkEndpoint.js";
import { GlobalNetworkEndpointGroup } from "@pulumi/gcp/compute/globalNetworkEndpointGroup.js";
import { HealthCheck } from "@pulumi/gcp/compute/healthCheck.js";
import type { InstanceGroup } from "@pulumi/gcp/compute/instanceGroup.js";
import { RegionBackendService } from "@pulumi/gcp/compute/regionBackendService.js";
import { RegionHealthCheck } from "@pulumi/gcp/compute/regionHealthCheck.js";
import { RegionNetworkEndpointGroup } from "@pulumi/gcp/compute/regionNetworkEndpointGroup.js";
import { SecurityPolicy } from "@pulumi/gcp/compute/securityPolicy.js";
import type { Bucket } from "@pulumi/gcp/storage/bucket.js";
import type { ComponentResource, Output } from "@pulumi/pulumi";
import type {
  BackendGroup,
  BackendReference,
  DesiredBackendService,
  DesiredBalancing,
} from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { ManagedMachines } from "./managed-machines.ts";

export interface BackendsArgs {
  readonly balancing: DesiredBalancing;
  readonly instanceGroups: ReadonlyMap<string, InstanceGroup>;
  readonly managers: ManagedMachines["managers"];
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly runServices: ReadonlyMap<string, Service>;
}

type AnyBackendService = BackendService | RegionBackendService;

/** What stands behind load balancers, with health checks and security policies, as children of their component. */
export class Backends {
  private readonly services: ReadonlyMap<string, AnyBackendService>;
  private readonly buckets: ReadonlyMap<string, BackendBucket>;

  constructor(
    private readonly parent: ComponentResource,
    private readonly args: BackendsArgs,
  ) {
    const { balancing, buckets } = args;
    const securityPolicies = createEach(
      balancing.securityPolicies,
      ({ key, protect, args }) => new SecurityPolicy(key, args, { parent, protect }),
    );
    const healthChecks = createEach(balancing.healthChecks, ({ key, protect, args }) =>
      args.region === undefined
        ? new HealthCheck(key, args, { parent, protect })
        : new RegionHealthCheck(key, args, { parent, protect }),
    );
    this.buckets = createEach(
      balancing.backendBuckets,
      ({ key, protect, args, bucket }) =>
        new BackendBucket(key, { ...args, bucketName: known(buckets, bucket).name }, { parent, protect }),
    );
    const internetGroups = this.internetGroups();
    const serverlessGroups = createEach(
      balancing.serverlessGroups,
      ({ key, protect, args, service }) =>
        new RegionNetworkEndpointGroup(
          key,
          { ...args, cloudRun: { service: known(this.args.runServices, service).name } },
          { parent, protect },
        ),
    );
    this.services = createEach(balancing.backendServices, (service) =>
      this.service(service, {
        healthChecks,
        securityPolicies,
        groupLink: (group) =>
          "serverlessGroup" in group
            ? known(serverlessGroups, group.serverlessGroup).selfLink
            : this.groupLink(group, internetGroups),
      }),
    );
  }

  of(backend: BackendReference): AnyBackendService | BackendBucket {
    return "bucket" in backend ? known(this.buckets, backend.bucket) : known(this.services, backend.service);
  }

  /** A group on the internet is there once its endpoint is: a backend service of an empty group answers nothing. */
  private internetGroups(): ReadonlyMap<string, Output<string>> {
    const { parent } = this;
    return createEach(this.args.balancing.internetGroups, ({ key, protect, args, endpoint }) => {
      const group = new GlobalNetworkEndpointGroup(key, args, { parent, protect });
      const { id } = new GlobalNetworkEndpoint(
        key,
        { ...endpoint, globalNetworkEndpointGroup: group.name },
        { parent, protect },
      );
      return id.apply(() => group.selfLink);
    });
  }

  private groupLink(
    group: Exclude<BackendGroup, { readonly serverlessGroup: string }>,
    internetGroups: ReadonlyMap<string, Output<string>>,
  ): Output<string> {
    if ("instanceGroup" in group) return known(this.args.instanceGroups, group.instanceGroup).selfLink;
    if ("managedGroup" in group) return known(this.args.managers, group.managedGroup).instanceGroup;
    return known(internetGroups, group.internetGroup);
  }

  private service(
    { key, protect, args, groups, balancing, healthCheck, securityPolicy }: DesiredBackendService,
    around: {
      readonly healthChecks: ReadonlyMap<string, { readonly selfLink: Output<string> }>;
      readonly securityPolicies: ReadonlyMap<string, SecurityPolicy>;
      readonly groupLink: (group: BackendGroup) => Output<string>;
    },
  ): AnyBackendService {
    const registered = { parent: this.parent, protect };
    const { region, ...rest } = args;
    const made = {
      backends: groups.map((group) => ({ ...balancing, group: around.groupLink(group) })),
      ...(healthCheck !== undefined && { healthChecks: known(around.healthChecks, healthCheck).selfLink }),
      ...(securityPolicy !== undefined && { securityPolicy: known(around.securityPolicies, securityPolicy).selfLink }),
    };
    if (region === undefined) return new BackendService(key, { ...rest, ...made }, registered);
    const { customRequestHeaders: _, ...regional } = rest;
    return new RegionBackendService(key, { ...regional, region, ...made }, registered);
  }
}
