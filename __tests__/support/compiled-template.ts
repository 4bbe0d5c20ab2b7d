import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES } from '../../tools/service/stages.ts';
import { type Resource, readTemplate } from '../../tools/stack/template.ts';

/** The folders in build/: the stages, and prod with a key of the account. */
export const PACKAGED = [...STAGES, 'prod-kms'] as const;
type Packaged = (typeof PACKAGED)[number];

/** A reference by logical id, however the template writes it. */
type Reference = string | { Ref: string } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Sub': string };

// biome-ignore lint/suspicious/noExplicitAny: a template is as deep and as loose as CloudFormation lets it be
export type Loose = any;

export function compiled(packaged: Packaged) {
  const packageDir = join(__dirname, '../../build', packaged);
  const template = readTemplate(packageDir);

  /** The resources of a type, by logical id. */
  const ofType = (type: string): [string, Loose][] =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => [logicalId, resource.Properties]);

  return {
    resources: template.Resources as Record<string, Resource & { Properties: Loose }>,
    outputs: template.Outputs ?? {},
    conditions: template.Conditions as Loose,
    zip: (functionName: string) => readFileSync(join(packageDir, `${functionName}.zip`)),
    /** What Serverless deploys the template with: tags, the stack's policy, plugins. */
    service: (): Loose => JSON.parse(readFileSync(join(packageDir, 'serverless-state.json'), 'utf8')).service,
    ofType,
    /** The statements with this effect in the policies on a topic or a queue. */
    statementsOn: (logicalId: string, effect: 'Allow' | 'Deny'): Loose[] =>
      [...ofType('AWS::SQS::QueuePolicy'), ...ofType('AWS::SNS::TopicPolicy')]
        .filter(([, { Queues, Topics }]) => (Queues ?? Topics).map(target).includes(logicalId))
        .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement)
        .filter(({ Effect }) => Effect === effect),
  };
}

/** The logical id that a reference points at, with the name of an index of it; a text as it is. */
export function target(reference: Reference): string {
  if (typeof reference === 'string') return reference;
  if ('Ref' in reference) return reference.Ref;
  if ('Fn::GetAtt' in reference) return reference['Fn::GetAtt'][0];
  return reference['Fn::Sub'].replace(/^\$\{(\w+)\.Arn\}\/index\/(\w+)$/, '$1.$2');
}

/** The name of a function in serverless.yml, by the name that it has on AWS. */
export const shortName = (functionName: string) => functionName.split('-').at(-1) ?? functionName;
