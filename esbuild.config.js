const SDK_VERSIONS = './plugins/esbuild-sdk-versions.js';

/**
 * How each function is bundled into one file: for Serverless (`custom.esbuild`), and for tools that need the same bytes
 * with a source map or a metafile (tools/commands/stack-trace, tools/bench). docs/decisions/bundles-and-stack-traces.md
 * has the measurements.
 */
exports.bundling = {
  bundle: true,
  plugins: require(SDK_VERSIONS),
  minify: true,
  platform: 'node',
  target: 'node24',
  // The SDK's ES modules can be tree-shaken: two thirds of the size of its CommonJS build.
  mainFields: ['module', 'main'],
  // Lambda passes credentials in the environment. Without the other sources, the bundle is a fifth smaller.
  alias: { '@aws-sdk/credential-provider-node': './src/aws/environment-credentials.ts' },
  // The SDK loads it for operations that return an event stream. DynamoDB and SNS have none.
  external: ['@smithy/core/event-streams'],
  // With a plain HTTP endpoint, as emulators have, the SDK imports node:http dynamically. That takes 15 ms, because it
  // loads everything in the module; `require` takes none.
  supported: { 'dynamic-import': false },
};

const { external, ...rest } = exports.bundling;

exports.serverless = {
  ...rest,
  // The plugin's option for modules that are neither bundled nor packaged.
  exclude: external,
  // The plugin's option is the path of a module.
  plugins: SDK_VERSIONS,
  sourcemap: false,
  // Without this the plugin keeps watching, and the command never ends.
  skipRebuild: true,
};
