/**
 * How a function becomes one file: for Serverless (`custom.esbuild`), and for whoever needs the same bytes again, with
 * a source map or a list of what is in them (tools/commands/stack-trace, tools/bench).
 */
exports.bundling = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // The SDK's ES modules leave out what is not used: two thirds of the size of its CommonJS build.
  mainFields: ['module', 'main'],
  // A function's credentials are in its environment: a fifth of the size goes with the other sources.
  alias: { '@aws-sdk/credential-provider-node': './src/aws/environment-credentials.ts' },
  // Loaded by the SDK for operations that answer with a stream of events. DynamoDB and SNS have none.
  external: ['@smithy/core/event-streams'],
  // For an endpoint of plain HTTP, an emulator's, the SDK imports node:http. As an import that takes Node 15 ms, as
  // it brings in all that the module could give; by require it takes none.
  supported: { 'dynamic-import': false },
};

const { external, ...rest } = exports.bundling;

exports.serverless = {
  ...rest,
  // In the plugin's words: left out of the bundle, and not put beside it either.
  exclude: external,
  sourcemap: false,
  // Without it the plugin watches on and the command never ends.
  skipRebuild: true,
};
