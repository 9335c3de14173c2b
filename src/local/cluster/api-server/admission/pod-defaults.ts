import { copyJson, isObject, type JsonObject, objectsIn, stringOf } from "../../../../lib/index.ts";
import { fill, present } from "./fill.ts";

/** Octal 0644, as volumes of configuration are mounted. */
const readableByAll = 420;
const probes = ["livenessProbe", "readinessProbe", "startupProbe"];
const containerLists = ["containers", "initContainers", "ephemeralContainers"];

/** Fills in what a pod spec leaves to the server, in place. */
export function fillPodSpec(spec: JsonObject): void {
  fill(spec, {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  // A pod that was killed at once by a negative time is given a second.
  if (typeof spec.terminationGracePeriodSeconds === "number" && spec.terminationGracePeriodSeconds < 0) {
    spec.terminationGracePeriodSeconds = 1;
  }
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  if (account !== undefined) fill(spec, { serviceAccountName: account, serviceAccount: account });
  for (const list of containerLists) {
    for (const container of objectsIn(spec[list])) fillContainer(container, spec.hostNetwork === true);
  }
  for (const volume of objectsIn(spec.volumes)) fillVolume(volume);
}

/** What only a pod itself gets, and no template of one. */
export function fillPod(spec: JsonObject): void {
  fill(spec, { enableServiceLinks: true });
  for (const list of containerLists) {
    for (const container of objectsIn(spec[list])) requestLimits(container);
  }
}

/** The policy that an image's tag asks for: what may change under its name is always pulled. */
export function pullPolicyOf(image: string): string {
  if (image.includes("@")) return "IfNotPresent";
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}

function fillContainer(container: JsonObject, hostNetwork: boolean): void {
  fill(container, {
    imagePullPolicy: pullPolicyOf(stringOf(container.image) ?? ""),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
  for (const name of probes) {
    const probe = present(container, name);
    if (probe === undefined) continue;
    fill(probe, { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 });
    fillHandler(probe);
    if (isObject(probe.grpc)) fill(probe.grpc, { service: "" });
  }
  for (const hook of ["postStart", "preStop"]) {
    const handler = present(container, "lifecycle", hook);
    if (handler !== undefined) fillHandler(handler);
  }
  for (const variable of objectsIn(container.env)) {
    const field = present(variable, "valueFrom", "fieldRef");
    if (field !== undefined) fill(field, { apiVersion: "v1" });
    fillDivisor(present(variable, "valueFrom", "resourceFieldRef"));
  }
  if (hostNetwork) for (const port of objectsIn(container.ports)) fill(port, { hostPort: port.containerPort });
}

function fillHandler(handler: JsonObject): void {
  const get = present(handler, "httpGet");
  if (get !== undefined) fill(get, { path: "/", scheme: "HTTP" });
}

function requestLimits(container: JsonObject): void {
  const resources = present(container, "resources");
  const limits = present(resources, "limits");
  if (resources === undefined || limits === undefined) return;
  resources.requests = { ...copyJson(limits), ...(isObject(resources.requests) ? resources.requests : {}) };
}

function fillVolume(volume: JsonObject): void {
  if (Object.keys(volume).every((name) => name === "name")) volume.emptyDir = {};
  for (const source of ["secret", "configMap", "downwardAPI", "projected"]) {
    const mounted = present(volume, source);
    if (mounted !== undefined) fill(mounted, { defaultMode: readableByAll });
  }
  const hostPath = present(volume, "hostPath");
  if (hostPath !== undefined) fill(hostPath, { type: "" });
  for (const item of objectsIn(present(volume, "downwardAPI")?.items)) fillFieldRef(item);
  for (const source of objectsIn(present(volume, "projected")?.sources)) {
    const token = present(source, "serviceAccountToken");
    if (token !== undefined) fill(token, { expirationSeconds: 3600 });
    for (const item of objectsIn(present(source, "downwardAPI")?.items)) fillFieldRef(item);
  }
  const claim = present(volume, "ephemeral", "volumeClaimTemplate", "spec");
  if (claim !== undefined) fill(claim, { volumeMode: "Filesystem" });
}

function fillFieldRef(item: JsonObject): void {
  const field = present(item, "fieldRef");
  if (field !== undefined) fill(field, { apiVersion: "v1" });
  fillDivisor(present(item, "resourceFieldRef"));
}

function fillDivisor(ref: JsonObject | undefined): void {
  if (ref !== undefined) fill(ref, { divisor: "0" });
}
