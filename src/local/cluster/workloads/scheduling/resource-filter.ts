import { parseQuantity } from "../../../../kubernetes/quantity/index.ts";
import { at, listAt, memberOf, objectAt, textAt } from "../../../../lib/index.ts";
import { type KubernetesObject } from "../../api-server/index.ts";

/** Amounts in billionths, by resource. */
type Amounts = Readonly<Record<string, bigint>>;

/** What a node lacks for a Pod beside those that are on it, in kube-scheduler's words. */
export function shortages(
  pod: KubernetesObject,
  node: KubernetesObject,
  present: readonly KubernetesObject[],
): readonly string[] {
  const allocatable = amountsOf(objectAt(node, "status", "allocatable"));
  const used = present.map((other) => requestsOf(other["spec"])).reduce(plus, {});
  const pods = allocatable["pods"];
  const wanted = requestsOf(pod["spec"]);
  const lacking = Object.keys(wanted).filter((resource) => {
    const amount = wanted[resource] ?? 0n;
    return amount > 0n && amount > (memberOf(allocatable, resource) ?? 0n) - (memberOf(used, resource) ?? 0n);
  });
  const full = pods !== undefined && BigInt(present.length + 1) * 1_000_000_000n > pods;
  return [...(full ? ["Too many pods"] : []), ...lacking.map((resource) => `Insufficient ${resource}`)];
}

/** What a Pod asks for: its containers together, or its largest init container when that is more, and its overhead. */
export function requestsOf(podSpec: unknown): Amounts {
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of listAt(podSpec, "initContainers")) {
    const own = requestsOfContainer(container);
    if (textAt(container, "restartPolicy") === "Always") {
      sidecars = plus(sidecars, own);
      starting = largest(starting, sidecars);
    } else starting = largest(starting, plus(sidecars, own));
  }
  const running = listAt(podSpec, "containers").map(requestsOfContainer).reduce(plus, sidecars);
  return plus(largest(running, starting), amountsOf(objectAt(podSpec, "overhead")));
}

/** A limit without a request is a request of as much. */
function requestsOfContainer(container: unknown): Amounts {
  return amountsOf({ ...objectAt(container, "resources", "limits"), ...objectAt(container, "resources", "requests") });
}

function amountsOf(quantities: Readonly<Record<string, unknown>>): Amounts {
  return Object.fromEntries(
    Object.entries(quantities).map(([resource, written]) => [resource, parseQuantity(String(written))?.nanos ?? 0n]),
  );
}

const combined = (one: Amounts, other: Amounts, by: (a: bigint, b: bigint) => bigint): Amounts =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [
      key,
      by(memberOf(one, key) ?? 0n, memberOf(other, key) ?? 0n),
    ]),
  );
const plus = (one: Amounts, other: Amounts): Amounts => combined(one, other, (a, b) => a + b);
const largest = (one: Amounts, other: Amounts): Amounts => combined(one, other, (a, b) => (a > b ? a : b));

/** Host ports that a Pod wants and another one on the node has. */
export function portsTaken(pod: KubernetesObject, present: readonly KubernetesObject[]): boolean {
  const wanted = new Set(hostPortsOf(pod));
  return wanted.size > 0 && present.some((other) => hostPortsOf(other).some((port) => wanted.has(port)));
}

function hostPortsOf(pod: KubernetesObject): readonly string[] {
  return listAt(pod, "spec", "containers").flatMap((container) =>
    listAt(container, "ports").flatMap((port) => {
      const number = at(port, "hostPort");
      return typeof number === "number" && number > 0 ? [`${textAt(port, "protocol") ?? "TCP"} ${number}`] : [];
    }),
  );
}
