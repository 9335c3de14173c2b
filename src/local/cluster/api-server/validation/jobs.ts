import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { type Labels, labelSelectorOf } from "../selectors/index.ts";
import { invalidValue, required, unsupported } from "./causes.ts";
import { scheduleFault } from "./cron-schedule.ts";
import { annotationFaults, labelFaults } from "./names.ts";
import { podSpecFaults } from "./pod-spec.ts";
import { labelSelectorFaults } from "./selectors.ts";
import { noneNegative } from "./values.ts";

/** What is wrong with a Job. */
export function jobFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  return [...jobSpecFaults(spec, "spec"), ...generatedSelectorFaults(spec, objectOf(object.metadata))];
}

function jobSpecFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const template = objectOf(spec.template);
  const { labels, annotations } = objectOf(template.metadata);
  const pod = objectOf(template.spec);
  const causes = [
    ...noneNegative(
      path,
      spec,
      "parallelism",
      "completions",
      "activeDeadlineSeconds",
      "backoffLimit",
      "ttlSecondsAfterFinished",
      "backoffLimitPerIndex",
      "maxFailedIndexes",
    ),
    ...indexFaults(spec, path),
    ...labelFaults(`${path}.template.labels`, labels),
    ...annotationFaults(`${path}.template.annotations`, annotations),
    ...podSpecFaults(pod, `${path}.template.spec`).filter(
      ({ field }) => field !== `${path}.template.spec.restartPolicy`,
    ),
    ...failurePolicyFaults(spec, path),
  ];
  const policy = pod.restartPolicy;
  const field = `${path}.template.spec.restartPolicy`;
  if (policy === "Always" || policy === undefined || policy === "") {
    causes.push(required(field, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== "OnFailure" && policy !== "Never") {
    causes.push(unsupported(field, policy, ["OnFailure", "Never"]));
  } else if (policy === "OnFailure" && isObject(spec.podFailurePolicy)) {
    causes.push(invalidValue(field, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
  const manager = stringOf(spec.managedBy);
  if (manager !== undefined && !manager.includes("/")) {
    causes.push(invalidValue(`${path}.managedBy`, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  }
  return causes;
}

function indexFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const indexed = spec.completionMode === "Indexed";
  if (indexed && spec.completions === undefined) {
    causes.push(required(`${path}.completions`, "when completion mode is Indexed"));
  }
  if (!indexed && spec.backoffLimitPerIndex !== undefined) {
    causes.push(
      invalidValue(`${path}.backoffLimitPerIndex`, spec.backoffLimitPerIndex, "requires indexed completion mode"),
    );
  }
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    causes.push(required(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  }
  if (!indexed && isObject(spec.successPolicy)) {
    causes.push(invalidValue(`${path}.successPolicy`, spec.successPolicy, "requires indexed completion mode"));
  }
  return causes;
}

function failurePolicyFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const rules = objectsIn(objectOf(spec.podFailurePolicy).rules);
  return rules.flatMap((rule, index) => {
    const field = `${path}.podFailurePolicy.rules[${index}]`;
    const conditions = listOf(rule.onPodConditions);
    const codes = rule.onExitCodes;
    // The server shows no value here.
    const whole = (why: string): StatusCause => ({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${why}`,
      field,
    });
    if (isObject(codes) && conditions.length > 0) {
      return [whole("specifying both OnExitCodes and OnPodConditions is not supported")];
    }
    if (isObject(codes)) return exitCodeFaults(codes, `${field}.onExitCodes`);
    return conditions.length > 0 ? [] : [whole("specifying one of OnExitCodes and OnPodConditions is required")];
  });
}

function exitCodeFaults({ operator, values }: JsonObject, field: string): readonly StatusCause[] {
  const codes = listOf(values).map((value) => numberOf(value) ?? 0);
  if (codes.length === 0) return [invalidValue(`${field}.values`, codes, "at least one value is required")];
  const causes = codes.flatMap((code, index) =>
    code === 0 && operator === "In"
      ? [invalidValue(`${field}.values[${index}]`, 0, "must not be 0 for the In operator")]
      : [],
  );
  if (codes.some((code, index) => code < (codes[index - 1] ?? code))) {
    causes.push(invalidValue(`${field}.values`, codes, "must be ordered"));
  }
  return causes;
}

const uidLabel = "batch.kubernetes.io/controller-uid";

/** A Job that may not choose its pods by hand has the selector that the server made. */
function generatedSelectorFaults(spec: JsonObject, metadata: JsonObject): readonly StatusCause[] {
  const causes = [...labelSelectorFaults("spec.selector", spec.selector)];
  const { labels } = objectOf(objectOf(spec.template).metadata);
  const { matchLabels } = objectOf(spec.selector);
  const generated = Object.keys(objectOf(matchLabels)).length === 1 && objectOf(matchLabels)[uidLabel] === metadata.uid;
  if (spec.manualSelector !== true && isObject(spec.selector) && !generated) {
    causes.push(invalidValue("spec.selector", spec.selector, "`selector` not auto-generated"));
  }
  if (isObject(spec.selector) && !labelSelectorOf(spec.selector)(objectOf(labels) as Labels)) {
    const why = "`selector` does not match template `labels`";
    causes.push(invalidValue("spec.template.metadata.labels", labels ?? null, why));
  }
  return causes;
}

const longestCronName = 52;

/** What is wrong with a CronJob. */
export function cronJobFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const job = objectOf(objectOf(spec.jobTemplate).spec);
  const path = "spec.jobTemplate.spec";
  const causes = [...scheduleFaults(spec), ...jobSpecFaults(job, path)];
  causes.push(
    ...noneNegative("spec", spec, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
  );
  if (isObject(job.selector)) {
    causes.push(invalidValue(`${path}.selector`, job.selector, "`selector` will be auto-generated"));
  }
  if (job.manualSelector === true) causes.push(unsupported(`${path}.manualSelector`, true, ["nil", "false"]));
  const name = stringOf(objectOf(object.metadata).name) ?? "";
  // Its Jobs add eleven characters, and their names become labels.
  if (name.length > longestCronName) {
    causes.push(invalidValue("metadata.name", name, `must be no more than ${longestCronName} characters`));
  }
  return causes;
}

function scheduleFaults(spec: JsonObject): readonly StatusCause[] {
  const schedule = stringOf(spec.schedule) ?? "";
  const causes: StatusCause[] = [];
  if (schedule === "") causes.push(required("spec.schedule"));
  else if (/TZ=/.test(schedule)) {
    const why = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
    causes.push(invalidValue("spec.schedule", schedule, why));
  } else {
    const why = scheduleFault(schedule);
    if (why !== undefined) causes.push(invalidValue("spec.schedule", schedule, why));
  }
  const zone = stringOf(spec.timeZone);
  const wrong = zone === undefined ? undefined : zoneFault(zone);
  return wrong === undefined ? causes : [...causes, invalidValue("spec.timeZone", zone, wrong)];
}

function zoneFault(zone: string): string | undefined {
  if (zone === "") return "timeZone must be nil or non-empty string";
  if (zone.toLowerCase() === "local") {
    return "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
  }
  try {
    const { timeZone } = Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions();
    return /^[+-]/.test(timeZone) ? `unknown time zone ${zone}` : undefined;
  } catch {
    return `unknown time zone ${zone}`;
  }
}
