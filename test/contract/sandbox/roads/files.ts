import path from "node:path";
import type { Road } from "../road.ts";
import type { World } from "../world.ts";

const reading = `return fs.readFileSync(argv[0], "utf8");`;

function toFile(name: string, file: (world: World) => string): Road {
  return { name, program: reading, given: (world) => [file(world)] };
}

const atHome = (name: string, file: string) => toFile(name, ({ home }) => path.join(home, file));
const ofCheckout = (name: string, file: string) => toFile(name, ({ checkout }) => path.join(checkout, file));

/** Files of the user, of the checkout and of the machine. */
export const roadsToFiles: readonly Road[] = [
  atHome("a private key for SSH", ".ssh/id_ed25519"),
  atHome("the application default credentials of Google Cloud", ".config/gcloud/application_default_credentials.json"),
  atHome("the credentials of AWS", ".aws/credentials"),
  atHome("a kubeconfig", ".kube/config"),
  atHome("the credentials of image registries", ".docker/config.json"),
  atHome("the credentials that Git has stored", ".git-credentials"),
  atHome("a .netrc", ".netrc"),
  atHome("the .npmrc of the user", ".npmrc"),
  atHome("the credentials of Pulumi Cloud", ".pulumi/credentials.json"),
  atHome("the history of a shell", ".bash_history"),
  ofCheckout("the .npmrc of the checkout", ".npmrc"),
  ofCheckout("a file of variables that Git ignores", ".env"),
  ofCheckout("the settings of Git, with the token of a CI", ".git/config"),
  ofCheckout("the passphrase that was generated", ".groundwork/passphrase"),
  ofCheckout("the state of its own stack", ".groundwork/state/.pulumi/stacks/groundwork/dev.json"),
  ofCheckout("the outputs of another stack", ".groundwork/state/.pulumi/stacks/groundwork/prod.json"),
  ofCheckout("the record of runs", ".groundwork/history/00000001.json"),
  ofCheckout("the token of the local cloud", ".groundwork/cloud/discovery.json"),
  toFile("the workspace of another change request", ({ workspace }) =>
    path.join(workspace, "../workspace-of-another-change/Pulumi.dev.yaml"),
  ),
  toFile("shared memory", ({ sharedMemory }) => sharedMemory),
  toFile("a link of the commit to a file", ({ workspace }) => path.join(workspace, "link-to-file")),
  toFile("a link of the commit to a folder", ({ workspace }) => path.join(workspace, "link-to-folder/.netrc")),
  {
    name: "a search of the temporary folder",
    program: `
      const found = [];
      for (const name of fs.readdirSync(argv[0], { recursive: true }))
        try { found.push(fs.readFileSync(argv[0] + "/" + name, "utf8")); } catch {}
      return found.join("");`,
    given: ({ home }) => [path.dirname(home)],
  },
  {
    name: "a module of the user",
    program: `return require(argv[0]);`,
    given: ({ home }) => [path.join(home, "module.cjs")],
  },
  {
    name: "nodeargs of Pulumi.yaml that load a module",
    program: `return "";`,
    nodeArguments: ({ home }) => ["--require", path.join(home, "module.cjs")],
  },
  {
    name: "nodeargs of Pulumi.yaml that read a file of variables",
    program: `return process.env.FROM_FILE;`,
    nodeArguments: ({ home }) => [`--env-file=${path.join(home, "variables.env")}`],
  },
];

/** Another text than the canary: what is written here lies on the roads of programs that search folders. */
const written = "written by the program";

function writingTo(name: string, file: (world: World) => string): Road {
  return {
    name,
    program: `fs.appendFileSync(argv[0], argv[1]);`,
    given: (world) => [file(world), written],
    canary: () => written,
    written: file,
  };
}

/** Files that are read later by who may do more. */
export const roadsToWrites: readonly Road[] = [
  writingTo("the file of variables of a CI's later steps", ({ home }) => path.join(home, "../runner/set_env")),
  writingTo("a hook of the checkout's Git", ({ checkout }) => path.join(checkout, ".git/post-checkout")),
  writingTo("the commit's own files", ({ workspace }) => path.join(workspace, "index.js")),
  writingTo("an installed package", ({ workspace }) => path.join(workspace, "node_modules/library/index.js")),
];
