/**
 * Does not minify a function for `serverless invoke local`, so that its errors have the class names and the locations of
 * `src/`. Serverless names an error by its class; Lambda names it by its `name`.
 */
module.exports = class ReadableInvokeLocal {
  constructor(serverless) {
    const hook = () => {
      if (serverless.processedInput.commands.join(' ') !== 'invoke local') return;
      Object.assign(serverless.service.custom.esbuild, { minify: false, sourcemap: 'inline' });
      process.setSourceMapsEnabled(true);
    };
    // Before serverless-esbuild reads its settings.
    serverless.pluginManager.hooks.initialize.unshift({ pluginName: ReadableInvokeLocal.name, hook });
  }
};
