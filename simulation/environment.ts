import { FUNCTION_SETTINGS } from './settings.ts';

// The functions' modules read it as soon as they are loaded.
Object.assign(process.env, { AWS_REGION: 'us-east-1', ...FUNCTION_SETTINGS, ...process.env });
