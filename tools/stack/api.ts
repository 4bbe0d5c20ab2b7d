/** A request as the SDK sent it, and who signed it. */
export type ApiRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** From the signature. A function signs with its own name. */
  accessKeyId: string;
};
export type ApiResponse = { status: number; headers: Record<string, string>; body: string | Buffer };

/** An emulated AWS API. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiResponse>;

/** An error in the form that SDKs read in the JSON protocols. */
export function errorResponse(status: number, name: string, message: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  };
}

/** An error in the form that SDKs read in the protocol of SNS and CloudFormation. */
export function xmlErrorResponse(status: number, name: string, message: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}
