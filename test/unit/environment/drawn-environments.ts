import * as fc from "fast-check";
import { stringify } from "yaml";
import type { RawSpec } from "../../../src/environment/schema/index.ts";

/** Part of a valid spec as it may be written: keys left out, or null, come from a profile or have their default. */
type WrittenSpec = { readonly [Key in keyof RawSpec]?: unknown };

const names = ["dev", "staging", "shared", "shop"] as const;
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const others = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 });
const list = (item: fc.Arbitrary<object>) =>
  fc.array(fc.tuple(word, item), { maxLength: 2 }).map((drawn) => {
    const byName = new Map(drawn.map(([name, rest]) => [name, { name, ...rest }]));
    return [...byName.values()];
  });
const optional = <T extends object>(shape: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(shape, { requiredKeys: [] });

/** Text with references, and with much that looks like one. */
const text = fc
  .array(
    fc.oneof(
      word,
      fc.constantFrom(...names).map((name) => `\${environments.${name}.outputs.network.selfLink}`),
      fc.constantFrom("${HOME}", "${environments.dev}", "dev", "# no comment", ": ", '"', "'", "\\", "\n", "  ", "é"),
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(""));

/** One branch, one tag or one range at most. */
const followed = fc.oneof(
  fc.constant({}),
  fc.record({ branch: fc.constantFrom("main", "dev") }),
  fc.record({ tag: fc.constantFrom("v1.4.0", "2024.01.01") }),
  fc.record({ semver: fc.constantFrom(">=1.0.0 <2.0.0", "1.x", "*") }),
);
const drawnSync = <T extends object>(shape: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.tuple(optional(shape), followed).map(([others, follows]) => ({ ...others, ...follows }));

/** One arbitrary for each key, so that a key that is added to the schema fails to compile here. */
const keys: { readonly [Key in keyof RawSpec]-?: fc.Arbitrary<unknown> } = {
  cloud: fc.constantFrom({ kind: "local" }, { kind: "gcp", project: "acme-dev", region: "europe-west1" }),
  network: optional({
    name: word,
    cidr: fc.constantFrom("/16", "10.4.0.0/16"),
    nat: fc.boolean(),
    addresses: list(fc.constant({})),
    firewall: list(
      fc.record({ allow: fc.constant(["tcp:443"]), description: text.map((each) => each.replaceAll("\n", " ")) }),
    ),
    peers: fc.option(others, { nil: null, freq: 6 }),
  }),
  machines: list(
    optional({
      count: fc.nat(3),
      tags: fc.array(word, { maxLength: 2 }),
      metadata: fc.dictionary(word, text, { maxKeys: 2 }),
      startupScript: text,
      cloudInit: text,
      managed: fc.constantFrom(
        true,
        false,
        { autohealing: { check: { port: 80 } } },
        { rollout: { type: "opportunistic" } },
      ),
    }),
  ),
  clusters: fc.constantFrom(
    [{ name: "main", nodePools: [{ name: "default" }] }],
    [{ name: "main", mode: "autopilot" }],
  ),
  serviceAccounts: list(fc.constant({})),
  buckets: list(optional({ versioning: fc.boolean(), public: fc.boolean() })),
  databases: list(fc.constant({ tier: "db-custom-1-3840" })),
  dns: list(
    fc.record({
      domain: fc.constant("dev.example.com."),
      records: fc.array(text, { maxLength: 1 }).map((values) => (values.length ? [{ type: "TXT", values }] : [])),
    }),
  ),
  secrets: list(fc.constant({})),
  topics: list(
    optional({
      retention: fc.constantFrom("10m", "31d"),
      subscriptions: list(optional({ ordering: fc.boolean(), ackDeadline: fc.constantFrom("10s", "1m30s") })),
    }),
  ),
  artifactRepositories: list(optional({ format: fc.constantFrom("docker", "npm"), cleanupDryRun: fc.boolean() })),
  documentDatabases: list(optional({ type: fc.constantFrom("native", "datastore"), location: fc.constant("eur3") })),
  caches: list(optional({ sizeGb: fc.constantFrom(1, 5), tls: fc.boolean() })),
  runServices: list(
    optional({ env: fc.dictionary(word, text, { maxKeys: 2 }), public: fc.boolean(), cpu: fc.constantFrom(1, 2) }).map(
      (drawn) => ({ image: "example.com/api:1", ...drawn }),
    ),
  ),
  runJobs: list(
    optional({ env: fc.dictionary(word, text, { maxKeys: 2 }), schedule: fc.constant({ cron: "0 3 * * *" }) }).map(
      (drawn) => ({ image: "example.com/report:1", ...drawn }),
    ),
  ),
  loadBalancers: fc.constantFrom(
    [],
    [{ name: "old", backends: [{ name: "server", to: "https://old.example.com" }] }],
    [
      {
        name: "new",
        domains: ["shop.example.com"],
        backends: [{ name: "server", to: "http://old.example.com:8080", cdn: true }],
      },
    ],
  ),
  securityPolicies: list(fc.constantFrom({}, { default: "deny(403)" })),
  access: list(
    optional({ on: fc.constantFrom("project"), public: fc.boolean() }).map((drawn) => ({
      on: "project",
      role: "roles/viewer",
      members: ["group:ops@example.com", "serviceAccount:${environments.dev.outputs.serviceAccounts.api}"],
      ...drawn,
    })),
  ),
  customRoles: list(fc.constant({ permissions: ["storage.objects.get"] })),
  keyRings: list(
    optional({
      location: fc.constantFrom("global", "europe-west1"),
      keys: list(optional({ rotationDays: fc.integer({ min: 1, max: 400 }) })),
    }),
  ),
  logSinks: list(
    optional({ filter: fc.constantFrom("severity>=ERROR"), disabled: fc.boolean() }).map((drawn) => ({
      destination: "storage.googleapis.com/${environments.dev.outputs.buckets.logs.name}",
      ...drawn,
    })),
  ),
  sync: fc.option(
    drawnSync({
      path: fc.option(fc.constantFrom("clusters/shop", "./clusters//shop/", "environments/shop/apps", "dev"), {
        nil: null,
        freq: 6,
      }),
      interval: fc.constantFrom("30s", "5m"),
      prune: fc.boolean(),
      agent: fc.constantFrom("groundwork", "flux"),
      flux: fc.constantFrom({ manifests: "flux/install.yaml" }, { manifests: "./flux//" }, { preinstalled: true }),
    }),
    { nil: null, freq: 8 },
  ),
  values: fc.dictionary(word, text, { maxKeys: 3 }),
  health: fc.constantFrom([], [{ name: "web", http: { url: "https://example.com" } }]),
  protect: fc.constantFrom(true, false, ["network"]),
  dependsOn: fc.option(others, { nil: null, freq: 6 }),
};

const spec: fc.Arbitrary<WrittenSpec> = fc.record(keys, { requiredKeys: [] });

const style = fc.record({
  defaultStringType: fc.constantFrom("PLAIN", "PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"),
  defaultKeyType: fc.constantFrom("PLAIN", "PLAIN", "QUOTE_DOUBLE"),
  collectionStyle: fc.constantFrom("any", "block", "flow"),
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 40),
} as const);

/** Comment lines, some of which say what is commented out. */
const comments = fc.array(
  fc.tuple(fc.nat(20), fc.constantFrom("# note", "", "# peers: [dev]", "#extends: ../_profiles/other.yaml")),
  { maxLength: 3 },
);

interface Drawn {
  readonly kind: "Environment" | "Profile";
  readonly extended?: string;
  /** Whether `dependsOn` and `peers` are one list, written once with an anchor. */
  readonly shared: boolean;
}

const fileText = ({ kind, extended, shared }: Drawn) =>
  fc.tuple(spec, style, comments, others).map(([drawn, look, notes, both]) => {
    const network = { ...(drawn.network as object | undefined), peers: both };
    const whole = {
      apiVersion: "groundwork.dev/v1",
      kind,
      ...(extended === undefined ? {} : { extends: extended }),
      spec: shared ? { ...drawn, dependsOn: both, network } : drawn,
    };
    const lines = stringify(whole, look).split("\n");
    // A comment between the lines of a text would be part of it; before a key of the document it never is.
    for (const [at, note] of notes) if (/^[a-z"]/.test(lines[at] ?? "")) lines.splice(at, 0, note);
    return lines.join("\n");
  });

/** The files of `environments/shop` and its profiles, mostly valid, in all styles that YAML has for them. */
export const drawnFiles: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(fc.nat(2), fc.boolean())
  .chain(([depth, shared]) =>
    fc
      .tuple(
        fileText({ kind: "Environment", shared, ...(depth > 0 && { extended: "../_profiles/near.yaml" }) }),
        fileText({ kind: "Profile", shared: false, ...(depth > 1 && { extended: "./far.yaml" }) }),
        fileText({ kind: "Profile", shared: false }),
      )
      .map(([own, near, far]) => ({
        "environments/shop/environment.yaml": own,
        ...(depth > 0 && { "environments/_profiles/near.yaml": near }),
        ...(depth > 1 && { "environments/_profiles/far.yaml": far }),
      })),
  );
