import type { DriftVerdict } from "../../../../src/drift/index.ts";
import type { Machine, TaskVerdict } from "../../../../src/playbook/index.ts";

/** A playbook, and what a comparison of machines with it has to say. */
export interface CheckModeCase {
  /** Name of the recorded stream. */
  readonly name: string;
  /** A sentence: the rule, as docs/ansible.md names its test. */
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  /** By machine; `web-1` and `web-2` are there. */
  readonly verdicts: Readonly<Record<string, DriftVerdict>>;
  /** By task, what it says of `web-1`, where it is more than in sync. */
  readonly findings: Readonly<Record<string, Exclude<TaskVerdict, "in-sync" | "not-applicable">>>;
  /** By task, what its findings on `web-1` give as the reason. */
  readonly because?: Readonly<Record<string, RegExp>>;
  readonly problems?: RegExp;
  readonly mayChange?: boolean;
}

export const machines: readonly Machine[] = ["web-1", "web-2"].map((key, index) => ({
  key,
  name: `dev-${key}`,
  group: "web",
  zone: "europe-west1-b",
  labels: { tier: "front" },
  internalIp: `192.0.2.${index + 1}`,
  externalIp: "",
}));

const preamble = [
  "  gather_facts: false",
  "  connection: local",
  // That of the tool itself: the one that it would find for itself is another in each place.
  '  vars: { ansible_python_interpreter: "{{ ansible_playbook_python }}", here: "{{ playbook_dir }}/state" }',
];

/** A play on these machines whose tasks are given with two spaces before them. */
export function play(tasks: string, { hosts = "all", keys = [] }: { hosts?: string; keys?: readonly string[] } = {}) {
  const body = tasks === "" ? [] : ["  tasks:", ...tasks.split("\n").map((line) => `  ${line}`)];
  return [`- hosts: ${hosts}`, ...preamble, ...keys.map((key) => `  ${key}`), ...body, ""].join("\n");
}

/** Files that stand on the machines: the folder that plays call `here`. */
export const state = { "state/there": "as declared\n", "state/other": "something else\n" };

export const site = (text: string, files: Readonly<Record<string, string>> = {}) => ({
  "site.yml": text,
  ...state,
  ...files,
});

export const both = (verdict: DriftVerdict) => ({ "web-1": verdict, "web-2": verdict });
