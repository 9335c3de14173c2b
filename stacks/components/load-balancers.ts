import type { Address } from "@pulumi/gcp/compute/address.js";
import { ForwardingRule } from "@pulumi/gcp/compute/forwardingRule.js";
import type { GlobalAddress } from "@pulumi/gcp/compute/globalAddress.js";
import { GlobalForwardingRule } from "@pulumi/gcp/compute/globalForwardingRule.js";
import { ManagedSslCertificate } from "@pulumi/gcp/compute/managedSslCertificate.js";
import type { Network } from "@pulumi/gcp/compute/network.js";
import { RegionTargetHttpProxy } from "@pulumi/gcp/compute/regionTargetHttpProxy.js";
import { RegionUrlMap } from "@pulumi/gcp/compute/regionUrlMap.js";
import { SSLPolicy } from "@pulumi/gcp/compute/sslpolicy.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import { TargetHttpProxy } from "@pulumi/gcp/compute/targetHttpProxy.js";
import { TargetHttpsProxy } from "@pulumi/gcp/compute/targetHttpsProxy.js";
import { URLMap } from "@pulumi/gcp/compute/urlmap.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { BackendReference, DesiredForwardingRule, DesiredProxy, DesiredUrlMap } from "../../src/desired/index.ts";
import { Backends, type BackendsArgs } from "./backends.ts";
import { createEach, known } from "./lookup.ts";

export interface LoadBalancersArgs extends BackendsArgs {
  readonly network: Network;
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly addresses: ReadonlyMap<string, Address>;
  readonly globalAddresses: ReadonlyMap<string, GlobalAddress>;
}

/** What others know of one load balancer. `url` is one of those that speak HTTP. */
export interface BalancerOutputs {
  readonly address: Output<string>;
  readonly backends: readonly Output<string>[];
  readonly url?: Output<string> | string;
}

/** Addresses at which requests and packets come in, and the ways from there to what answers them. */
export class LoadBalancers extends ComponentResource {
  readonly described: ReadonlyMap<string, BalancerOutputs>;
  private readonly backends: Backends;
  private readonly proxySubnets: readonly Subnetwork[];

  constructor(
    name: string,
    private readonly args: LoadBalancersArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:LoadBalancers", name, {}, options);
    const { balancing, network } = args;

    this.backends = new Backends(this, args);
    this.proxySubnets = [balancing.proxySubnet ?? []]
      .flat()
      .map(
        ({ key, protect, args }) => new Subnetwork(key, { ...args, network: network.id }, { parent: this, protect }),
      );
    const urlMaps = createEach(balancing.urlMaps, (urlMap) => this.urlMap(urlMap));
    const certificates = createEach(
      balancing.certificates,
      ({ key, protect, args }) => new ManagedSslCertificate(key, args, { parent: this, protect }),
    );
    const sslPolicies = createEach(
      balancing.sslPolicies,
      ({ key, protect, args }) => new SSLPolicy(key, args, { parent: this, protect }),
    );
    const proxies = createEach(balancing.proxies, ({ key, protect, args, urlMap: map, tls }: DesiredProxy) => {
      const urlMap = known(urlMaps, map).selfLink;
      const registered = { parent: this, protect };
      if (tls) {
        const sslCertificates = [known(certificates, tls.certificate).selfLink];
        const sslPolicy = known(sslPolicies, tls.sslPolicy).selfLink;
        return new TargetHttpsProxy(key, { ...args, urlMap, sslCertificates, sslPolicy }, registered);
      }
      return args.region === undefined
        ? new TargetHttpProxy(key, { ...args, urlMap }, registered)
        : new RegionTargetHttpProxy(key, { ...args, urlMap }, registered);
    });
    createEach(balancing.forwardingRules, (rule) =>
      this.forwardingRule(rule, (key) => known<{ readonly selfLink: Output<string> }>(proxies, key).selfLink),
    );
    this.described = this.describe();
    this.registerOutputs({});
  }

  private urlMap({ key, protect, args, defaultService, pathMatchers }: DesiredUrlMap): URLMap | RegionUrlMap {
    const whole = {
      ...args,
      ...(defaultService && { defaultService: this.linkOf(defaultService) }),
      ...(pathMatchers.length > 0 && {
        pathMatchers: pathMatchers.map((matcher) => ({
          name: matcher.name,
          defaultService: this.linkOf(matcher.defaultService),
          pathRules: matcher.pathRules.map(({ paths, service }) => ({
            paths: [...paths],
            service: this.linkOf(service),
          })),
        })),
      }),
    };
    const registered = { parent: this, protect };
    return args.region === undefined ? new URLMap(key, whole, registered) : new RegionUrlMap(key, whole, registered);
  }

  private forwardingRule(
    { key, protect, args: { region, ...args }, address, target, subnet }: DesiredForwardingRule,
    proxyLink: (key: string) => Output<string>,
  ): GlobalForwardingRule | ForwardingRule {
    const { subnets, network } = this.args;
    const ipAddress = this.addressOf(address).address;
    if (region === undefined) {
      const link = "proxy" in target ? proxyLink(target.proxy) : this.linkOf({ service: target.backendService });
      return new GlobalForwardingRule(key, { ...args, ipAddress, target: link }, { parent: this, protect });
    }
    const to =
      "proxy" in target
        ? { target: proxyLink(target.proxy) }
        : { backendService: this.linkOf({ service: target.backendService }) };
    const within = subnet === undefined ? {} : { subnetwork: known(subnets, subnet).id };
    return new ForwardingRule(
      key,
      { ...args, region, ipAddress, network: network.id, ...within, ...to },
      // The cloud refuses a regional rule before its proxies have addresses.
      { parent: this, protect, dependsOn: "proxy" in target ? [...this.proxySubnets] : [] },
    );
  }

  private addressOf({ key, scope }: DesiredForwardingRule["address"]): Address | GlobalAddress {
    return scope === "global" ? known(this.args.globalAddresses, key) : known(this.args.addresses, key);
  }

  private linkOf(backend: BackendReference): Output<string> {
    return this.backends.of(backend).selfLink;
  }

  private describe(): ReadonlyMap<string, BalancerOutputs> {
    return new Map(
      this.args.balancing.described.map(({ key, address: at, url, backends }) => {
        const { address } = this.addressOf(at);
        const { scheme, host } = url ?? {};
        const found = host === undefined ? address.apply((host) => `${scheme}://${host}`) : `${scheme}://${host}`;
        const names = backends.map((backend) => this.backends.of(backend).name);
        return [key, { address, backends: names, ...(url && { url: found }) }];
      }),
    );
  }
}
