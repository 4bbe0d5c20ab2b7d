const XMLNS = 'http://sns.amazonaws.com/doc/2010-03-31/';
const METADATA = '<ResponseMetadata><RequestId>stand-in</RequestId></ResponseMetadata>';

/** What DynamoDB or SNS answers when a call went well. DynamoDB speaks JSON, SNS forms and XML. */
export function answerTo(body: string): { contentType: string; body: Buffer } {
  if (body.startsWith('{')) return { contentType: 'application/x-amz-json-1.0', body: Buffer.from('{}') };
  const members = [...body.matchAll(/\.Id=([^&]*)/g)].map(
    ([, id]) => `<member><Id>${id}</Id><MessageId>stand-in</MessageId></member>`,
  );
  const [operation, result] =
    members.length > 0
      ? ['PublishBatch', `<Failed/><Successful>${members.join('')}</Successful>`]
      : ['Publish', '<MessageId>stand-in</MessageId>'];
  const xml =
    `<${operation}Response xmlns="${XMLNS}"><${operation}Result>${result}</${operation}Result>` +
    `${METADATA}</${operation}Response>`;
  return { contentType: 'text/xml', body: Buffer.from(xml) };
}
