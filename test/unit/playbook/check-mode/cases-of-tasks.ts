import { both, type CheckModeCase, play, site } from "./case.ts";

/** What single tasks answer. */
export const casesOfTasks: readonly CheckModeCase[] = [
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
    rule: "is unknown where check mode skips a command, a script, a raw command or a request",
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
