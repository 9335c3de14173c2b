import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { messageOf } from "../../../../lib/index.ts";
import {
  isProviderType,
  isResourceReference,
  mapProperties,
  type PropertyMap,
  packageOfType,
  withoutSecretMarks,
} from "../../../../pulumi/index.ts";
import type { ComponentOutputs, DeploymentContext, Registered, StepGenerator } from "../../deployment/index.ts";
import { RegistrationAbandoned } from "../../deployment/index.ts";
import type { UnsupportedFeature } from "../../errors.ts";
import { programFolder } from "../../program/index.ts";
import type { ProjectSettings, ResolvedConfig } from "../../stack/index.ts";
import { decodeProperties } from "./decode-request.ts";
import { DefaultProviders, type PackageRequest } from "./default-providers.ts";
import { ComponentNotConstructed } from "./errors.ts";
import { supportedFeatures, supportsFeature } from "./features.ts";
import { GoalDecoder } from "./goal-decoder.ts";
import { CallAbandoned, type MonitorAnswers, type Reply } from "./monitor-server.ts";
import { refusalOf, refusals, refusedComponent } from "./refusals.ts";
import { constructedResponse, constructRequest } from "./remote-components.ts";
import { originOf } from "./source-positions.ts";

export interface MonitorParts {
  readonly context: DeploymentContext;
  readonly generator: StepGenerator;
  readonly outputs: ComponentOutputs;
  readonly config: ResolvedConfig;
  readonly project: ProjectSettings;
  /** The folder that all assets have to be in; anywhere when absent. */
  readonly filesWithin?: string;
  /** Where the monitor is served, for providers that construct components: `127.0.0.1:<port>`. */
  readonly address: () => string;
  /** Called when the program has nothing left to do; resolves when the deployment is over. */
  readonly onProgramIdle: () => Promise<void>;
}

/** Answers what one program asks its resource monitor. */
export class ResourceMonitor {
  readonly #defaults: DefaultProviders;
  readonly #goals: GoalDecoder;
  #tellsItsEnd = false;
  #wasRefused = false;

  constructor(private readonly parts: MonitorParts) {
    this.#defaults = new DefaultProviders(parts.generator, parts.config);
    this.#goals = new GoalDecoder({ project: parts.project.folder, ...this.#folders });
  }

  /** What the program takes for its working directory. */
  get #folder(): string {
    return programFolder(this.parts.project);
  }

  get #folders() {
    const { filesWithin } = this.parts;
    return { program: this.#folder, ...(filesWithin !== undefined && { filesWithin }) };
  }

  /** True for an SDK that says when its program has nothing left to do; older ones just exit. */
  get tellsItsEnd(): boolean {
    return this.#tellsItsEnd;
  }

  /** True once the program asked for something that is not supported: what else it complains about comes of that. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  get answers(): MonitorAnswers {
    const answers = {
      ...refusals((problem) => this.#refuse(problem)),
      getDeploymentInfo: this.#deploymentInfo.bind(this),
      supportsFeature: async (request: pb.SupportsFeatureRequest) =>
        await Promise.resolve(new pb.SupportsFeatureResponse().setHassupport(supportsFeature(request.getId()))),
      registerResource: this.#registerResource.bind(this),
      readResource: this.#readResource.bind(this),
      registerResourceOutputs: this.#registerOutputs.bind(this),
      invoke: this.#invoke.bind(this),
      signalAndWaitForShutdown: async () => {
        await this.parts.onProgramIdle();
        return new emptyPb.Empty();
      },
    };
    return answers;
  }

  async #deploymentInfo(): Promise<pb.DeploymentInfo> {
    // SDKs that ask this came later than those that tell their end.
    this.#tellsItsEnd = true;
    const { context, config } = this.parts;
    const info = new pb.DeploymentInfo()
      .setOrganization("organization")
      .setProject(context.stack.project)
      .setStack(context.stack.stack)
      .setDryrun(context.preview)
      .setParallel(context.options.parallel ?? 0)
      .setConfigsecretkeysList([...config.secretKeys])
      .setSupportedfeaturesList([...supportedFeatures]);
    for (const [key, value] of Object.entries(config.values)) info.getConfigMap().set(key, value);
    return await Promise.resolve(info);
  }

  async #registerResource(request: pb.RegisterResourceRequest, object: PropertyMap): Promise<Reply> {
    const refusal = refusalOf(request);
    if (refusal) this.#refuse(refusal);
    this.#goals.inherit(request);
    if (request.getRemote()) return await this.#construct(request, object);
    // What cannot be read is the program's to tell: it gets the problem as this call's error.
    const goal = await this.#goals.decode(request, object);
    this.parts.context.events.learn(goal.properties);
    const registered = await this.#answering(async () => {
      const provider = await this.#providerFor(request);
      return await this.parts.generator.register(provider === undefined ? goal : { ...goal, provider });
    });
    this.#goals.remember(registered.handle.urn, request);
    const { state } = registered.handle;
    return {
      message: new pb.RegisterResourceResponse()
        .setUrn(state.urn)
        .setId(state.id ?? "")
        .setResult(resultOf(registered))
        .setUnknown(registered.unknown),
      properties: forProgram(state.outputs, request.getAcceptsecrets(), request.getAcceptresources()),
    };
  }

  /** A remote component: its provider registers it and everything in it, over the same monitor. */
  async #construct(request: pb.RegisterResourceRequest, object: PropertyMap): Promise<Reply> {
    const { context, config, address } = this.parts;
    const type = request.getType();
    const packageName = packageOfType(type);
    const inputs = await this.#properties(object);
    const constructed = await this.#answering(async () => {
      const reference =
        request.getProvider() ||
        request.getProvidersMap().get(packageName) ||
        this.#goals.providerOfAncestors(request.getParent(), packageName) ||
        (await this.#defaults.reference(packageRequest(request, type), `${type} ${request.getName()}`));
      const provider = await context.registry.get(reference);
      const run = {
        ...context.stack,
        preview: context.preview,
        parallel: context.options.parallel ?? 0,
        config: config.values,
        secretKeys: config.secretKeys,
        monitor: address(),
      };
      const construct = constructRequest(request, run, reference);
      try {
        return (await provider?.construct?.(construct, inputs)) ?? "unsupported";
      } catch (error) {
        const reason = messageOf(error);
        throw new ComponentNotConstructed({ type, name: request.getName(), reason }, { cause: error });
      }
    });
    if (constructed === "unsupported") this.#refuse(refusedComponent(type));
    // A preview in which the provider cannot be asked yet shows the component alone.
    if (constructed === "unknown") return await this.#registerResource(request.setRemote(false).setCustom(false), {});
    const state = await this.#properties(constructed.state);
    return {
      message: constructedResponse(constructed),
      properties: forProgram(state, request.getAcceptsecrets(), request.getAcceptresources()),
    };
  }

  async #providerFor(request: pb.RegisterResourceRequest): Promise<string | undefined> {
    const type = request.getType();
    if (!request.getCustom() || isProviderType(type)) return undefined;
    const named = request.getProvider() || this.#goals.providerOfAncestors(request.getParent(), packageOfType(type));
    return named || (await this.#defaults.reference(packageRequest(request, type), `${type} ${request.getName()}`));
  }

  async #readResource(request: pb.ReadResourceRequest, properties: PropertyMap): Promise<Reply> {
    const type = request.getType();
    if (packageOfType(type) !== "pulumi") this.parts.context.reads.ofCloud();
    const { handle } = await this.#answering(async () => {
      const provider =
        request.getProvider() ||
        this.#goals.providerOfAncestors(request.getParent(), packageOfType(type)) ||
        (await this.#defaults.reference(packageRequest(request, type), `${type} ${request.getName()}`));
      const inputs = await this.#properties(properties);
      return await this.parts.generator.read({
        type,
        name: request.getName(),
        id: request.getId(),
        ...(request.getParent() ? { parent: request.getParent() } : {}),
        properties: inputs,
        dependencies: request.getDependenciesList(),
        provider,
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        ...originOf(request, this.parts.project.folder),
      });
    });
    const { state } = handle;
    return {
      message: new pb.ReadResourceResponse().setUrn(state.urn),
      properties: forProgram(state.outputs, request.getAcceptsecrets(), request.getAcceptresources()),
    };
  }

  async #registerOutputs(request: pb.RegisterResourceOutputsRequest, outputs: PropertyMap): Promise<emptyPb.Empty> {
    await this.#answering(
      async () => await this.parts.outputs.register(request.getUrn(), await this.#properties(outputs)),
    );
    return new emptyPb.Empty();
  }

  /** A provider's answer to a question; unknown in a preview while something that it depends on does not exist yet. */
  async #invoke(request: pb.ResourceInvokeRequest, args: PropertyMap): Promise<Reply> {
    const { context } = this.parts;
    const token = request.getTok();
    const reference =
      request.getProvider() ||
      this.#goals.providerOfAncestors(request.getParent(), packageOfType(token)) ||
      (await this.#answering(async () => await this.#defaults.reference(packageRequest(request, token), token)));
    const provider = await context.registry.get(reference);
    if (!provider) throw new Error(`${token} names the provider ${reference}, which is not registered.`);
    if (context.preview && request.getDependsonList().some((urn) => this.#isPending(urn)))
      return { message: new pb.ResourceInvokeResponse().setUnknown(true) };
    // Answers of the engine itself come from this deployment and from states of stacks.
    if (packageOfType(token) !== "pulumi") context.reads.ofCloud();
    const { result, failures } = await provider.invoke(token, await this.#properties(args), context.preview);
    context.events.learn(result);
    const keepReferences = request.getAcceptresources() || token === "pulumi:pulumi:getResource";
    return {
      message: new pb.ResourceInvokeResponse().setFailuresList(
        failures.map(({ property, reason }) => new providerPb.CheckFailure().setProperty(property).setReason(reason)),
      ),
      properties: forProgram(result, true, keepReferences),
    };
  }

  async #properties(properties: PropertyMap): Promise<PropertyMap> {
    const decoded = await decodeProperties(properties, this.#folders);
    this.parts.context.events.learn(decoded);
    return decoded;
  }

  #isPending(urn: string): boolean {
    const { current } = this.parts.context.decisions;
    const handle = current.get(urn);
    return !handle || (handle.state.custom && (handle.state.id ?? "") === "");
  }

  /** An error stops the deployment with its message; the program is only told that the deployment is over. */
  async #answering<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RegistrationAbandoned) throw new CallAbandoned(error.message);
      return this.#stop(error);
    }
  }

  #refuse(problem: UnsupportedFeature): never {
    const isFirst = !this.#wasRefused;
    this.#wasRefused = true;
    if (!isFirst) throw new CallAbandoned(problem.message);
    return this.#stop(problem);
  }

  #stop(problem: unknown): never {
    const { events, stop } = this.parts.context;
    // What a provider constructs fails when the deployment stopped for something in it, which was told.
    if (stop.reason !== undefined && problem instanceof ComponentNotConstructed)
      throw new CallAbandoned(problem.message);
    events.diagnostic("error", messageOf(problem));
    stop.request("failed", { reported: true });
    throw new CallAbandoned(messageOf(problem));
  }
}

function packageRequest(
  request: { getVersion(): string; getPlugindownloadurl(): string },
  type: string,
): PackageRequest {
  return { name: packageOfType(type), version: request.getVersion(), downloadUrl: request.getPlugindownloadurl() };
}

function resultOf({ result }: Registered): pb.Result {
  if (result === "done") return pb.Result.SUCCESS;
  return result === "failed" ? pb.Result.FAIL : pb.Result.SKIP;
}

function forProgram(
  outputs: Readonly<Record<string, unknown>>,
  acceptsSecrets: boolean,
  acceptsReferences: boolean,
): PropertyMap {
  const kept = acceptsReferences
    ? { ...outputs }
    : mapProperties({ ...outputs }, (value) =>
        isResourceReference(value) ? { to: value.id ?? value.urn } : undefined,
      );
  return acceptsSecrets ? kept : (withoutSecretMarks(kept) as PropertyMap);
}
