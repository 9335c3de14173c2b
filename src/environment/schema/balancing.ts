import * as z from "zod";
import { duration, probe } from "./managed.ts";
import { cidr, name, named } from "./words.ts";

const ttl = duration.optional();

const cdn = z
  .union([
    z.boolean(),
    z.strictObject({
      mode: z
        .enum(["cache-all-static", "use-origin-headers", "force-cache-all"])
        .default("cache-all-static")
        .describe("What is cached: static content, what the backend's headers allow, or everything."),
      ttl: ttl.describe("How long the cache keeps what says nothing of it; absent: 1h."),
      maxTtl: ttl.describe("How long the cache keeps anything; absent: 24h. With cache-all-static."),
      clientTtl: ttl.describe("How long browsers keep it; absent: 1h."),
    }),
  ])
  .default(false)
  .describe("Cloud CDN: answers are cached near clients; true for the defaults.");

const backend = named({
  to: z
    .string()
    .regex(
      /^((machines|buckets|runServices)\/[a-z][-a-z0-9]*|https?:\/\/([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,63}(:\d{1,5})?)$/,
      {
        error:
          "write machines/<group>, buckets/<name>, runServices/<name>, or a server such as https://old.example.com",
      },
    )
    .describe(
      "machines/<group>, buckets/<name>, runServices/<name>, or a server such as https://old.example.com:8443.",
    ),
  port: name.optional().describe("Named port of the machine group; absent: its first one."),
  protocol: z
    .enum(["http", "https", "http2"])
    .default("http")
    .describe("What machines are spoken to with; a server's address says it itself."),
  timeout: duration.default("30s").describe("How long an answer may take."),
  check: probe.prefault({}).describe("Health check of the machines."),
  affinity: z
    .enum(["none", "client-ip", "cookie"])
    .default("none")
    .describe("Whether requests of one client go to the same machine."),
  logging: z.number().min(0).max(1).default(1).describe("Share of the requests that is logged."),
  cdn,
  securityPolicy: name.optional().describe("One of the environment's securityPolicies."),
});

const host = z.string().regex(/^(\*|(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,63})$/, {
  error: "write a host in small letters, such as shop.example.com, *.example.com or *",
});

const urlPath = z.string().regex(/^\/([^\s?#*]*|([^\s?#*]*\/)?\*)$/, {
  error: "a path starts with /, and has a * only at its end, after a /: /static/*",
});

const route = named({
  hosts: z.array(host).min(1).describe("Hosts that the route is for: shop.example.com, *.example.com or *."),
  backend: name.optional().describe("Backend of what none of the paths is for; absent: the load balancer's default."),
  paths: z
    .array(
      z.strictObject({
        paths: z.array(urlPath).min(1).describe("Paths, with * for all below: /static/*. The longest one wins."),
        backend: name.describe("Backend that answers."),
      }),
    )
    .default([])
    .describe("Paths that other backends answer."),
});

export const loadBalancer = named({
  kind: z
    .enum(["external", "internal", "regional"])
    .default("external")
    .describe(
      "external answers HTTP(S) clients anywhere; regional does so in the environment's region; internal passes TCP or UDP on inside of the network.",
    ),
  address: name
    .optional()
    .describe("One of the network's addresses; absent: one is kept under the load balancer's name."),
  domains: z
    .array(
      z.string().regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
        error: "write a domain in small letters, without a final dot and without *, such as shop.example.com",
      }),
    )
    .max(100)
    .default([])
    .describe("Names of the managed certificate; without any the load balancer speaks HTTP alone."),
  redirectHttp: z.boolean().default(true).describe("Where there are domains, HTTP only leads to HTTPS."),
  backends: z.array(backend).default([]).describe("What answers."),
  default: name.optional().describe("Backend of what no route is for; absent: the first one."),
  routes: z.array(route).default([]).describe("Which backends answer for which hosts and paths."),
  subnet: name.optional().describe("Where the address of an internal one lies; absent: the first subnet."),
  protocol: z.enum(["tcp", "udp"]).default("tcp").describe("What an internal one passes on."),
  ports: z
    .array(z.int().min(1).max(65_535))
    .max(5)
    .default([])
    .describe("Ports that an internal one passes on, at most 5; empty: all."),
  globalAccess: z.boolean().default(false).describe("Whether clients of other regions reach an internal one."),
});

const denial = ["deny(403)", "deny(404)", "deny(502)"] as const;

const securityRule = named({
  priority: z.int().min(0).max(2_147_483_646).describe("Lower numbers win."),
  action: z
    .enum(["allow", ...denial, "throttle"])
    .describe("What becomes of a request; throttle answers 429 to what is more than rate."),
  ranges: z
    .array(cidr)
    .min(1)
    .max(10)
    .optional()
    .describe("Addresses of clients, at most 10. Either this or expression."),
  expression: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe("Which requests, in Google's CEL: request.path.startsWith('/admin')."),
  preview: z.boolean().default(false).describe("Only log what the rule would do."),
  rate: z
    .strictObject({
      requests: z.int().min(1).max(1_000_000).describe("How many requests."),
      per: z
        .enum(["10s", "30s", "1m", "2m", "3m", "4m", "5m", "10m", "15m", "20m", "30m", "45m", "1h"])
        .default("1m")
        .describe("In how much time."),
      by: z
        .enum(["all", "ip", "xff-ip"])
        .default("ip")
        .describe("Whose requests are counted together: those of one address, of one X-Forwarded-For, or all."),
    })
    .optional()
    .describe("With throttle: how many requests go through."),
});

export const securityPolicy = named({
  description: z.string().max(2048).optional().describe("What the policy is for."),
  default: z
    .enum(["allow", ...denial])
    .default("allow")
    .describe("What becomes of requests that no rule is about."),
  rules: z.array(securityRule).default([]).describe("Rules of the policy."),
});
