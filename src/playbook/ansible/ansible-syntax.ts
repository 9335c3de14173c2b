import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { clauseOf, cleaningUp } from "../../lib/index.ts";
import type { PlaybookAnswer, PlaybookSyntax } from "../playbook-syntax.ts";
import { answerOf } from "./answer.ts";
import { writeFiles } from "./write-files.ts";

export interface AnsibleSettings {
  /** `PATH` of it leads to the executable; no other variable reaches it. */
  readonly environment: NodeJS.ProcessEnv;
  /** In milliseconds, for one playbook. @default a minute */
  readonly limit?: number;
}

/**
 * `ansible-playbook --syntax-check` in a folder of its own, which holds the given files alone.
 *
 * A syntax check may load plugins that lie beside a playbook, as a preview runs the commit's program: it gets no token and no other
 * variable of this process. `ansible.cfg` of the files is not read.
 */
export function ansibleSyntax({ environment, limit = 60_000 }: AnsibleSettings): PlaybookSyntax {
  return {
    async check(files, playbooks, signal) {
      try {
        // The tool names files by their real paths.
        const folder = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-playbooks-")));
        return await cleaningUp(
          async () => {
            await writeFiles(path.join(folder, "files"), files);
            await writeFile(path.join(folder, "ansible.cfg"), "");
            const answers = new Map<string, PlaybookAnswer>();
            for (const playbook of playbooks)
              answers.set(playbook, await checkOne(playbook, { folder, environment, limit, signal }));
            return answers;
          },
          () => rm(folder, { recursive: true, force: true }),
        );
      } catch (thrown) {
        const answer = { kind: "not-checked", because: clauseOf(thrown) } as const;
        return new Map(playbooks.map((playbook) => [playbook, answer]));
      }
    },
  };
}

interface Place extends Required<AnsibleSettings> {
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function checkOne(playbook: string, { folder, environment, limit, signal }: Place): Promise<PlaybookAnswer> {
  const files = path.join(folder, "files");
  const args = ["--syntax-check", "--inventory", "localhost,", `./${playbook}`];
  const options = {
    cwd: files,
    env: {
      PATH: environment["PATH"],
      HOME: folder,
      TMPDIR: folder,
      LC_ALL: "C.UTF-8",
      ANSIBLE_CONFIG: path.join(folder, "ansible.cfg"),
      ANSIBLE_NOCOLOR: "1",
      ANSIBLE_LOCALHOST_WARNING: "False",
    },
    timeout: limit,
    killSignal: "SIGKILL",
    maxBuffer: 1_000_000,
    signal,
  } as const;
  return await new Promise((resolve) => {
    execFile("ansible-playbook", args, options, (error, _, stderr) => {
      resolve(answerOf({ error, stderr, folder: files, limit, isInterrupted: signal.aborted }));
    });
  });
}
