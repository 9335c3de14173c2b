import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { projectRoot } from "../../../src/lib/index.ts";

/** What one environment declares beside its profile, before and after a change of it. */
interface Declared {
  readonly profile: "small" | "large" | "customer";
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

const second = {
  network: { subnets: [{ name: "second", cidr: "/23", pods: "/21", services: "/24" }] },
  clusters: [{ name: "second", subnet: "second", nodePools: [{ name: "default", nodes: 2, spot: true }] }],
};
const secrets = { secrets: [{ name: "payment-provider" }, { name: "mail" }] };
const buckets = (days: number) => ({ buckets: [{ name: "exports", deleteAfterDays: days }, { name: "uploads" }] });
const machines = (count: number) => ({ machines: [{ name: "worker", count, machineType: "e2-standard-2" }] });
const database = (highAvailability: boolean) => ({
  databases: [{ name: "orders", version: "POSTGRES_17", tier: "db-custom-2-7680", diskSizeGb: 100, highAvailability }],
});
const dns = {
  dns: [
    { name: "shop", domain: "shop.example.com.", records: [{ name: "@", type: "A", values: ["address:ingress"] }] },
  ],
};
const withoutBastion = { machines: [{ name: "bastion", remove: true }] };
const rule = (priority: number) => ({
  network: {
    firewall: [
      { name: "metrics", priority, allow: ["tcp:9100"], ranges: ["network"] },
      { name: "ssh", remove: true },
    ],
  },
});
const values = (level: string) => ({ values: { log_level: level }, protect: ["network"] });

/** Every profile, with what is added, changed and taken away in it. */
const declared: readonly Declared[] = [
  { profile: "small", before: {}, after: {} },
  { profile: "small", before: {}, after: second },
  { profile: "small", before: secrets, after: {} },
  { profile: "small", before: buckets(30), after: buckets(90) },
  { profile: "small", before: machines(1), after: machines(3) },
  { profile: "small", before: machines(3), after: withoutBastion },
  { profile: "large", before: {}, after: {} },
  { profile: "small", before: {}, after: { ...secrets, ...dns } },
  { profile: "small", before: second, after: {} },
  { profile: "large", before: {}, after: { secrets: [{ name: "payment-provider", remove: true }] } },
  { profile: "large", before: {}, after: second },
  { profile: "large", before: database(false), after: database(true) },
  { profile: "large", before: dns, after: {} },
  { profile: "large", before: values("info"), after: values("warn") },
  { profile: "large", before: rule(900), after: rule(800) },
  { profile: "customer", before: {}, after: {} },
  { profile: "customer", before: {}, after: { ...second, ...secrets, ...buckets(7) } },
  { profile: "customer", before: rule(900), after: {} },
  { profile: "customer", before: { ...buckets(7), ...secrets }, after: { ...withoutBastion, ...machines(2) } },
  { profile: "customer", before: {}, after: { sync: { agent: "groundwork", interval: "2m", suspend: true } } },
];

/** Those that stand as they were declared before: one that gives secrets back, one that gives a cluster back, one with a changed rule. */
export function standingEnvironments(): readonly string[] {
  return differentEnvironments.filter((_, index) => index % 6 === 2);
}

/** Names of the environments, each as different from the others as profiles and keys allow. */
export const differentEnvironments: readonly string[] = declared.map(
  (_, index) => `e${String(index).padStart(2, "0")}`,
);

/** A project in `folder` with this repository's program and profiles, and no environments but these. */
export async function projectOfDifferentEnvironments(folder: string): Promise<void> {
  const names = ["stacks", "src", "data", "environments/_profiles", "Pulumi.yaml", "package.json"];
  for (const name of names) await cp(path.join(projectRoot(), name), path.join(folder, name), { recursive: true });
  await symlink(path.join(projectRoot(), "node_modules"), path.join(folder, "node_modules"), "junction");
  await declare(folder, "before");
}

/** Writes the declarations as they are before their changes, or after. */
export async function declare(folder: string, when: "before" | "after"): Promise<void> {
  for (const [index, name] of differentEnvironments.entries()) {
    const { profile, [when]: spec } = declared[index] as Declared;
    const at = path.join(folder, "environments", name);
    await mkdir(at, { recursive: true });
    const cloud = profile === "large" ? { project: `acme-${name}` } : { kind: "local" };
    const document = {
      apiVersion: "groundwork.dev/v1",
      kind: "Environment",
      extends: `../_profiles/${profile}.yaml`,
      spec: { cloud, ...spec },
    };
    await writeFile(path.join(at, "environment.yaml"), stringify(document));
  }
}
