/**
 * A function that `serverless invoke local` runs is not minified, so that errors have the names and the places they have
 * in `src/`: Serverless names an error by its class, not, as Lambda does, by its `name`.
 */
module.exports = class ReadableInvokeLocal {
  constructor(serverless) {
    const hook = () => {
      if (serverless.processedInput.commands.join(' ') !== 'invoke local') return;
      Object.assign(serverless.service.custom.esbuild, { minify: false, sourcemap: 'inline' });
      process.setSourceMapsEnabled(true);
    };
    // Before serverless-esbuild reads how to bundle.
    serverless.pluginManager.hooks.initialize.unshift({ pluginName: ReadableInvokeLocal.name, hook });
  }
};
