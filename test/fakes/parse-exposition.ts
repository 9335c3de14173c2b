export interface ParsedMetric {
  readonly help: string;
  readonly type: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/**
 * Reads Prometheus' text format, written from its specification and not from the code that it tests.
 *
 * @throws {Error} naming the first line that is none of the format, that says a series twice, or that stands outside of its metric.
 */
export function parseExposition(text: string): ReadonlyMap<string, ParsedMetric> {
  if (text !== "" && !text.endsWith("\n")) throw new Error("The last line does not end.");
  const found = new Map<string, { help: string; type: string; samples: ParsedMetric["samples"][number][] }>();
  const series = new Set<string>();
  let current = "";
  for (const line of text.split("\n").slice(0, -1)) {
    const [, help, about = ""] = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/s.exec(line) ?? [];
    const [, typed, type = ""] = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (help !== undefined) {
      if (found.has(help)) throw new Error(`${help} has two parts.`);
      found.set(help, { help: unescaped(about), type: "", samples: [] });
      current = help;
    } else if (typed !== undefined) {
      const metric = found.get(typed);
      if (!metric || typed !== current || metric.samples.length > 0) throw new Error(`TYPE is misplaced: ${line}`);
      metric.type = type;
    } else {
      const sample = parseSample(line);
      if (sample.name !== current) throw new Error(`The sample stands outside of its metric: ${line}`);
      const labels = Object.entries(sample.labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
      const key = `${sample.name} ${JSON.stringify(labels)}`;
      if (series.has(key)) throw new Error(`The series is there twice: ${line}`);
      series.add(key);
      found.get(current)?.samples.push({ labels: sample.labels, value: sample.value });
    }
  }
  return found;
}

function parseSample(line: string) {
  const [head, name = ""] = /^([a-zA-Z_:][\w:]*)/.exec(line) ?? [];
  if (head === undefined) throw new Error(`This is no line of the format: ${line}`);
  const labels: Record<string, string> = {};
  let rest = line.slice(head.length);
  if (rest.startsWith("{")) {
    rest = rest.slice(1);
    while (!rest.startsWith("}")) {
      const [pair, label = "", value = ""] = /^,?([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/su.exec(rest) ?? [];
      if (pair === undefined) throw new Error(`The labels cannot be read: ${line}`);
      if (Object.hasOwn(labels, label)) throw new Error(`A label is there twice: ${line}`);
      labels[label] = unescaped(value);
      rest = rest.slice(pair.length);
    }
    rest = rest.slice(1);
  }
  const [, value = ""] = /^ (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(rest) ?? [];
  if (value === "") throw new Error(`The value cannot be read: ${line}`);
  return { name, labels, value: Number(value.replace("Inf", "Infinity")) };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, character: string) => (character === "n" ? "\n" : character));
}
