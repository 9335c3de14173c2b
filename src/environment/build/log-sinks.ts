import type { LogDestination, LogSink } from "../log-sinks.ts";
import type { RawSpec } from "../schema/index.ts";
import { formatText, referencesIn } from "../text.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

const path = ["spec", "logSinks"] as const;
const forms =
  "buckets/<name>, topics/<name>, storage.googleapis.com/<bucket>, bigquery.googleapis.com/projects/<project>/datasets/<dataset>, " +
  "pubsub.googleapis.com/projects/<project>/topics/<topic> or logging.googleapis.com/projects/<project>/locations/<location>/buckets/<bucket>";

export function buildLogSinks(findings: Findings, spec: RawSpec): LogSink[] {
  findings.uniqueNames(path, spec.logSinks);
  return spec.logSinks.map(({ name, description, destination, filter, exclusions, disabled }, index) => {
    const at = [...path, index];
    findings.uniqueNames([...at, "exclusions"], exclusions);
    if (filter !== undefined) checkFilter(findings, [...at, "filter"], filter);
    for (const [position, exclusion] of exclusions.entries())
      checkFilter(findings, [...at, "exclusions", position, "filter"], exclusion.filter);
    return {
      name,
      ...(description === undefined ? {} : { description }),
      destination: buildDestination(findings, [...at, "destination"], destination, spec),
      ...(filter === undefined ? {} : { filter }),
      exclusions: exclusions.map(({ remove: _remove, description, ...exclusion }) => ({
        ...exclusion,
        ...(description === undefined ? {} : { description }),
      })),
      disabled,
    };
  });
}

function buildDestination(findings: Findings, at: ValuePath, written: string, spec: RawSpec): LogDestination {
  const [, own, name = ""] = /^(buckets|topics)\/(.*)$/.exec(written) ?? [];
  if (own === "buckets" || own === "topics") {
    const known = spec[own].map((each) => each.name);
    checkKnown(findings, at, name, { what: own === "buckets" ? "bucket" : "topic", known });
    return own === "buckets" ? { kind: "bucket", name } : { kind: "topic", name };
  }
  const text = findings.text(at, written);
  const storage = "storage.googleapis.com/";
  const [first] = text;
  if (typeof first === "string" && first.startsWith(storage) && written.length > storage.length) {
    const rest = first.slice(storage.length);
    return { kind: "other-bucket", bucket: [...(rest === "" ? [] : [rest]), ...text.slice(1)] };
  }
  const other = elsewhere(written);
  if (other === undefined) findings.error(at, "bad-destination", `is "${formatText(text)}"; write ${forms}`);
  else if (referencesIn(text).length > 0) {
    const message =
      "may refer to another environment's outputs behind storage.googleapis.com/ alone; write the names out";
    findings.error(at, "reference-in-destination", message);
  }
  return other ?? { kind: "other-bucket", bucket: text };
}

function elsewhere(written: string): LogDestination | undefined {
  const [, project = "", rest = ""] = /^[a-z]+\.googleapis\.com\/projects\/([^/]+)\/(.+)$/.exec(written) ?? [];
  const [api = ""] = written.split(".", 1);
  const [, dataset] = /^datasets\/([A-Za-z0-9_]+)$/.exec(rest) ?? [];
  const [, topic] = /^topics\/([^/]+)$/.exec(rest) ?? [];
  const [, location, bucket] = /^locations\/([-a-z0-9]+)\/buckets\/([-_.A-Za-z0-9]+)$/.exec(rest) ?? [];
  if (api === "bigquery" && dataset !== undefined) return { kind: "dataset", project, dataset };
  if (api === "pubsub" && topic !== undefined) return { kind: "other-topic", project, topic };
  if (api === "logging" && location !== undefined && bucket !== undefined)
    return { kind: "log-bucket", project, location, bucket };
  return undefined;
}

/** Quotes and brackets; what is between them is Google's language. */
function checkFilter(findings: Findings, at: ValuePath, filter: string): void {
  const code = filter.replace(/"(?:\\.|[^"\\])*"/g, "").replace(/--.*$/gm, "");
  const opened = code.split("(").length;
  const closed = code.split(")").length;
  if (filter.trim() === "") findings.error(at, "bad-filter", "is empty; leave it out to take every entry");
  else if (code.includes('"')) findings.error(at, "bad-filter", "has a text without its closing quote");
  else if (opened !== closed)
    findings.error(at, "bad-filter", `has ${opened - 1} opening and ${closed - 1} closing parentheses`);
}
