import { type CheckModeCase, play, state } from "./case.ts";

const both = (verdict: "in-sync" | "diverged" | "unknown") => ({ "web-1": verdict, "web-2": verdict });
const site = (text: string, files: Readonly<Record<string, string>> = {}) => ({ "site.yml": text, ...state, ...files });

const simple: readonly CheckModeCase[] = [
  {
    name: "in-sync",
    rule: "is in sync where every task says ok",
    files: site(
      play(`- name: File
  copy: { content: "as declared\\n", dest: "{{ here }}/there" }
- name: Answer
  ping:`),
    ),
    verdicts: both("in-sync"),
    findings: {},
  },
  {
    name: "diverged",
    rule: "has diverged where a file would change, with the file and counts of lines",
    files: site(
      play(`- name: File
  copy: { content: "as declared\\n", dest: "{{ here }}/{{ 'other' if inventory_hostname == 'web-1' else 'there' }}" }`),
    ),
    verdicts: { "web-1": "diverged", "web-2": "in-sync" },
    findings: { File: "diverged" },
  },
  {
    name: "skipped-command",
    rule: "is unknown where check mode skips a command, a script, a raw command, a request or a tar",
    files: site(
      play(`- name: Command
  command: "true"
- name: Shell
  shell: "true"
  changed_when: true
- name: Raw
  raw: "true"
- name: Script
  script: run.sh
- name: Request
  uri: { url: "http://127.0.0.1:9/" }`),
      { "run.sh": "#!/bin/sh\n" },
    ),
    verdicts: both("unknown"),
    findings: { Command: "unknown", Shell: "unknown", Raw: "unknown", Script: "unknown", Request: "unknown" },
  },
  {
    name: "creates",
    rule: "reads creates of commands and scripts: there is in sync, missing is diverged",
    files: site(
      play(`- name: Command there
  command: { cmd: "true", creates: "{{ here }}/there" }
- name: Command missing
  command: { cmd: "true", creates: "{{ here }}/missing" }
- name: Script there
  script: { cmd: run.sh, creates: "{{ here }}/there" }
- name: Script missing
  script: { cmd: run.sh, creates: "{{ here }}/missing" }
- name: Archive there
  unarchive: { src: run.sh, dest: "{{ here }}", creates: "{{ here }}/there" }`),
      { "run.sh": "#!/bin/sh\n" },
    ),
    verdicts: both("diverged"),
    findings: { "Command missing": "diverged", "Script missing": "diverged" },
  },
  {
    name: "condition",
    rule: "leaves out a task whose condition is not met, also under no_log, and a loop without items",
    files: site(
      play(`- name: Answer
  ping:
- name: Not here
  command: "true"
  when: false
- name: Not here, hidden
  command: "true"
  when: false
  no_log: true
- name: No items
  command: "{{ item }}"
  loop: []`),
    ),
    verdicts: both("in-sync"),
    findings: {},
  },
  {
    name: "condition-on-skipped",
    rule: "is unknown where a condition hangs on a result that check mode did not get, also over variables",
    files: site(
      play(
        `- name: Look
  command: "true"
  register: looked
- name: Hangs
  file: { path: "{{ here }}/there", state: file }
  when: looked.stdout == 'x'
- name: Hangs over a variable
  file: { path: "{{ here }}/there", state: file }
  when: needed
- name: Fact
  set_fact: { found: "{{ looked.stdout }}" }
- name: Hangs over a fact
  file: { path: "{{ here }}/there", state: file }
  when: found == 'x'
- name: Hangs in a template
  template: { src: page.j2, dest: "{{ here }}/there" }
- name: Does not hang
  file: { path: "{{ here }}/there", state: file }`,
        { keys: ["vars_files: [ vars.yml ]"] },
      ),
      { "templates/page.j2": "{{ looked.stdout }}\n", "vars.yml": "needed: \"{{ looked.stdout == 'x' }}\"\n" },
    ),
    verdicts: both("unknown"),
    findings: {
      Look: "unknown",
      Hangs: "unknown",
      "Hangs over a variable": "unknown",
      Fact: "unknown",
      "Hangs over a fact": "unknown",
      "Hangs in a template": "unknown",
    },
    because: { Hangs: /looked/, "Hangs over a variable": /looked/, "Hangs over a fact": /found/ },
  },
  {
    name: "check-mode-in-condition",
    rule: "is unknown where a task does something else in check mode",
    files: site(
      play(`- name: Only for real
  file: { path: "{{ here }}/missing", state: touch }
  when: not ansible_check_mode`),
    ),
    verdicts: both("unknown"),
    findings: { "Only for real": "unknown" },
    because: { "Only for real": /check mode/ },
  },
  {
    name: "loop-partly-skipped",
    rule: "is unknown where one item of a loop was skipped by check mode, although the loop says ok",
    files: site(
      play(`- name: Each
  command: "{{ item.run }}"
  args: { creates: "{{ item.creates | default(omit) }}" }
  loop:
    - { run: "true", creates: "{{ here }}/there" }
    - { run: "true" }`),
    ),
    verdicts: both("unknown"),
    findings: { Each: "unknown" },
  },
  {
    name: "loop-changed",
    rule: "has diverged where one item of a loop would change, with the files of all its items",
    files: site(
      play(`- name: Each
  copy: { content: "as declared\\n", dest: "{{ here }}/{{ item }}" }
  loop: [ there, other, missing ]`),
    ),
    verdicts: both("diverged"),
    findings: { Each: "diverged" },
  },
  {
    name: "loop-item-by-condition",
    rule: "leaves out items whose condition is not met",
    files: site(
      play(`- name: Each
  copy: { content: "as declared\\n", dest: "{{ here }}/{{ item }}" }
  loop: [ there, missing ]
  when: item == 'there'`),
    ),
    verdicts: both("in-sync"),
    findings: {},
  },
  {
    name: "failed-later",
    rule: "is unknown, not diverged, where a task fails that needs what an earlier one would only make",
    files: site(
      play(`- name: Make
  file: { path: "{{ here }}/new", state: directory }
- name: Use
  file: { path: "{{ here }}/new/file", state: file }
- name: After
  ping:`),
    ),
    verdicts: both("unknown"),
    findings: { Make: "diverged", Use: "unknown", After: "unknown" },
    because: { Use: /perhaps because an earlier task/, After: /not reached/ },
  },
  {
    name: "ignored-and-rescued",
    rule: "is unknown where a failure is ignored or rescued, although the exit code is 0",
    files: site(
      play(`- name: Ignored
  fail:
  ignore_errors: true
- block:
    - name: Fails
      fail:
    - name: Skipped by it
      ping:
  rescue:
    - name: Rescues
      ping:`),
    ),
    verdicts: both("unknown"),
    findings: { Ignored: "unknown", Fails: "unknown", "Skipped by it": "unknown" },
  },
  {
    name: "failed-when",
    rule: "is unknown where failed_when decides whether a task failed",
    files: site(
      play(`- name: Hidden
  slurp: { src: "{{ here }}/missing" }
  failed_when: false`),
    ),
    verdicts: both("unknown"),
    findings: { Hidden: "unknown" },
  },
  {
    name: "changed-when-false",
    rule: "shows a difference that changed_when declares to be none, and does not count it",
    files: site(
      play(`- name: Hidden
  copy: { content: "as declared\\n", dest: "{{ here }}/other" }
  changed_when: false`),
    ),
    verdicts: both("in-sync"),
    findings: { Hidden: "undeclared" },
  },
  {
    name: "noise",
    rule: "does not count what reports a change in every run",
    files: site(
      play(`- name: Group
  group_by: { key: "is_web" }
- name: Host
  add_host: { name: later }
- name: Touch
  file: { path: "{{ here }}/there", state: touch }`),
    ),
    verdicts: both("in-sync"),
    findings: { Group: "noise", Host: "noise", Touch: "noise" },
  },
  {
    name: "handlers",
    rule: "counts handlers that a difference calls",
    files: site(
      play(
        `- name: File
  copy: { content: "as declared\\n", dest: "{{ here }}/other" }
  notify: Tell`,
        { keys: ["handlers:", '  - { name: Tell, copy: { content: x, dest: "{{ here }}/told" } }'] },
      ),
    ),
    verdicts: both("diverged"),
    findings: { File: "diverged", Tell: "diverged" },
  },
];

const endings: readonly CheckModeCase[] = [
  {
    name: "end-play",
    rule: "is unknown where end_play or end_host ended the play early, also as its last task",
    files: site(
      play(`- name: Before
  ping:
- meta: end_host
  when: inventory_hostname == 'web-1'
- name: After
  ping:`),
    ),
    verdicts: { "web-1": "unknown", "web-2": "in-sync" },
    findings: { "meta: end_host": "unknown", After: "unknown" },
  },
  {
    name: "end-play-included",
    rule: "is unknown where an included file ended the play, which leaves no other trace",
    files: site(
      play(`- name: Include
  include_tasks: more.yml`),
      { "more.yml": "- name: Before\n  ping:\n- meta: end_play\n- name: After\n  ping:\n" },
    ),
    verdicts: both("unknown"),
    findings: { "meta: end_play": "unknown" },
  },
  {
    name: "unreachable-ignored",
    rule: "is unknown where a machine that cannot be reached is ignored",
    files: {
      "site.yml":
        "- hosts: all\n  gather_facts: false\n  ignore_unreachable: true\n  vars: { ansible_ssh_port: 1, ansible_host: 127.0.0.1 }\n  tasks:\n    - name: Answer\n      ping:\n",
    },
    verdicts: both("unknown"),
    findings: { Answer: "unknown" },
    because: { Answer: /reached/ },
  },
  {
    name: "no-play",
    rule: "is unknown where no play is about a machine",
    files: site(play("- name: Answer\n  ping:", { hosts: "web-2" })),
    verdicts: { "web-1": "unknown", "web-2": "in-sync" },
    findings: { "the playbook": "unknown" },
    because: { "the playbook": /no play/ },
  },
  {
    name: "no-machines",
    rule: "is unknown where no machine matches any play, although the exit code is 0",
    files: site(play("- name: Answer\n  ping:", { hosts: "label_tier_back" })),
    verdicts: both("unknown"),
    findings: { "the playbook": "unknown" },
  },
  {
    name: "serial",
    rule: "merges the batches of a play, and takes machines for unknown that no batch came to",
    files: site(
      play(
        `- name: File
  fail:
  when: inventory_hostname == 'web-1'`,
        { keys: ["serial: 1"] },
      ),
    ),
    verdicts: both("unknown"),
    findings: { File: "unknown" },
  },
  {
    name: "serial-in-sync",
    rule: "is in sync where every batch of a play is",
    files: site(play("- name: Answer\n  ping:", { keys: ["serial: 1"] })),
    verdicts: both("in-sync"),
    findings: {},
  },
  {
    name: "any-errors-fatal",
    rule: "is unknown where another machine's failure ended the play, also within an included file",
    files: site(play("- name: Include\n  include_tasks: more.yml", { keys: ["any_errors_fatal: true"] }), {
      "more.yml": "- name: Fails\n  fail:\n  when: inventory_hostname == 'web-2'\n- name: After\n  ping:\n",
    }),
    verdicts: both("unknown"),
    findings: { Fails: "unknown" },
  },
  {
    name: "run-once",
    rule: "asks one machine for a task that runs once, and takes its failure for one of all",
    files: site(
      play(`- name: Once
  ping:
  run_once: true
- name: Look once
  command: "true"
  run_once: true
  register: looked
- name: Hangs
  file: { path: "{{ here }}/there", state: file }
  when: looked.stdout == ''
- name: Answer
  ping:`),
    ),
    verdicts: both("unknown"),
    findings: { "Look once": "unknown", Hangs: "unknown" },
  },
  {
    name: "roles",
    rule: "names tasks of roles with their role, and takes a role that is listed twice once",
    files: site(play("", { keys: ["roles: [ web, web ]"] }), {
      "roles/web/tasks/main.yml": '- name: File\n  copy: { content: "as declared\\n", dest: "{{ here }}/other" }\n',
    }),
    verdicts: both("diverged"),
    findings: { "web : File": "diverged" },
  },
  {
    name: "tags-never",
    rule: "does not wait for tasks that a run without tags leaves out",
    files: site(
      play(`- name: Answer
  ping:
- name: Seldom
  command: "true"
  tags: [ never, seldom ]`),
    ),
    verdicts: both("in-sync"),
    findings: {},
  },
  {
    name: "second-play-not-started",
    rule: "is unknown where a play was not started",
    files: site(play("- name: Fails\n  fail:") + play("- name: Answer\n  ping:")),
    verdicts: both("unknown"),
    findings: { Fails: "unknown" },
    problems: /play all was not started/,
  },
  {
    name: "allowed-command",
    rule: "is unknown where a command that was allowed to run reports a change, as it always does",
    mayChange: true,
    files: site(
      play(`- name: Always
  command: "true"
  check_mode: false
- name: Says
  command: "true"
  check_mode: false
  changed_when: false
  register: said
- name: Hangs on what is known
  file: { path: "{{ here }}/there", state: file }
  when: said.rc == 0`),
    ),
    verdicts: both("unknown"),
    findings: { Always: "unknown" },
  },
  {
    name: "async",
    rule: "is unknown where a task in the background does not support check mode",
    files: site(
      play(`- name: Background
  copy: { content: x, dest: "{{ here }}/there" }
  async: 10
  poll: 1`),
    ),
    verdicts: both("unknown"),
    findings: { Background: "unknown" },
  },
];

/** Every rule with a playbook that shows it. */
export const checkModeCases: readonly CheckModeCase[] = [...simple, ...endings];
