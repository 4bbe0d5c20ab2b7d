/** What the files of resources/ build their parts of the template from. */

const ref = (id) => ({ Ref: id });
const getAtt = (id, attribute) => ({ 'Fn::GetAtt': [id, attribute] });

/** The logical id that Serverless derives from a function's name: `ingest` becomes `Ingest${suffix}`. */
const functionPart = (name, suffix) => `${name.charAt(0).toUpperCase()}${name.slice(1)}${suffix}`;

/** Combines parts, each with its Resources, Outputs and so on, into one. */
const combine = (parts) =>
  parts.reduce((whole, part) => {
    for (const [section, entries] of Object.entries(part)) whole[section] = { ...whole[section], ...entries };
    return whole;
  }, {});

const policyDocument = (...Statement) => ({ Version: '2012-10-17', Statement });

/** Denies requests without TLS. Emulators speak plain HTTP, so their stages deny nothing (`refusedTransport`). */
const denyWithoutTls = (Action, Resource) => ({
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': '${param:refusedTransport}' } },
});

/** A policy on a topic: `allow` says who may publish, and under which condition. */
const topicPolicy = (topic, allow) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [ref(topic)],
    PolicyDocument: policyDocument(
      { Effect: 'Allow', Action: 'sns:Publish', Resource: ref(topic), ...allow },
      denyWithoutTls('sns:Publish', ref(topic)),
    ),
  },
});

module.exports = { ref, getAtt, functionPart, combine, policyDocument, denyWithoutTls, topicPolicy };
