import { isIP } from "node:net";
import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { namedFaults, nameFaults, optionalNameFaults } from "./names.ts";
import { labelSelectorFaults } from "./selectors.ts";
import { blockFaults, isPartOf, portFaults, requiredFaults } from "./values.ts";

/** What is wrong with an Ingress. */
export function ingressFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const rules = objectsIn(spec.rules);
  const causes: StatusCause[] = [
    ...optionalNameFaults("spec.ingressClassName", spec.ingressClassName, "subdomain"),
    ...classFaults(spec, object),
    ...objectsIn(spec.tls).flatMap((one, index) => certificateFaults(one, `spec.tls[${index}]`)),
    ...rules.flatMap((rule, index) => ruleFaults(rule, `spec.rules[${index}]`)),
  ];
  if (isObject(spec.defaultBackend)) causes.push(...backendFaults(spec.defaultBackend, "spec.defaultBackend"));
  else if (rules.length === 0) {
    causes.push(invalidValue("spec", null, "either `defaultBackend` or `rules` must be specified"));
  }
  return causes;
}

const classAnnotation = "kubernetes.io/ingress.class";

function classFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const annotated = objectOf(objectOf(object.metadata).annotations)[classAnnotation];
  const name = spec.ingressClassName;
  if (annotated === undefined || name === undefined || annotated === name) return [];
  const why = "must match `ingressClassName` when both are specified";
  return [invalidValue(`annotations.${classAnnotation}`, annotated, why)];
}

function hostFaults(field: string, host: string): readonly StatusCause[] {
  return nameFaults(field, host, host.includes("*") ? "wildcard" : "subdomain");
}

function certificateFaults(tls: JsonObject, path: string): readonly StatusCause[] {
  return [
    ...listOf(tls.hosts).flatMap((host, index) => hostFaults(`${path}.hosts[${index}]`, stringOf(host) ?? "")),
    ...optionalNameFaults(`${path}.secretName`, tls.secretName, "subdomain"),
  ];
}

function ruleFaults(rule: JsonObject, path: string): readonly StatusCause[] {
  const host = stringOf(rule.host) ?? "";
  const causes: StatusCause[] = [];
  if (isIP(host) !== 0) {
    causes.push(invalidValue(`${path}.host`, host, "must be a DNS name, not an IP address"));
  } else if (host !== "") causes.push(...hostFaults(`${path}.host`, host));
  if (!isObject(rule.http)) return causes;
  const paths = objectsIn(rule.http.paths);
  if (paths.length === 0) causes.push(required(`${path}.http.paths`));
  return [...causes, ...paths.flatMap((one, index) => pathFaults(one, `${path}.http.paths[${index}]`))];
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const neverInside = ["//", "/./", "/../", "%2f", "%2F"];
const neverLast = ["/..", "/."];

function pathFaults(one: JsonObject, field: string): readonly StatusCause[] {
  const { pathType } = one;
  const path = stringOf(one.path) ?? "";
  const causes: StatusCause[] = [];
  const refused = (why: string): StatusCause => invalidValue(`${field}.path`, path, why);
  if (pathType === undefined) causes.push(required(`${field}.pathType`, "pathType must be specified"));
  else if (!pathTypes.includes(stringOf(pathType) ?? "")) {
    causes.push(unsupported(`${field}.pathType`, pathType, pathTypes));
  } else if (pathType === "ImplementationSpecific") {
    if (path !== "" && !path.startsWith("/")) causes.push(refused("must be an absolute path"));
  } else {
    if (!path.startsWith("/")) causes.push(refused("must be an absolute path"));
    causes.push(
      ...neverInside.filter((part) => path.includes(part)).map((part) => refused(`must not contain '${part}'`)),
      ...neverLast.filter((part) => path.endsWith(part)).map((part) => refused(`cannot end with '${part}'`)),
    );
  }
  return [...causes, ...backendFaults(objectOf(one.backend), `${field}.backend`)];
}

function backendFaults({ service, resource }: JsonObject, path: string): readonly StatusCause[] {
  if (isObject(service) && isObject(resource)) {
    return [invalidValue(path, "", "cannot set both resource and service backends")];
  }
  if (isObject(resource)) {
    return ["kind", "name"].flatMap((part) => requiredFaults(`${path}.resource.${part}`, resource[part]));
  }
  if (!isObject(service)) return [invalidValue(path, "", "resource or service backend is required")];
  return [...namedFaults(`${path}.service.name`, service.name, "service"), ...backendPortFaults(service, path)];
}

function backendPortFaults(service: JsonObject, path: string): readonly StatusCause[] {
  const { name, number } = objectOf(service.port);
  const [byName, byNumber] = [stringOf(name) ?? "", numberOf(number) ?? 0];
  if (byName !== "" && byNumber !== 0) return [invalidValue(path, "", "cannot set both port name & port number")];
  if (byName !== "") return portFaults(`${path}.service.port.name`, byName);
  if (byNumber !== 0) return portFaults(`${path}.service.port.number`, byNumber);
  return [required(path, "port name or number is required")];
}

/** What is wrong with a NetworkPolicy. */
export function networkPolicyFaults(spec: JsonObject): readonly StatusCause[] {
  const types = listOf(spec.policyTypes);
  const allowed = ["Ingress", "Egress"];
  return [
    ...labelSelectorFaults("spec.podSelector", spec.podSelector),
    ...trafficFaults(spec, "ingress", "from"),
    ...trafficFaults(spec, "egress", "to"),
    ...(types.length > 2
      ? [invalidValue("spec.policyTypes", types, "may not specify more than two policyTypes")]
      : types.flatMap((type, index) =>
          allowed.includes(stringOf(type) ?? "") ? [] : [unsupported(`spec.policyTypes[${index}]`, type, allowed)],
        )),
  ];
}

function trafficFaults(spec: JsonObject, direction: string, ends: string): readonly StatusCause[] {
  return objectsIn(spec[direction]).flatMap((rule, index) => {
    const field = `spec.${direction}[${index}]`;
    return [
      ...objectsIn(rule.ports).flatMap((port, at) => policyPortFaults(port, `${field}.ports[${at}]`)),
      ...objectsIn(rule[ends]).flatMap((peer, at) => peerFaults(peer, `${field}.${ends}[${at}]`)),
    ];
  });
}

const protocols = ["TCP", "UDP", "SCTP"];

function policyPortFaults({ protocol, port, endPort }: JsonObject, field: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (protocol !== undefined && !protocols.includes(stringOf(protocol) ?? "")) {
    causes.push(unsupported(`${field}.protocol`, protocol, protocols));
  }
  if (port !== undefined) causes.push(...portFaults(`${field}.port`, port));
  const last = numberOf(endPort);
  if (last === undefined) return causes;
  const refused = (why: string): readonly StatusCause[] => [...causes, invalidValue(`${field}.endPort`, last, why)];
  if (port === undefined) return refused("may not be specified when `port` is not specified");
  if (typeof port === "string") return refused("may not be specified when `port` is non-numeric");
  if (last < (numberOf(port) ?? 0)) return refused("must be greater than or equal to `port`");
  return [...causes, ...portFaults(`${field}.endPort`, last)];
}

function peerFaults(peer: JsonObject, field: string): readonly StatusCause[] {
  const pods = isObject(peer.podSelector) || isObject(peer.namespaceSelector);
  const causes = [
    ...labelSelectorFaults(`${field}.podSelector`, peer.podSelector),
    ...labelSelectorFaults(`${field}.namespaceSelector`, peer.namespaceSelector),
  ];
  if (!isObject(peer.ipBlock)) return pods ? causes : [...causes, required(field, "must specify a peer")];
  if (pods) causes.push(forbiddenField(field, "may not specify both ipBlock and another peer"));
  return [...causes, ...peerBlockFaults(peer.ipBlock, `${field}.ipBlock`)];
}

function peerBlockFaults(block: JsonObject, field: string): readonly StatusCause[] {
  const cidr = stringOf(block.cidr) ?? "";
  if (cidr === "") return [required(`${field}.cidr`)];
  const wrong = blockFaults(`${field}.cidr`, cidr);
  if (wrong.length > 0) return wrong;
  return listOf(block.except).flatMap((one, index) => {
    const place = `${field}.except[${index}]`;
    const text = stringOf(one) ?? "";
    const malformed = blockFaults(place, text);
    if (malformed.length > 0) return malformed;
    return isPartOf(text, cidr) ? [] : [invalidValue(place, text, "must be a strict subset of `cidr`")];
  });
}
