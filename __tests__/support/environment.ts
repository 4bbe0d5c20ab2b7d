import { FUNCTION_SETTINGS } from '../../simulation/settings.ts';

// The functions' modules read it as soon as they are loaded. Not the region: the flow suite runs where the service is.
Object.assign(process.env, FUNCTION_SETTINGS);
