import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Properties of a resource, before or after its references are resolved. */
export type Properties = Record<string, unknown>;

export type Resource = {
  Type: string;
  Properties?: Properties;
  DependsOn?: string | string[];
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

/** A compiled CloudFormation template, as `serverless package` writes it. */
export type Template = {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Description?: string; Condition?: string }>;
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Conditions?: Record<string, unknown>;
};

/** What `Ref` and `Fn::GetAtt` return for a created resource. */
export type ReturnValues = { ref: string; attributes: Record<string, string> };

/** The template is missing, malformed, or uses something that the embedded stack does not support. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/**
 * The template of a packaged service.
 *
 * @throws TemplateError if nothing was packaged.
 */
export function readTemplate(packageDir: string): Template {
  const file = join(packageDir, 'cloudformation-template-update-stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const advice = `Run "serverless package --package ${packageDir}" first.`;
    throw new TemplateError(`No compiled template in ${packageDir}. ${advice}`, { cause });
  }
}

/**
 * Resolves CloudFormation's intrinsic functions.
 *
 * @param values of parameters and pseudo parameters, such as `AWS::Region`. `AWS::NoValue` removes the property it is in.
 * @param isTrue tells whether a condition holds.
 * @param create creates a resource by its logical id; later calls return the same one.
 */
export function createResolver(
  values: Record<string, string>,
  isTrue: (condition: string) => Promise<boolean>,
  create: (logicalId: string) => Promise<ReturnValues>,
): (value: unknown) => Promise<unknown> {
  async function ref(name: string): Promise<string | undefined> {
    return name === 'AWS::NoValue' ? undefined : (values[name] ?? (await create(name)).ref);
  }

  async function getAtt(id: string, attribute: string): Promise<string> {
    const value = (await create(id)).attributes[attribute];
    if (value === undefined)
      throw new TemplateError(`The embedded stack does not support the attribute ${id}.${attribute}.`);
    return value;
  }

  async function substitute(text: string): Promise<string> {
    const names = [...new Set([...text.matchAll(/\$\{([^!}]+)\}/g)].map(([, name = '']) => name))];
    const parts = await Promise.all(
      names.map(async (name) => {
        const [id = '', attribute] = name.split('.');
        return [name, attribute === undefined ? await ref(id) : await getAtt(id, attribute)] as const;
      }),
    );
    return parts.reduce((result, [name, value]) => result.replaceAll(`\${${name}}`, `${value}`), text);
  }

  async function intrinsic(name: string, argument: unknown): Promise<unknown> {
    if (name === 'Ref') return ref(argument as string);
    if (name === 'Fn::GetAtt') return getAtt(...(argument as [string, string]));
    if (name === 'Fn::Sub' && typeof argument === 'string') return substitute(argument);
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return (await Promise.all(parts.map(resolve))).join(separator);
    }
    if (name === 'Fn::If') {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return resolve((await isTrue(condition)) ? then : otherwise);
    }
    if (name === 'Fn::Equals' || name === 'Fn::Not') {
      const [first, second] = (await resolve(argument)) as unknown[];
      return name === 'Fn::Not' ? !first : first === second;
    }
    throw new TemplateError(`The embedded stack does not support ${name}: ${JSON.stringify(argument)}.`);
  }

  async function resolve(value: unknown): Promise<unknown> {
    if (Array.isArray(value))
      return (await Promise.all(value.map(resolve))).filter((part) => part !== undefined);
    if (typeof value !== 'object' || value === null) return value;

    const [first, ...others] = Object.entries(value);
    if (first !== undefined && others.length === 0 && /^(Ref$|Fn::)/.test(first[0]))
      return intrinsic(...first);
    const entries = Object.entries(value).map(async ([key, part]) => [key, await resolve(part)]);
    return Object.fromEntries((await Promise.all(entries)).filter(([, part]) => part !== undefined));
  }
  return resolve;
}
