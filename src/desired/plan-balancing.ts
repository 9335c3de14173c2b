import { balancerAddress, type LoadBalancer } from "../environment/index.ts";
import type {
  DescribedBalancer,
  DesiredBalancing,
  DesiredForwardingRule,
  DesiredProxy,
  DesiredPublicReader,
  DesiredUrlMap,
} from "./balancing-values.ts";
import { computeName, contentName, type NameLimit } from "./names.ts";
import { backendReference, backendsOf, planBackends } from "./plan-backends.ts";
import { planSecurityPolicies } from "./plan-security-policies.ts";
import { byKey, optional, type Planning } from "./planning.ts";

type Application = Exclude<LoadBalancer, { readonly kind: "internal" }>;

/** A hyphen and ten characters of a hash follow: a certificate cannot change, and stays until the next one is in its place. */
const certificateName: NameLimit = { longest: 52 };

/** Load balancers with all that belongs to them; nothing where no kind of them is declared. */
export function planBalancing(planning: Planning): { readonly balancing?: DesiredBalancing } {
  const { loadBalancers, securityPolicies, network } = planning.environment;
  if (loadBalancers.length + securityPolicies.length === 0 && !network.proxies) return {};
  const applications = loadBalancers.flatMap((each) => (each.kind === "internal" ? [] : [each]));
  const secure = applications.filter(({ domains }) => domains.length > 0);
  const backends = planBackends(planning);
  const common = (balancer: LoadBalancer, ...words: readonly string[]) => ({
    key: [balancer.name, ...words].join("-"),
    protect: planning.protects("loadBalancers", balancer.name),
  });
  const named = (balancer: LoadBalancer, ...words: readonly string[]) => ({
    name: planning.name([balancer.name, ...words], computeName),
    description: `Load balancer ${balancer.name} of environment ${planning.environment.name}`,
  });
  const planned = { planning, common, named };
  return {
    balancing: {
      securityPolicies: byKey(planSecurityPolicies(planning)),
      healthChecks: byKey(backends.healthChecks),
      backendBuckets: byKey(backends.backendBuckets),
      internetGroups: byKey(backends.internetGroups),
      serverlessGroups: byKey(backends.serverlessGroups),
      backendServices: byKey(backends.backendServices),
      urlMaps: byKey(applications.flatMap((each) => planUrlMaps(planned, each))),
      certificates: byKey(
        secure.map((each) => {
          const domains = [...each.domains];
          const name = contentName(planning.name([each.name], certificateName), domains);
          return { ...common(each), args: { ...named(each), name, managed: { domains } } };
        }),
      ),
      sslPolicies: byKey(
        secure.map((each) => ({
          ...common(each),
          args: { ...named(each), profile: "MODERN", minTlsVersion: "TLS_1_2" },
        })),
      ),
      proxies: byKey(applications.flatMap((each) => planProxies(planned, each))),
      forwardingRules: byKey(loadBalancers.flatMap((each) => planRules(planned, each))),
      ...planProxySubnet(planning),
      described: byKey(loadBalancers.map(described)),
    },
  };
}

interface Planned {
  readonly planning: Planning;
  readonly common: (
    balancer: LoadBalancer,
    ...words: readonly string[]
  ) => { readonly key: string; readonly protect: boolean };
  readonly named: (balancer: LoadBalancer, ...words: readonly string[]) => { name: string; description: string };
}

function placeOf({ planning }: Planned, { kind }: LoadBalancer): { readonly region?: string } {
  return kind === "external" ? {} : { region: planning.environment.cloud.region };
}

/** Whether HTTP leads to HTTPS, and nowhere else. */
function redirects({ domains, redirectHttp }: Application): boolean {
  return domains.length > 0 && redirectHttp;
}

function planUrlMaps(planned: Planned, balancer: Application): readonly DesiredUrlMap[] {
  const { common, named } = planned;
  const place = placeOf(planned, balancer);
  const routes = balancer.routes.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const main: DesiredUrlMap = {
    ...common(balancer),
    defaultService: backendReference(balancer, balancer.defaultBackend),
    pathMatchers: routes.map(({ name, backend, paths }) => ({
      name,
      defaultService: backendReference(balancer, backend),
      pathRules: paths.map((rule) => ({ paths: rule.paths, service: backendReference(balancer, rule.backend) })),
    })),
    args: {
      ...named(balancer),
      ...place,
      ...optional(
        "hostRules",
        routes.length > 0 ? routes.map(({ name, hosts }) => ({ hosts: [...hosts], pathMatcher: name })) : undefined,
      ),
    },
  };
  if (!redirects(balancer)) return [main];
  const defaultUrlRedirect = {
    httpsRedirect: true,
    redirectResponseCode: "MOVED_PERMANENTLY_DEFAULT",
    stripQuery: false,
  } as const;
  const args = { ...named(balancer, "redirect"), ...place, defaultUrlRedirect };
  return [main, { ...common(balancer, "redirect"), pathMatchers: [], args }];
}

function planProxies(planned: Planned, balancer: Application): readonly DesiredProxy[] {
  const { common, named } = planned;
  const place = placeOf(planned, balancer);
  const { key } = common(balancer);
  const http: DesiredProxy = {
    ...common(balancer, "http"),
    urlMap: redirects(balancer) ? common(balancer, "redirect").key : key,
    args: { ...named(balancer, "http"), ...place },
  };
  if (balancer.domains.length === 0) return [http];
  const tls = { certificate: key, sslPolicy: key };
  return [http, { ...common(balancer, "https"), urlMap: key, tls, args: { ...named(balancer, "https"), ...place } }];
}

function planRules(planned: Planned, balancer: LoadBalancer): readonly DesiredForwardingRule[] {
  const { planning, common, named } = planned;
  const place = placeOf(planned, balancer);
  const labels = planning.labelsWith({});
  const address = balancerAddress(balancer);
  if (balancer.kind === "internal") {
    const { ports, protocol, subnet, globalAccess, backend } = balancer;
    return [
      {
        ...common(balancer),
        address,
        subnet,
        target: { backendService: `${balancer.name}-${backend.name}` },
        args: {
          ...named(balancer),
          ...place,
          loadBalancingScheme: "INTERNAL",
          ipProtocol: protocol === "tcp" ? "TCP" : "UDP",
          ...(ports.length > 0 ? { ports: ports.map(String) } : { allPorts: true }),
          allowGlobalAccess: globalAccess,
          labels,
        },
      },
    ];
  }
  const rule = (name: "http" | "https", port: number): DesiredForwardingRule => ({
    ...common(balancer, name),
    address,
    target: { proxy: common(balancer, name).key },
    args: {
      ...named(balancer, name),
      ...place,
      loadBalancingScheme: "EXTERNAL_MANAGED",
      ipProtocol: "TCP",
      portRange: `${port}-${port}`,
      labels,
    },
  });
  return balancer.domains.length === 0 ? [rule("http", 80)] : [rule("http", 80), rule("https", 443)];
}

function planProxySubnet(planning: Planning): Pick<DesiredBalancing, "proxySubnet"> {
  const { network, cloud } = planning.environment;
  if (!network.proxies) return {};
  return {
    proxySubnet: {
      key: "proxies",
      protect: planning.protects("network"),
      args: {
        name: planning.name(["proxies"], computeName),
        region: cloud.region,
        ipCidrRange: planning.range("proxies"),
        purpose: "REGIONAL_MANAGED_PROXY",
        role: "ACTIVE",
      },
    },
  };
}

function described(balancer: LoadBalancer): DescribedBalancer {
  const backends = backendsOf(balancer)
    .map(({ name }) => name)
    .toSorted()
    .map((name) => backendReference(balancer, name));
  const common = { key: balancer.name, address: balancerAddress(balancer), backends };
  if (balancer.kind === "internal") return common;
  const [host] = balancer.domains;
  return { ...common, url: host === undefined ? { scheme: "http" } : { scheme: "https", host } };
}

/** Anyone may read what is in a bucket that is declared public. */
export function planPublicReaders(planning: Planning): readonly DesiredPublicReader[] {
  const open = planning.environment.buckets.filter((bucket) => bucket.public);
  return open.map(({ name }) => ({
    key: `${name}-public`,
    protect: planning.protects("buckets", name),
    bucket: name,
    args: { role: "roles/storage.objectViewer", member: "allUsers" },
  }));
}
