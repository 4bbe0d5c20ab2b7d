import { isDeepStrictEqual } from 'node:util';
import { ignoredTypes, type ProvisioningContext, resourceTypes, updatableTypes } from './resource-types.ts';
import {
  createResolver,
  type Properties,
  type Resource,
  type ReturnValues,
  type Template,
  TemplateError,
} from './template.ts';

export type StackResource = { logicalId: string; type: string; physicalId: string };

export type Provisioned = {
  /** The created and the ignored ones. */
  resources: StackResource[];
  outputs: Record<string, string>;
  /** Resources of types that are not supported, as `LogicalId (Type)`. They were not created. */
  unsupported: string[];
  /** Applies a template as far as a running stack can. @returns the logical ids of changed resources. */
  update(next: Template): Promise<Update>;
};

/** @see Provisioned.update */
export type Update = { applied: string[]; needRestart: string[] };

/** Creates every resource of a template, each after the resources that it refers to. */
export async function provision(
  template: Template,
  stack: { name: string; id: string },
  context: ProvisioningContext,
): Promise<Provisioned> {
  const { region, accountId } = context;
  const unsupported: string[] = [];
  const created = new Map<string, Promise<ReturnValues>>();
  const parameters = Object.entries(template.Parameters ?? {});
  const values = {
    ...Object.fromEntries(parameters.map(([name, { Default = '' }]) => [name, Default])),
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const isTrue = async (condition: string) => (await resolve(template.Conditions?.[condition])) === true;
  const resolve = createResolver(values, isTrue, create);
  const isWanted = async ({ Condition }: { Condition?: string }) =>
    Condition === undefined || isTrue(Condition);

  function create(logicalId: string): Promise<ReturnValues> {
    const creation = created.get(logicalId) ?? createOnce(logicalId);
    created.set(logicalId, creation);
    creation.catch(() => created.delete(logicalId));
    return creation;
  }

  async function createOnce(logicalId: string): Promise<ReturnValues> {
    const resource = template.Resources[logicalId];
    if (resource === undefined)
      throw new TemplateError(`The template refers to ${logicalId}, but does not define it.`);
    if (!(await isWanted(resource)))
      throw new TemplateError(`The template refers to ${logicalId}, but its condition does not hold.`);
    const createResource = resourceTypes[resource.Type];
    if (createResource === undefined) {
      if (ignoredTypes[resource.Type] === undefined) unsupported.push(`${logicalId} (${resource.Type})`);
      return { ref: logicalId, attributes: { Arn: `arn:aws:none:${region}:${accountId}:${logicalId}` } };
    }
    await Promise.all([resource.DependsOn ?? []].flat().map(create));
    return createResource(logicalId, (await resolve(resource.Properties ?? {})) as Properties, context);
  }

  const resources = await Promise.all(
    Object.entries(template.Resources).map(async ([logicalId, resource]) => {
      if (!(await isWanted(resource))) return [];
      const { ref: physicalId } = await create(logicalId);
      const { Type: type } = resource;
      return resourceTypes[type] || ignoredTypes[type] ? [{ logicalId, type, physicalId }] : [];
    }),
  );
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (await isWanted(output)) outputs[name] = String(await resolve(output.Value));
  }

  const running = { ...template.Resources };

  async function update(next: Template): Promise<Update> {
    const logicalIds = Object.keys({ ...running, ...next.Resources });
    const changed = logicalIds.filter((id) => differ(running[id], next.Resources[id]));
    const applied: string[] = [];
    for (const logicalId of changed)
      if (await apply(logicalId, next.Resources[logicalId])) applied.push(logicalId);
    return { applied, needRestart: changed.filter((logicalId) => !applied.includes(logicalId)) };
  }

  async function apply(logicalId: string, resource: Resource | undefined): Promise<boolean> {
    const updateResource = updatableTypes[resource?.Type ?? ''];
    if (resource === undefined || updateResource === undefined || !created.has(logicalId)) return false;
    const properties = await resolve(resource.Properties ?? {}).catch((error) => {
      // It refers to a resource that does not exist yet.
      if (error instanceof TemplateError) return undefined;
      throw error;
    });
    if (properties === undefined) return false;
    updateResource(logicalId, properties as Properties, context);
    running[logicalId] = resource;
    return true;
  }

  return { resources: resources.flat(), outputs, unsupported, update };
}

/** Whether a resource was added, removed or changed. The code of functions counts as unchanged: it is not in the template. */
function differ(one: Resource | undefined, other: Resource | undefined): boolean {
  const essence = (resource: Resource | undefined) => {
    if (resource === undefined || resourceTypes[resource.Type] === undefined) return undefined;
    const { Type, Properties: { Code: _, ...properties } = {}, Condition } = resource;
    return { Type, properties, Condition };
  };
  return !isDeepStrictEqual(essence(one), essence(other));
}
