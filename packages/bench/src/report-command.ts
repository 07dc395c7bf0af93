import { report } from './report.js';

await report();
