interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  {
    least: 1,
    most: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const words = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

/** What is wrong with when a CronJob runs, as the server's parser of schedules says it; `undefined` for a right schedule. */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith("@")) return wordFault(schedule);
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== fields.length) {
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  }
  for (const [index, field] of fields.entries()) {
    for (const range of (parts[index] ?? "").split(",")) {
      const fault = range === "" ? undefined : rangeFault(range, field);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function wordFault(schedule: string): string | undefined {
  if (words.has(schedule)) return undefined;
  const every = "@every ";
  if (!schedule.startsWith(every)) return `unrecognized descriptor: ${schedule}`;
  const duration = schedule.slice(every.length);
  return /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$|^[+-]?0$/.test(duration)
    ? undefined
    : `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`;
}

function rangeFault(text: string, field: Field): string | undefined {
  const [range = "", step, ...moreSteps] = text.split("/");
  const [low = "", high, ...moreEnds] = range.split("-");
  if (moreEnds.length > 0) return `too many hyphens: ${text}`;
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  const every = low === "*" || low === "?";
  const start = every ? field.least : numberIn(low, field);
  if (typeof start === "string") return start;
  const end = every ? field.most : high === undefined ? start : numberIn(high, field);
  if (typeof end === "string") return end;
  const size = step === undefined ? 1 : numberIn(step, { least: 0, most: 0 });
  if (typeof size === "string") return size;
  // A step makes a single number the start of a range to the end.
  const last = !every && high === undefined && step !== undefined ? field.most : end;
  if (start < field.least) return `beginning of range (${start}) below minimum (${field.least}): ${text}`;
  if (last > field.most) return `end of range (${last}) above maximum (${field.most}): ${text}`;
  if (start > last) return `beginning of range (${start}) beyond end of range (${last}): ${text}`;
  return size === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/** The number that a text or a name stands for; otherwise what is wrong with it. */
function numberIn(text: string, { names, least }: Field): number | string {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + least;
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  }
  const number = Number(text);
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
}
