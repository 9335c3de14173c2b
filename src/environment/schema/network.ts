import * as z from "zod";
import { sharedVpc } from "./shared-vpc.ts";
import { cidr, labels, name, named, range, tags, text } from "./words.ts";

const flowLogs = z
  .union([
    z.boolean(),
    z.strictObject({
      interval: z.enum(["5s", "30s", "1m", "5m", "10m", "15m"]).default("5s").describe("Aggregation interval."),
      sampling: z.number().min(0).max(1).default(0.5).describe("Share of the flows that is logged."),
      metadata: z.enum(["all", "none"]).default("all").describe("What is added to each record."),
    }),
  ])
  .default(false)
  .describe("VPC flow logs: true for the defaults.");

const subnet = named({
  cidr: range
    .default("/23")
    .describe("Addresses of machines and nodes: a block, or only its size to have one planned."),
  pods: range.optional().describe("Addresses of pods. Planned (/21) when a cluster runs in this subnet."),
  services: range
    .optional()
    .describe("Addresses of Kubernetes services. Planned (/24) when a cluster runs in this subnet."),
  privateGoogleAccess: z.boolean().default(true).describe("Reach Google's APIs without an external address."),
  flowLogs,
});

const nat = z
  .union([
    z.boolean(),
    z.strictObject({
      addresses: z.int().min(0).max(16).default(0).describe("Reserved external addresses; 0 lets the cloud choose."),
      minPortsPerVm: z.int().min(32).max(65_536).default(64).describe("Ports that every machine has at least."),
      log: z.enum(["none", "errors", "translations", "all"]).default("errors").describe("What the gateway logs."),
    }),
  ])
  .default(true)
  .describe("Cloud NAT: the way out for what has no external address.");

const port = z
  .string()
  .regex(/^(tcp|udp|sctp|icmp|esp|ah|ipip|all)(:\d{1,5}(-\d{1,5})?)?$/, {
    error: "write a protocol, with a port or a range of ports: tcp:443, tcp:8000-8999, icmp or all",
  })
  .describe("For example tcp:443, tcp:8000-8999, icmp or all.");

const firewallRule = named({
  description: z.string().max(2048).optional().describe("What the rule is for."),
  direction: z.enum(["ingress", "egress"]).default("ingress").describe("Which way the packets go."),
  priority: z.int().min(0).max(65_535).default(1000).describe("Lower numbers win."),
  allow: z.array(port).min(1).optional().describe("What is let through. Either this or deny."),
  deny: z.array(port).min(1).optional().describe("What is kept out. Either this or allow."),
  ranges: z
    .array(z.union([z.literal("network"), cidr]))
    .optional()
    .describe(
      "Sources of an ingress rule, destinations of an egress rule; the word network is the environment's own block.",
    ),
  sourceTags: tags.default([]),
  targetTags: tags.default([]).describe("Machines with one of these tags; empty: all machines."),
  log: z.boolean().default(false).describe("Log every connection that the rule decides on."),
});

export const network = z
  .strictObject({
    name: name.optional().describe("Full name of the VPC; planned when absent."),
    cidr: range.default("/16").describe("Where everything that is planned lies: a block, or only its size."),
    routing: z
      .enum(["regional", "global"])
      .default("regional")
      .describe("Whether the routes of one region are learned by the others."),
    mtu: z.int().min(1300).max(8896).default(1460).describe("Largest packet in bytes."),
    subnets: z
      .array(subnet)
      .default([subnet.parse({ name: "main" })])
      .describe("Subnets of the environment's region; one that is named main when left out."),
    proxies: range
      .optional()
      .describe("Addresses of the proxies of regional load balancers. Planned (/23) when there is one."),
    nat,
    firewall: z.array(firewallRule).default([]).describe("Firewall rules."),
    addresses: z
      .array(
        named({
          scope: z
            .enum(["regional", "global"])
            .default("regional")
            .describe("global for load balancers that serve every region."),
        }),
      )
      .default([])
      .describe("External addresses that are kept, for example for an ingress."),
    privateServices: range
      .optional()
      .describe("Addresses of Google's managed services in the network. Planned (/24) when there is a cache."),
    sharedVpc,
    peers: z.array(z.string()).default([]).describe("Environments whose networks are connected with this one."),
  })
  .describe("The VPC, its subnets and who may talk to whom.");

const record = z.strictObject({
  name: z.string().default("@").describe("Relative to the zone's domain; @ is the domain itself."),
  type: z
    .enum([
      "A",
      "AAAA",
      "CAA",
      "CNAME",
      "DS",
      "HTTPS",
      "MX",
      "NAPTR",
      "NS",
      "PTR",
      "SRV",
      "SSHFP",
      "SVCB",
      "TLSA",
      "TXT",
    ])
    .describe("Type of the record."),
  ttl: z.int().min(0).max(2_147_483_647).default(300).describe("In seconds."),
  values: z.array(text).min(1).describe("Literal values, or address:<name> for one of the network's addresses."),
});

export const dnsZone = named({
  domain: z
    .string()
    .regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+$/, {
      error: "write the domain in small letters with its final dot, such as dev.example.com.",
    })
    .describe("Domain with its final dot."),
  visibility: z
    .enum(["public", "private"])
    .default("public")
    .describe("private: answered inside of the environment's network only."),
  labels: labels.default({}),
  records: z.array(record).default([]).describe("Records of the zone."),
});
