import { ApiProblem, badRequest, invalid, type StatusCause } from "../problem/index.ts";

/** A switch in a query, as the API machinery reads it: everything that is not a word for no counts as yes. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

/**
 * Refuses options of lists and watches that contradict each other.
 *
 * As `ValidateListOptions` of k8s.io/apimachinery 0.34.1.
 * @throws {ApiProblem} 422 with everything that is wrong
 */
export function requireListOptions(query: URLSearchParams, isWatch: boolean): void {
  const causes = isWatch ? watchFaults(query) : listFaults(query);
  if (causes.length > 0) throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", causes);
}

const matchField = "resourceVersionMatch";
const forbidden = (field: string, why: string): StatusCause => ({
  reason: "FieldValueForbidden",
  message: `Forbidden: ${why}`,
  field,
});
const unsupported = (value: string, supported: readonly string[]): StatusCause => ({
  reason: "FieldValueNotSupported",
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(", ")}`,
  field: matchField,
});

function listFaults(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get(matchField) ?? "";
  const version = query.get("resourceVersion") ?? "";
  const causes: StatusCause[] = [];
  if (match !== "") {
    if (version === "") {
      causes.push(forbidden(matchField, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (hasToken(query))
      causes.push(forbidden(matchField, "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan") causes.push(unsupported(match, ["Exact", "NotOlderThan", ""]));
    if (match === "Exact" && version === "0") {
      causes.push(forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (query.has("sendInitialEvents")) {
    causes.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return causes;
}

function watchFaults(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get(matchField) ?? "";
  const isInitial = query.has("sendInitialEvents");
  const causes: StatusCause[] = [];
  if (isInitial && match !== "NotOlderThan") {
    causes.push(forbidden(matchField, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  }
  if (match === "") return causes;
  if (!isInitial) {
    const why = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    causes.push(forbidden(matchField, why));
  }
  if (match !== "NotOlderThan") causes.push(unsupported(match, ["NotOlderThan"]));
  if (hasToken(query))
    causes.push(forbidden(matchField, "resourceVersionMatch is forbidden when continue is provided"));
  return causes;
}

function hasToken(query: URLSearchParams): boolean {
  return (query.get("continue") ?? "") !== "";
}

/** The version that a list asks for. @throws {ApiProblem} 400 */
export function listVersion(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`Invalid value: ${JSON.stringify(text)}: a resource version is a number`);
}

/** The version from which a watch goes on. The server takes a wrong one for a fault of its own. @throws {ApiProblem} 500 */
export function watchVersion(text: string): number {
  if (/^\d*$/.test(text)) return Number(text);
  const shown = JSON.stringify(text);
  throw new ApiProblem(
    { status: 500, reason: "" },
    `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`,
  );
}
