import type { DesiredHealthCheck } from "./managed-values.ts";
import type { Values } from "./values.ts";

/** Everything that the environment's load balancers consist of, but for their addresses. Every list is sorted by key. */
export interface DesiredBalancing {
  readonly securityPolicies: readonly DesiredSecurityPolicy[];
  readonly healthChecks: readonly DesiredHealthCheck[];
  readonly backendBuckets: readonly DesiredBackendBucket[];
  readonly internetGroups: readonly DesiredInternetGroup[];
  readonly serverlessGroups: readonly DesiredServerlessGroup[];
  readonly backendServices: readonly DesiredBackendService[];
  readonly urlMaps: readonly DesiredUrlMap[];
  readonly certificates: readonly DesiredCertificate[];
  readonly sslPolicies: readonly DesiredSslPolicy[];
  readonly proxies: readonly DesiredProxy[];
  readonly forwardingRules: readonly DesiredForwardingRule[];
  /** Absent without a regional load balancer. */
  readonly proxySubnet?: DesiredProxySubnet;
  /** How others refer to each load balancer. */
  readonly described: readonly DescribedBalancer[];
}

/** For `gcp.compute.SecurityPolicy`. */
export type DesiredSecurityPolicy = Values<{
  name: string;
  description: string;
  type: "CLOUD_ARMOR";
  labels: Record<string, string>;
  rules: {
    priority: number;
    description: string;
    action: string;
    preview?: boolean;
    match: { versionedExpr: "SRC_IPS_V1"; config: { srcIpRanges: string[] } } | { expr: { expression: string } };
    rateLimitOptions?: {
      conformAction: "allow";
      exceedAction: "deny(429)";
      enforceOnKey: "ALL" | "IP" | "XFF_IP";
      rateLimitThreshold: { count: number; intervalSec: number };
    };
  }[];
}>;

export interface CdnArgs {
  enableCdn: boolean;
  cdnPolicy?: { cacheMode: string; defaultTtl?: number; maxTtl?: number; clientTtl?: number };
}

/** For `gcp.compute.BackendBucket`. */
export type DesiredBackendBucket = Values<{ name: string; description: string } & CdnArgs> & {
  /** Key of the bucket. */
  readonly bucket: string;
};

/** For `gcp.compute.GlobalNetworkEndpointGroup`, and for the one `gcp.compute.GlobalNetworkEndpoint` in it. */
export type DesiredInternetGroup = Values<{
  name: string;
  description: string;
  networkEndpointType: "INTERNET_FQDN_PORT";
  defaultPort: number;
}> & { readonly endpoint: { readonly fqdn: string; readonly port: number } };

/** For `gcp.compute.RegionNetworkEndpointGroup`. */
export type DesiredServerlessGroup = Values<{
  name: string;
  description: string;
  region: string;
  networkEndpointType: "SERVERLESS";
}> & {
  /** Key of the Cloud Run service. */
  readonly service: string;
};

/** A group that a backend service sends traffic to, by the list and the key of it. */
export type BackendGroup =
  | { readonly instanceGroup: string }
  | { readonly managedGroup: string }
  | { readonly internetGroup: string }
  | { readonly serverlessGroup: string };

/** For `gcp.compute.BackendService`, and for `gcp.compute.RegionBackendService` where `args` have a region. */
export type DesiredBackendService = Values<
  {
    name: string;
    description: string;
    region?: string;
    loadBalancingScheme: "EXTERNAL_MANAGED" | "INTERNAL";
    protocol: "HTTP" | "HTTPS" | "HTTP2" | "TCP" | "UDP";
    portName?: string;
    timeoutSec?: number;
    sessionAffinity: "NONE" | "CLIENT_IP" | "GENERATED_COOKIE";
    customRequestHeaders?: string[];
    logConfig?: { enable: boolean; sampleRate?: number };
  } & Partial<CdnArgs>
> & {
  readonly groups: readonly BackendGroup[];
  /** How load is measured, of every group alike. */
  readonly balancing: {
    readonly balancingMode?: "UTILIZATION" | "CONNECTION";
    readonly maxUtilization?: number;
    readonly capacityScaler?: number;
  };
  /** Key of the {@link DesiredHealthCheck}. */
  readonly healthCheck?: string;
  /** Key of the {@link DesiredSecurityPolicy}. */
  readonly securityPolicy?: string;
};

/** A backend by its key. */
export type BackendReference = { readonly service: string } | { readonly bucket: string };

/** For `gcp.compute.URLMap`, and for `gcp.compute.RegionUrlMap` where `args` have a region. */
export type DesiredUrlMap = Values<{
  name: string;
  description: string;
  region?: string;
  hostRules?: { hosts: string[]; pathMatcher: string }[];
  defaultUrlRedirect?: {
    httpsRedirect: boolean;
    redirectResponseCode: "MOVED_PERMANENTLY_DEFAULT";
    stripQuery: boolean;
  };
}> & {
  /** Absent where everything is redirected. */
  readonly defaultService?: BackendReference;
  readonly pathMatchers: readonly {
    readonly name: string;
    readonly defaultService: BackendReference;
    readonly pathRules: readonly { readonly paths: readonly string[]; readonly service: BackendReference }[];
  }[];
};

/** For `gcp.compute.ManagedSslCertificate`. */
export type DesiredCertificate = Values<{ name: string; description: string; managed: { domains: string[] } }>;

/** For `gcp.compute.SSLPolicy`. */
export type DesiredSslPolicy = Values<{
  name: string;
  description: string;
  profile: "MODERN";
  minTlsVersion: "TLS_1_2";
}>;

/**
 * For `gcp.compute.TargetHttpsProxy` where it has a certificate, else for `gcp.compute.TargetHttpProxy`, and for
 * `gcp.compute.RegionTargetHttpProxy` where `args` have a region.
 */
export type DesiredProxy = Values<{ name: string; description: string; region?: string }> & {
  readonly urlMap: string;
  /** Keys of a {@link DesiredCertificate} and of a {@link DesiredSslPolicy}. */
  readonly tls?: { readonly certificate: string; readonly sslPolicy: string };
};

/** For `gcp.compute.GlobalForwardingRule`, and for `gcp.compute.ForwardingRule` where `args` have a region. */
export type DesiredForwardingRule = Values<{
  name: string;
  description: string;
  region?: string;
  loadBalancingScheme: "EXTERNAL_MANAGED" | "INTERNAL";
  ipProtocol: "TCP" | "UDP";
  portRange?: string;
  ports?: string[];
  allPorts?: boolean;
  allowGlobalAccess?: boolean;
  labels: Record<string, string>;
}> & {
  /** Key and scope of one of the network's addresses. */
  readonly address: { readonly key: string; readonly scope: "regional" | "global" };
  readonly target: { readonly proxy: string } | { readonly backendService: string };
  /** Key of the subnet of an internal one. */
  readonly subnet?: string;
};

/** For `gcp.compute.Subnetwork`: where the proxies of regional load balancers have their addresses. */
export type DesiredProxySubnet = Values<{
  name: string;
  region: string;
  ipCidrRange: string;
  purpose: "REGIONAL_MANAGED_PROXY";
  role: "ACTIVE";
}>;

/** What outputs and facts say of a load balancer. */
export interface DescribedBalancer {
  readonly key: string;
  readonly address: DesiredForwardingRule["address"];
  readonly url?: { readonly scheme: "http" | "https"; readonly host?: string };
  /** Backends that are made in the cloud. */
  readonly backends: readonly BackendReference[];
}

/** For `gcp.storage.BucketIAMMember`: who may read the objects of a public bucket. */
export type DesiredPublicReader = Values<{ role: "roles/storage.objectViewer"; member: "allUsers" }> & {
  /** Key of the bucket. */
  readonly bucket: string;
};
