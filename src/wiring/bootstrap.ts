import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import type { DriverRequest, OpenedBootstrap } from "../cli/index.ts";
import {
  type DesiredOrganization,
  desiredOrganizationIn,
  NoOrganizationProgram,
} from "../desired/organization/index.ts";
import { BackendMissing } from "../engine/automation/index.ts";
import { driverPassphrase, type ProjectSettings, readProject } from "../engine/embedded/stack/index.ts";
import type { BootstrapPorts, StatePlace } from "../flows/index.ts";
import { checkoutFiles } from "../git/isomorphic/index.ts";
import { makeFolder, systemClock } from "../lib/index.ts";
import { bucketFolder, localCloud } from "../local/index.ts";
import { organizationFolder, organizationStack } from "../organization/index.ts";
import { cliStacks, openAutomationEngine } from "./automation.ts";
import type { DriverSettings } from "./driver.ts";
import { driverHome } from "./driver-home.ts";
import { openEmbeddedEngine } from "./engine.ts";
import { openState } from "./engine-state.ts";

type Request = Pick<DriverRequest, "cwd" | "onNotice" | "waitForLock">;

/** What both ways of keeping the state need. */
interface Places extends Request {
  readonly settings: DriverSettings;
  readonly root: string;
  readonly project: ProjectSettings;
  readonly desired: DesiredOrganization;
  /** Of the state before the bucket. */
  readonly seedFolder: string;
  readonly passphrase: () => Promise<string | undefined>;
}

/** The organization of a checkout: its state on this machine, and in the bucket. */
export async function openBootstrap(settings: DriverSettings, request: Request): Promise<OpenedBootstrap> {
  const { folder: root, tree } = await checkoutFiles(request.cwd, settings.environment);
  const desired = await desiredOrganizationIn(tree);
  const folder = path.join(root, organizationFolder);
  if (!existsSync(path.join(folder, "Pulumi.yaml"))) throw new NoOrganizationProgram({ folder: organizationFolder });
  const project = await readProject(folder);
  const home = path.join(driverHome(root, false).folder, "bootstrap");
  const seedFolder = path.join(home, "state");
  const passphrase = driverPassphrase(settings.environment, request.cwd, { folder: home, state: seedFolder });
  const places = { ...request, settings, root, project, desired, seedFolder, passphrase };
  const { seed, bucket } = desired.cloud.kind === "local" ? placesOfLocalCloud(places) : await placesOfCli(places);
  const ports: BootstrapPorts = {
    stack: { project: project.name, stack: organizationStack },
    program: { folder },
    seed: {
      ...seed,
      async retire() {
        const aside = path.join(home, `moved-${systemClock.now().toISOString().replaceAll(":", "-")}`);
        await rename(seedFolder, aside);
        return aside;
      },
    },
    bucket,
  };
  return { ports, cloud: desired.cloud.kind };
}

interface TwoPlaces {
  readonly seed: StatePlace;
  readonly bucket: StatePlace;
}

/** The embedded engine on folders, of which one is the simulated bucket. */
function placesOfLocalCloud({
  settings,
  root,
  desired,
  seedFolder,
  passphrase,
  onNotice,
  waitForLock: wait = false,
}: Places): TwoPlaces {
  const { environment, version } = settings;
  const home = driverHome(root, false).cloud;
  const cloud = localCloud({ home, environment });
  const placeAt = (location: string, folder: string): StatePlace => {
    const state = openState({ root: folder, passphrase, version, onNotice, wait });
    return {
      location,
      engine: openEmbeddedEngine({
        state,
        environment,
        providers: cloud,
        onNotice,
        adoptCommand: ({ stack }) =>
          `PULUMI_BACKEND_URL=file://${folder} groundwork stack refresh --stack ${stack} --adopt`,
      }),
      adopts: true,
      holds: async (stack) => (await state.store.summary(stack)).resourceCount > 0,
    };
  };
  const { name } = desired.bucket.args;
  return { seed: placeAt(seedFolder, seedFolder), bucket: placeAt(`gs://${name}`, bucketFolder(home, name)) };
}

/** The Pulumi CLI: first on a folder with a passphrase, then on the bucket, whose key encrypts what is secret. */
async function placesOfCli({
  settings,
  cwd,
  project,
  desired,
  seedFolder,
  passphrase,
  onNotice,
  waitForLock: wait = false,
}: Places): Promise<TwoPlaces> {
  const phrase = await passphrase();
  const placeAt = (location: string, url: string, secretsProvider: string): StatePlace => {
    const environment = {
      ...settings.environment,
      PULUMI_BACKEND_URL: url,
      PULUMI_CONFIG_PASSPHRASE: phrase,
      GROUNDWORK_SECRETS_PROVIDER: secretsProvider,
    };
    const place = { environment, cwd, project };
    return {
      location,
      engine: openAutomationEngine({ ...place, onNotice, wait }),
      adopts: false,
      async holds(stack) {
        try {
          return (await cliStacks(place, stack.project)).has(stack.stack);
        } catch (thrown) {
          if (thrown instanceof BackendMissing) return false;
          throw thrown;
        }
      },
    };
  };
  const { bucket, cloud, keyRing, key } = desired;
  const url = `gs://${bucket.args.name}`;
  const ring = `projects/${cloud.project}/locations/${keyRing.args.location}/keyRings/${keyRing.args.name}`;
  // The CLI refuses a backend whose folder is missing.
  await makeFolder(seedFolder);
  return {
    seed: placeAt(seedFolder, `file://${seedFolder}`, "passphrase"),
    bucket: placeAt(
      url,
      url,
      settings.environment["GROUNDWORK_SECRETS_PROVIDER"] || `gcpkms://${ring}/cryptoKeys/${key.args.name}`,
    ),
  };
}
