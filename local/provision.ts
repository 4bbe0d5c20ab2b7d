import { leftOut, makers, type Surroundings } from './resources.ts';
import { createResolver, type Made, type Properties, type Template, TemplateError } from './template.ts';

export type Provisioned = {
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
  const pseudo = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const resolve = createResolver(pseudo, make);

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
    if (maker === undefined) {
      if (leftOut[resource.Type] === undefined) unknown.push(`${logicalId} (${resource.Type})`);
      return { ref: logicalId, attributes: { Arn: `arn:aws:none:${region}:${accountId}:${logicalId}` } };
    }
    await Promise.all([resource.DependsOn ?? []].flat().map(make));
    return maker(logicalId, (await resolve(resource.Properties ?? {})) as Properties, surroundings);
  }

  await Promise.all(Object.keys(template.Resources).map(make));
  const outputs = Object.entries(template.Outputs ?? {}).map(async ([name, { Value }]) => [
    name,
    await resolve(Value),
  ]);
  return { outputs: Object.fromEntries(await Promise.all(outputs)), unknown };
}
