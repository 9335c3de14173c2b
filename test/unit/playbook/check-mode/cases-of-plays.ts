import { both, type CheckModeCase, play, site } from "./case.ts";

/** What plays do as a whole: ends, batches, roles, several machines. */
export const casesOfPlays: readonly CheckModeCase[] = [
  {
    name: "facts-gathered",
    rule: "is in sync where a play gathers facts, which is a task of Ansible's own that no file declares",
    files: site(
      play('- name: There\n  copy: { content: "as declared\\n", dest: "{{ here }}/there" }').replace(
        "gather_facts: false",
        "gather_facts: true",
      ),
    ),
    verdicts: both("in-sync"),
    findings: {},
  },
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
