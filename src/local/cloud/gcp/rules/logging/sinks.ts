import { projectNumber, textOf } from "../../values/index.ts";
import { type TypeRules } from "../type-rules.ts";

const DESTINATION =
  /^(storage\.googleapis\.com\/[^/]+|bigquery\.googleapis\.com\/projects\/[^/]+\/datasets\/[^/]+|pubsub\.googleapis\.com\/projects\/[^/]+\/topics\/[^/]+|logging\.googleapis\.com\/projects\/[^/]+(\/locations\/[^/]+\/buckets\/[^/]+)?)$/;

export const projectSink: TypeRules = {
  idFormat: "projects/{{project}}/sinks/{{name}}",
  name: {
    property: "name",
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
    says: "must be 1-100 letters, digits, underscores, dashes and periods, and start with a letter or a digit",
  },
  autoname: { property: "name", longest: 100 },
  replaceOn: ["name", "project"],
  defaults: { uniqueWriterIdentity: true, disabled: false },
  check: ({ destination }) => {
    const to = textOf(destination);
    if (to === undefined || DESTINATION.test(to)) return [];
    return [
      { property: "destination", reason: `must be a destination such as storage.googleapis.com/logs; it is ${to}` },
    ];
  },
  /** All sinks of a project that have an identity of their own share one. */
  complete: ({ properties }) => ({
    writerIdentity:
      textOf(properties["customWriterIdentity"]) ??
      (properties["uniqueWriterIdentity"] === false
        ? "serviceAccount:cloud-logs@system.gserviceaccount.com"
        : `serviceAccount:service-${projectNumber(String(properties["project"]))}@gcp-sa-logging.iam.gserviceaccount.com`),
  }),
};
