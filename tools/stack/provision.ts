import { leftOut, makers, type Surroundings } from './resources.ts';
import { createResolver, type Made, type Properties, type Template, TemplateError } from './template.ts';

export type StackResource = { logicalId: string; type: string; physicalId: string };

export type Provisioned = {
  /** Those that were made, and those that a laptop does without. */
  resources: StackResource[];
  outputs: Record<string, string>;
  /** Resources whose type is not known here, as `LogicalId (Type)`: they were not made. */
  unknown: string[];
};

/** Makes every resource of a template, each after those it refers to. */
export async function provision(
  template: Template,
  stack: { name: string; id: string },
  surroundings: Surroundings,
): Promise<Provisioned> {
  const { region, accountId } = surroundings;
  const unknown: string[] = [];
  const made = new Map<string, Promise<Made>>();
  const defaults = Object.entries(template.Parameters ?? {}).map(([name, { Default = '' }]) => [
    name,
    Default,
  ]);
  const values = {
    ...Object.fromEntries(defaults),
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const isTrue = async (condition: string) => (await resolve(template.Conditions?.[condition])) === true;
  const resolve = createResolver(values, isTrue, make);
  const isWanted = async ({ Condition }: { Condition?: string }) =>
    Condition === undefined || isTrue(Condition);

  function make(logicalId: string): Promise<Made> {
    const present = made.get(logicalId) ?? makeOnce(logicalId);
    made.set(logicalId, present);
    return present;
  }

  async function makeOnce(logicalId: string): Promise<Made> {
    const resource = template.Resources[logicalId];
    if (resource === undefined)
      throw new TemplateError(`The template refers to ${logicalId}, but does not define it.`);
    const maker = makers[resource.Type];
    if (!(await isWanted(resource)))
      throw new TemplateError(`${logicalId} is referred to, but its condition does not hold.`);
    if (maker === undefined) {
      if (leftOut[resource.Type] === undefined) unknown.push(`${logicalId} (${resource.Type})`);
      return { ref: logicalId, attributes: { Arn: `arn:aws:none:${region}:${accountId}:${logicalId}` } };
    }
    await Promise.all([resource.DependsOn ?? []].flat().map(make));
    return maker(logicalId, (await resolve(resource.Properties ?? {})) as Properties, surroundings);
  }

  const present = await Promise.all(
    Object.entries(template.Resources).map(async ([logicalId, resource]) => {
      if (!(await isWanted(resource))) return [];
      const { ref: physicalId } = await make(logicalId);
      const { Type: type } = resource;
      return makers[type] || leftOut[type] ? [{ logicalId, type, physicalId }] : [];
    }),
  );
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (await isWanted(output)) outputs[name] = String(await resolve(output.Value));
  }
  return { resources: present.flat(), outputs, unknown };
}
