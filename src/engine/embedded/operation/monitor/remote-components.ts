import aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import { packageOfType } from "../../../../pulumi/index.ts";

/** What a provider is told of the run that it constructs a component in. */
export interface ConstructionRun {
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  readonly parallel: number;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Where it registers resources: `127.0.0.1:<port>`. */
  readonly monitor: string;
}

/**
 * A program's registration of a remote component as the request to the provider that constructs it, without the inputs: the provider
 * registers the component itself, with these options.
 *
 * @param provider its reference, which children of its package use
 */
export function constructRequest(
  request: pb.RegisterResourceRequest,
  run: ConstructionRun,
  provider: string,
): providerPb.ConstructRequest {
  const { Alias } = aliasPb;
  const aliases = [...request.getAliasurnsList().map((urn) => new Alias().setUrn(urn)), ...request.getAliasesList()];
  const construct = new providerPb.ConstructRequest()
    .setOrganization("organization")
    .setProject(run.project)
    .setStack(run.stack)
    .setDryrun(run.preview)
    .setParallel(run.parallel)
    .setConfigsecretkeysList([...run.secretKeys])
    .setMonitorendpoint(run.monitor)
    .setType(request.getType())
    .setName(request.getName())
    .setParent(request.getParent())
    .setDependenciesList(request.getDependenciesList())
    .setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList())
    .setDeletedwith(request.getDeletedwith())
    .setIgnorechangesList(request.getIgnorechangesList())
    .setReplaceonchangesList(request.getReplaceonchangesList())
    .setReplaceWithList(request.getReplaceWithList())
    .setAliasesList(aliases)
    .setAcceptsOutputValues(true);
  if (request.hasProtect()) construct.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) construct.setRetainondelete(request.getRetainondelete() ?? false);
  if (request.getDeletebeforereplacedefined()) construct.setDeletebeforereplace(request.getDeletebeforereplace());
  const timeouts = request.getCustomtimeouts();
  if (timeouts)
    construct.setCustomtimeouts(
      new providerPb.ConstructRequest.CustomTimeouts()
        .setCreate(timeouts.getCreate())
        .setUpdate(timeouts.getUpdate())
        .setDelete(timeouts.getDelete()),
    );
  for (const [key, value] of Object.entries(run.config)) construct.getConfigMap().set(key, value);
  for (const [name, reference] of request.getProvidersMap().entries()) construct.getProvidersMap().set(name, reference);
  construct.getProvidersMap().set(packageOfType(request.getType()), provider);
  for (const [key, dependencies] of request.getPropertydependenciesMap().entries())
    construct
      .getInputdependenciesMap()
      .set(key, new providerPb.ConstructRequest.PropertyDependencies().setUrnsList(dependencies.getUrnsList()));
  return construct;
}

/** The answer to the program: the component's URN, and what each of its outputs depends on. */
export function constructedResponse({
  urn,
  dependencies,
}: {
  readonly urn: string;
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}): pb.RegisterResourceResponse {
  const response = new pb.RegisterResourceResponse().setUrn(urn).setResult(pb.Result.SUCCESS);
  for (const [key, urns] of Object.entries(dependencies))
    response
      .getPropertydependenciesMap()
      .set(key, new pb.RegisterResourceResponse.PropertyDependencies().setUrnsList([...urns]));
  return response;
}
